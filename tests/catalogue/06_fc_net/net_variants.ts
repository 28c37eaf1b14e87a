/**
 * Other ways to put the net together from the course's layers.
 *
 * @module
 */
import * as nd from "kit/nd/mod.ts";
import type { DType, NdArray } from "kit/nd/mod.ts";
import {
  affine_backward,
  affine_forward,
  type AffineCache,
  relu_backward,
  relu_forward,
  type ReluCache,
  softmax_loss,
} from "kit/nn/mod.ts";
import {
  batchnorm_forward,
  type BatchNormCache,
  type BatchNormParam,
} from "../../../solutions/01_batchnorm_forward.ts";
import { batchnorm_backward_alt } from "../../../solutions/03_batchnorm_backward_alt.ts";
import {
  layernorm_forward,
  type LayerNormCache,
} from "../../../solutions/04_layernorm_forward.ts";
import { layernorm_backward } from "../../../solutions/05_layernorm_backward.ts";
import type {
  FullyConnectedNetOptions,
  Normalization,
  Params,
} from "../../../solutions/06_fc_net.ts";
import { complete } from "./complete.ts";
import { right } from "./recipe.ts";
import type { Gradients } from "../support/pieces.ts";
import { otherWays } from "../support/define.ts";

type Result = NdArray | [loss: number, grads: Params];
type Labels = ArrayLike<number> | undefined;

/** A layer of the net of layer objects. */
interface LayerObject {
  forward(x: NdArray, train: boolean): NdArray;
  backward(dout: NdArray, grads: Params): NdArray;
}

/** Layers as objects whose closures read the parameters anew. */
class NetOfLayers {
  params: Params = {};
  #layers: LayerObject[] = [];
  #reg: number;
  #dtype: DType;

  constructor(hidden_dims: number[], options?: FullyConnectedNetOptions) {
    const { input_dim, num_classes, normalization, ...rest } = complete(
      options,
    );
    const { reg, weight_scale, dtype, random } = rest;
    this.#reg = reg;
    this.#dtype = dtype;
    const dims = [input_dim, ...hidden_dims, num_classes];
    dims.slice(1).forEach((width, i) => {
      const l = i + 1;
      // One draw for all entries of W.
      const flat = random.randn(dims[i]! * width).mul(weight_scale);
      this.params[`W${l}`] = flat.reshape([dims[i]!, width]).astype(dtype);
      this.params[`b${l}`] = nd.zeros([width], dtype);
      this.#layers.push(this.#affine(l));
      if (l === dims.length - 1) return;
      if (normalization) {
        this.params[`gamma${l}`] = nd.full([width], 1, dtype);
        this.params[`beta${l}`] = nd.zeros([width], dtype);
        this.#layers.push(this.#norm(l, normalization));
      }
      this.#layers.push(this.#relu());
    });
  }

  #affine(l: number): LayerObject {
    let cache: AffineCache;
    return {
      forward: (x) => {
        const [out, kept] = affine_forward(
          x,
          this.params[`W${l}`]!,
          this.params[`b${l}`]!,
        );
        cache = kept;
        return out;
      },
      backward: (dout, grads) => {
        const [dx, dW, db] = affine_backward(dout, cache);
        grads[`W${l}`] = dW.add(cache.w.mul(this.#reg));
        grads[`b${l}`] = db;
        return dx;
      },
    };
  }

  #norm(l: number, kind: "batchnorm" | "layernorm"): LayerObject {
    const bn_param: BatchNormParam = { mode: "train" };
    let back: (dout: NdArray) => Gradients;
    return {
      forward: (x, train) => {
        const { [`gamma${l}`]: gamma, [`beta${l}`]: beta } = this.params;
        bn_param.mode = train ? "train" : "test";
        const [out, way] = right[kind](x, gamma!, beta!, bn_param);
        back = way;
        return out;
      },
      backward: (dout, grads) => {
        const [dx, dgamma, dbeta] = back(dout);
        Object.assign(grads, { [`gamma${l}`]: dgamma, [`beta${l}`]: dbeta });
        return dx;
      },
    };
  }

