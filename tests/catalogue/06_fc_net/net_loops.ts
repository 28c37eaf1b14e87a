/**
 * The net in one big loop, and by recursion.
 *
 * @module
 */
import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";
import {
  affine_backward,
  affine_forward,
  relu_backward,
  relu_forward,
  softmax_loss,
} from "kit/nn/mod.ts";
import {
  batchnorm_forward,
  type BatchNormParam,
} from "../../../solutions/01_batchnorm_forward.ts";
import { batchnorm_backward } from "../../../solutions/02_batchnorm_backward.ts";
import { layernorm_forward } from "../../../solutions/04_layernorm_forward.ts";
import { layernorm_backward } from "../../../solutions/05_layernorm_backward.ts";
import type {
  FullyConnectedNetOptions,
  Params,
} from "../../../solutions/06_fc_net.ts";
import { complete } from "./complete.ts";
import { right } from "./recipe.ts";
import { otherWays } from "../support/define.ts";

type Result = NdArray | [loss: number, grads: Params];

/** The initial parameters; all weights are drawn before the rest is made. */
function initialParams(
  hidden_dims: readonly number[],
  options: ReturnType<typeof complete>,
): Params {
  const { input_dim, num_classes, normalization, ...rest } = options;
  const { weight_scale, dtype, random } = rest;
  const dims = [input_dim].concat(hidden_dims, num_classes);
  const params: Params = {};
  for (let l = 1; l < dims.length; l++) {
    params[`W${l}`] = random.randn(dims[l - 1]!, dims[l]!).mul(weight_scale)
      .astype(dtype);
  }
  for (let l = dims.length - 1; l >= 1; l--) {
    params[`b${l}`] = nd.zeros([dims[l]!], dtype);
    if (l === dims.length - 1 || normalization === null) continue;
    params[`beta${l}`] = nd.zeros([dims[l]!], dtype);
    params[`gamma${l}`] = nd.ones([dims[l]!], dtype);
  }
  return params;
}

/** One loop there and one back, with all caches in one Map. */
class NetInOneLoop {
  params: Params;
  private readonly options: ReturnType<typeof complete>;
  private readonly L: number;
  /** By layer: settings, and the running averages. */
  private readonly bn_params: Record<number, BatchNormParam> = {};

  constructor(hidden_dims: number[], options?: FullyConnectedNetOptions) {
    this.options = complete(options);
    this.L = hidden_dims.length + 1;
    this.params = initialParams(hidden_dims, this.options);
    for (let l = 1; l < this.L; l++) this.bn_params[l] = { mode: "train" };
  }

  loss(X: NdArray, y?: ArrayLike<number>): Result {
    const { normalization, dtype, reg } = this.options;
    const { params, L } = this;
    // deno-lint-ignore no-explicit-any -- caches of every kind, told by their key
    const caches = new Map<string, any>();
    const mode = y === undefined ? "test" : "train";
    let h = X.dtype === dtype ? X : X.astype(dtype);
    for (let l = 1; l <= L; l++) {
      let cache: unknown;
      [h, cache] = affine_forward(h, params[`W${l}`]!, params[`b${l}`]!);
      caches.set(`affine${l}`, cache);
      if (l === L) break;
      const [gamma, beta] = [params[`gamma${l}`]!, params[`beta${l}`]!];
      if (normalization === "batchnorm") {
        // A parameter object for the call; only the running averages stay.
        const bn_param = { ...this.bn_params[l], mode } as BatchNormParam;
        [h, cache] = batchnorm_forward(h, gamma, beta, bn_param);
        this.bn_params[l] = bn_param;
        caches.set(`norm${l}`, cache);
      }
      if (normalization === "layernorm") {
        [h, cache] = layernorm_forward(h, gamma, beta, { eps: 1e-5 });
        caches.set(`norm${l}`, cache);
      }
      [h, cache] = relu_forward(h);
      caches.set(`relu${l}`, cache);
    }
    if (mode === "test") return h;

    const [data_loss, dscores] = softmax_loss(h, y!);
    const grads: Params = {};
    let dout = dscores;
    for (let l = L; l >= 1; l--) {
      if (l < L) dout = relu_backward(dout, caches.get(`relu${l}`));
      if (l < L && normalization !== null) {
        const back = normalization === "batchnorm"
          ? batchnorm_backward
          : layernorm_backward;
        [dout, grads[`gamma${l}`], grads[`beta${l}`]] = back(
          dout,
          caches.get(`norm${l}`),
        );
      }
      [dout, grads[`W${l}`], grads[`b${l}`]] = affine_backward(
        dout,
        caches.get(`affine${l}`),
      );
    }
    const weights = Object.keys(params).filter((name) => /^W\d+$/.test(name));
    const penalty = weights
      .map((name) => params[name]!.square().sum() * reg / 2)
      .reduce((a, b) => a + b);
    for (const name of weights) {
      grads[name] = params[name]!.mul(reg).add(grads[name]!);
    }
    return [data_loss + penalty, grads];
  }
}

