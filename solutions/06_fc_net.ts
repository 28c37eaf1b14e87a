import * as nd from "kit/nd/mod.ts";
import type { DType, NdArray } from "kit/nd/mod.ts";
import { RandomState } from "kit/nd/random.ts";
import {
  affine_backward,
  affine_forward,
  relu_backward,
  relu_forward,
  softmax_loss,
} from "kit/nn/mod.ts";
import type { AffineCache, ReluCache } from "kit/nn/mod.ts";
import {
  batchnorm_forward,
  type BatchNormCache,
  type BatchNormParam,
} from "./01_batchnorm_forward.ts";
import { batchnorm_backward } from "./02_batchnorm_backward.ts";
import {
  layernorm_forward,
  type LayerNormCache,
} from "./04_layernorm_forward.ts";
import { layernorm_backward } from "./05_layernorm_backward.ts";

/** Which layer stands between an affine layer and its ReLU. */
export type Normalization = "batchnorm" | "layernorm" | null;

/** What a net is built from, besides the widths of its hidden layers. */
export interface FullyConnectedNetOptions {
  input_dim?: number;
  num_classes?: number;
  normalization?: Normalization;
  reg?: number;
  weight_scale?: number;
  dtype?: DType;
  random?: RandomState;
}

/** Parameters, or gradients, by name: `W1`, `b1`, `gamma1`, `beta1`, `W2`, … */
export type Params = Record<string, NdArray>;

/** What one hidden layer leaves for its backward pass. */
interface HiddenCache {
  affine: AffineCache;
  norm: BatchNormCache | LayerNormCache | null;
  relu: ReluCache;
}

/** See `lessons/06_fc_net.ts` for the contract. */
export class FullyConnectedNet {
  params: Params = {};
  readonly normalization: Normalization;
  readonly reg: number;
  readonly dtype: DType;
  readonly num_layers: number;
  readonly bn_params: BatchNormParam[];

  constructor(
    hidden_dims: readonly number[],
    {
      input_dim = 3 * 32 * 32,
      num_classes = 10,
      normalization = null,
      reg = 0,
      weight_scale = 1e-2,
      dtype = "float32",
      random = new RandomState(),
    }: FullyConnectedNetOptions = {},
  ) {
    const dims = [input_dim, ...hidden_dims, num_classes];
    this.normalization = normalization;
    this.reg = reg;
    this.dtype = dtype;
    this.num_layers = dims.length - 1;
    this.bn_params = hidden_dims.map(() => ({ mode: "train" }));

    for (let layer = 1; layer <= this.num_layers; layer++) {
      const [fan_in, fan_out] = [dims[layer - 1]!, dims[layer]!];
      this.params[`W${layer}`] = random.randn(fan_in, fan_out)
        .mul(weight_scale).astype(dtype);
      this.params[`b${layer}`] = nd.zeros([fan_out], dtype);
      if (normalization !== null && layer < this.num_layers) {
        this.params[`gamma${layer}`] = nd.ones([fan_out], dtype);
        this.params[`beta${layer}`] = nd.zeros([fan_out], dtype);
      }
    }
  }

  loss(X: NdArray): NdArray;
  loss(X: NdArray, y: ArrayLike<number>): [loss: number, grads: Params];
  loss(
    X: NdArray,
    y?: ArrayLike<number>,
  ): NdArray | [loss: number, grads: Params] {
    const last = this.num_layers;
    for (const bn_param of this.bn_params) {
      bn_param.mode = y === undefined ? "test" : "train";
    }

    let h = X.astype(this.dtype);
    const caches: HiddenCache[] = [];
    for (let layer = 1; layer < last; layer++) {
      const [out, cache] = this.#hidden_forward(h, layer);
      caches.push(cache);
      h = out;
    }
    const [scores, score_cache] = affine_forward(
      h,
      this.params[`W${last}`]!,
      this.params[`b${last}`]!,
    );
    if (y === undefined) return scores;

    const [data_loss, dscores] = softmax_loss(scores, y);
    const grads: Params = {};
    let [dh, dW, db] = affine_backward(dscores, score_cache);
    grads[`W${last}`] = dW;
    grads[`b${last}`] = db;
    for (let layer = last - 1; layer >= 1; layer--) {
      dh = this.#hidden_backward(dh, caches[layer - 1]!, layer, grads);
    }

    let penalty = 0;
    for (let layer = 1; layer <= last; layer++) {
      const W = this.params[`W${layer}`]!;
      penalty += 0.5 * this.reg * W.square().sum();
      grads[`W${layer}`] = grads[`W${layer}`]!.add(W.mul(this.reg));
    }
    return [data_loss + penalty, grads];
  }

  /** affine → norm → relu */
  #hidden_forward(
    x: NdArray,
    layer: number,
  ): [out: NdArray, cache: HiddenCache] {
    const W = this.params[`W${layer}`]!;
    const b = this.params[`b${layer}`]!;
    const gamma = this.params[`gamma${layer}`];
    const beta = this.params[`beta${layer}`];

    let [a, affine] = affine_forward(x, W, b);
    let norm = null;
    if (this.normalization === "batchnorm") {
      const bn_param = this.bn_params[layer - 1]!;
      [a, norm] = batchnorm_forward(a, gamma!, beta!, bn_param);
    } else if (this.normalization === "layernorm") {
      [a, norm] = layernorm_forward(a, gamma!, beta!, {});
    }
    const [out, relu] = relu_forward(a);
    return [out, { affine, norm, relu }];
  }

  /** The way back through one hidden layer; adds its gradients to `grads`. */
  #hidden_backward(
    dout: NdArray,
    cache: HiddenCache,
    layer: number,
    grads: Params,
  ): NdArray {
    let da = relu_backward(dout, cache.relu);
    if (cache.norm !== null) {
      const norm_backward = this.normalization === "batchnorm"
        ? batchnorm_backward
        : layernorm_backward;
      [da, grads[`gamma${layer}`], grads[`beta${layer}`]] = norm_backward(
        da,
        cache.norm,
      );
    }
    const [dx, dW, db] = affine_backward(da, cache.affine);
    grads[`W${layer}`] = dW;
    grads[`b${layer}`] = db;
    return dx;
  }
}