  #relu(): LayerObject {
    let mask: NdArray;
    return {
      forward: (x) => {
        mask = nd.fromData(x.data.map((v) => v > 0 ? 1 : 0), x.shape);
        return x.mul(mask);
      },
      backward: (dout) => dout.mul(mask),
    };
  }

  loss(X: NdArray, y: Labels): Result {
    const flat = X.reshape([X.shape[0]!, -1]);
    let h = flat.dtype === this.#dtype ? flat : flat.astype(this.#dtype);
    for (const layer of this.#layers) h = layer.forward(h, y !== undefined);
    if (y === undefined) return h;
    let [loss, dh] = softmax_loss(h, y);
    const grads: Params = {};
    for (const layer of this.#layers.toReversed()) {
      dh = layer.backward(dh, grads);
    }
    // The penalty by elementwise sums.
    for (const [name, { data }] of Object.entries(this.params)) {
      if (!name.startsWith("W")) continue;
      for (const w of data) loss += 0.5 * this.#reg * w * w;
    }
    return [loss, grads];
  }
}

/** What a sandwich of affine, normalization and ReLU leaves. */
type SandwichCache = [
  AffineCache,
  BatchNormCache | LayerNormCache | null,
  ReluCache,
];

/** affine - norm - relu, as the course's helper functions do it. */
function sandwich_forward(
  x: NdArray,
  [W, b, gamma, beta]: NdArray[],
  kind: Normalization,
  param: BatchNormParam,
): [NdArray, SandwichCache] {
  const [a, affine] = affine_forward(x, W!, b!);
  const [n, norm] = kind === null
    ? [a, null]
    : (kind === "batchnorm" ? batchnorm_forward : layernorm_forward)(
      a,
      gamma!,
      beta!,
      param,
    );
  const [out, relu] = relu_forward(n);
  return [out, [affine, norm, relu]];
}

function sandwich_backward(
  dout: NdArray,
  [affine, norm, relu]: SandwichCache,
  kind: Normalization,
): NdArray[] {
  const dn = relu_backward(dout, relu);
  if (norm === null) return affine_backward(dn, affine);
  const back = kind === "batchnorm"
    ? batchnorm_backward_alt
    : layernorm_backward;
  const [da, dgamma, dbeta] = back(dn, norm);
  return [...affine_backward(da, affine), dgamma, dbeta];
}

/** Sandwich helper functions, the same bn_params for both norms. */
class NetOfSandwiches {
  params: Params;
  bn_params: BatchNormParam[];
  options: ReturnType<typeof complete>;
  num_layers: number;

  constructor(hidden_dims: number[], options?: FullyConnectedNetOptions) {
    this.options = complete(options);
    const { input_dim, num_classes, normalization } = this.options;
    const { weight_scale, dtype, random } = this.options;
    const dims = [input_dim, ...hidden_dims, num_classes];
    this.num_layers = dims.length - 1;
    this.bn_params = hidden_dims.map(() => ({ mode: "train" }));
    const entries: [string, NdArray][] = [];
    for (let l = 1; l <= this.num_layers; l++) {
      // Cast first, scaled after.
      const W = random.randn(dims[l - 1]!, dims[l]!).astype(dtype)
        .mul(weight_scale);
      entries.push([`W${l}`, W], [`b${l}`, nd.zeros([dims[l]!])]);
    }
    for (const [i, width] of normalization ? hidden_dims.entries() : []) {
      entries.push([`gamma${i + 1}`, nd.ones([width])]);
      entries.push([`beta${i + 1}`, nd.zeros([width])]);
    }
    this.params = Object.fromEntries(
      entries.map(([name, value]) => [name, value.astype(dtype)]),
    );
  }

  loss(X: NdArray, y?: Labels): Result {
    const { normalization, reg, dtype } = this.options;
    const mode = y ? "train" : "test";
    this.bn_params.forEach((bn_param) => bn_param.mode = mode);
    const names = ["W", "b", "gamma", "beta"];
    const L = this.num_layers;
    const caches: Record<string, SandwichCache> = {};
    let out = X.astype(dtype);
    for (let l = 1; l < L; l++) {
      [out, caches[l]] = sandwich_forward(
        out,
        names.map((name) => this.params[name + l]!),
        normalization,
        this.bn_params[l - 1]!,
      );
    }
    const last = affine_forward(
      out,
      this.params["W" + L]!,
      this.params["b" + L]!,
    );
    if (mode === "test") return last[0];
    let [loss, dout] = softmax_loss(last[0], y!);
    const grads: Params = {};
    for (let l = L; l > 0; l--) {
      const all = l === L
        ? affine_backward(dout, last[1])
        : sandwich_backward(dout, caches[l]!, normalization);
      dout = all[0]!;
      all.slice(1).forEach((grad, i) => grads[names[i]! + l] = grad);
      // In place: the gradient is an array of its own.
      const [W, dW] = [this.params["W" + l]!, grads["W" + l]!];
      W.data.forEach((w, i) => dW.data[i]! += reg * w);
      loss += 0.5 * reg * W.mul(W).sum();
    }
    return [loss, grads];
  }
}