/** A normalization layer, which has its memory to itself. */
type Strategy = (
  ...scaled: [x: NdArray, gamma: NdArray, beta: NdArray]
) => ReturnType<typeof right.batchnorm>;

/** Each layer calls the next one and takes the gradient from it. */
class NetByRecursion {
  params: Params;
  training = true;
  #options: ReturnType<typeof complete>;
  #norms: (Strategy | undefined)[];

  constructor(hidden_dims: number[], options?: FullyConnectedNetOptions) {
    this.#options = complete(options);
    this.params = initialParams(hidden_dims, this.#options);
    const { normalization } = this.#options;
    this.#norms = hidden_dims.map(() => {
      if (normalization === null) return undefined;
      const bn_param: BatchNormParam = { mode: "train" };
      return (...scaled) => {
        bn_param.mode = this.training ? "train" : "test";
        return right[normalization](...scaled, bn_param);
      };
    });
  }

  loss(X: NdArray, y?: ArrayLike<number>): Result {
    this.training = y !== undefined;
    const grads: Params = {};
    const [result] = this.#from(1, X.astype(this.#options.dtype), y, grads);
    return typeof result === "number" ? [result, grads] : result;
  }

  /** From layer l on: the loss, or the scores, and the gradient of x. */
  #from(
    l: number,
    x: NdArray,
    y: ArrayLike<number> | undefined,
    grads: Params,
  ): [result: number | NdArray, dx: NdArray | undefined] {
    const { params } = this;
    const { reg } = this.#options;
    const W = params[`W${l}`]!;
    const [a, affine] = affine_forward(x, W, params[`b${l}`]!);
    let result: number | NdArray = a;
    let da: NdArray | undefined;
    if (l > this.#norms.length) {
      if (y !== undefined) [result, da] = softmax_loss(a, y);
    } else {
      const [n, back] =
        this.#norms[l - 1]?.(a, params[`gamma${l}`]!, params[`beta${l}`]!) ??
          [a];
      const [out, relu] = relu_forward(n);
      [result, da] = this.#from(l + 1, out, y, grads);
      if (da) da = relu_backward(da, relu);
      if (da && back) {
        [da, grads[`gamma${l}`], grads[`beta${l}`]] = back(da);
      }
    }
    if (typeof result !== "number") return [result, undefined];
    const [dx, dW, db] = affine_backward(da!, affine);
    grads[`W${l}`] = dW.add(W.mul(reg));
    grads[`b${l}`] = db;
    return [result + 0.5 * reg * W.square().sum(), dx];
  }
}

/** The variants of lesson 06 by these classes. */
export const loops = otherWays({
  "net-in-one-loop": [
    "caches in one Map; a bn_param for each call that hands its averages on",
    { FullyConnectedNet: NetInOneLoop },
  ],
  "net-by-recursion": [
    "each layer calls the next; normalizations as strategies",
    { FullyConnectedNet: NetByRecursion },
  ],
});