/** A tape: every step of the forward pass leaves its way back. */
class NetWithTape {
  params: Params = {};
  #memory = new Map<string, BatchNormParam>();
  #options: ReturnType<typeof complete>;
  #widths: readonly number[];

  constructor(hidden_dims: number[], options?: FullyConnectedNetOptions) {
    this.#options = complete(options);
    this.#widths = hidden_dims;
    const { input_dim, num_classes, weight_scale, dtype, ...rest } =
      this.#options;
    let inputs = input_dim;
    [...hidden_dims, num_classes].forEach((width, i) => {
      const W = rest.random.randn(inputs, width).mul(weight_scale);
      this.params[`W${i + 1}`] = W.astype(dtype);
      this.params[`b${i + 1}`] = nd.zeros([width], dtype);
      if (i < hidden_dims.length && rest.normalization !== null) {
        this.params[`gamma${i + 1}`] = nd.ones([width], dtype);
        this.params[`beta${i + 1}`] = nd.zeros([width], dtype);
      }
      inputs = width;
    });
  }

  loss(X: NdArray, y?: Labels): Result {
    const { reg, dtype, normalization } = this.#options;
    const p = { ...this.params };
    const tape: ((dout: NdArray) => NdArray)[] = [];
    const grads: Params = {};
    let penalty = 0;

    const affine = (x: NdArray, l: number): NdArray => {
      const W = p[`W${l}`]!;
      tape.push((dout) => {
        grads[`W${l}`] = x.T.dot(dout).add(W.mul(reg));
        grads[`b${l}`] = dout.sum(0);
        return dout.dot(W.T);
      });
      penalty += W.pow(2).sum();
      return x.dot(W).add(p[`b${l}`]!);
    };
    const norm = (x: NdArray, l: number): NdArray => {
      const [gamma, beta] = [p[`gamma${l}`]!, p[`beta${l}`]!];
      const bn_param = this.#paramOf(l, y);
      const [out, back] = right[normalization!](x, gamma, beta, bn_param);
      tape.push((dout) => {
        const [dx, dgamma, dbeta] = back(dout);
        grads[`gamma${l}`] = dgamma;
        grads[`beta${l}`] = dbeta;
        return dx;
      });
      return out;
    };
    const relu = (x: NdArray): NdArray => {
      const [out, cache] = relu_forward(x);
      tape.push((dout) => relu_backward(dout, cache));
      return out;
    };

    let h = X.astype(dtype).reshape([X.shape[0]!, this.#options.input_dim]);
    for (let l = 1; l <= this.#widths.length; l++) {
      h = affine(h, l);
      if (normalization !== null) h = norm(h, l);
      h = relu(h);
    }
    const scores = affine(h, this.#widths.length + 1);
    if (y === undefined) return scores;
    const [loss, dscores] = softmax_loss(scores, y);
    tape.reduceRight((dout, back) => back(dout), dscores);
    return [loss + reg * penalty / 2, grads];
  }

  /** The memory of a layer, made when it is first asked for. */
  #paramOf(l: number, y: Labels): BatchNormParam {
    const found = this.#memory.get(`norm${l}`) ?? { mode: "train" };
    this.#memory.set(`norm${l}`, found);
    return Object.assign(found, { mode: y === undefined ? "test" : "train" });
  }
}

/** The variants of lesson 06 by these classes. */
export const nets = otherWays({
  "net-of-layer-objects": [
    "layers as objects with closures; elementwise penalty; one draw a layer",
    { FullyConnectedNet: NetOfLayers },
  ],
  "net-of-sandwiches": [
    "affine-norm-relu helper functions; parameters by Object.fromEntries",
    { FullyConnectedNet: NetOfSandwiches },
  ],
  "net-with-a-tape": [
    "every step leaves its way back; own affine; bn_params in a Map",
    { FullyConnectedNet: NetWithTape },
  ],
});
