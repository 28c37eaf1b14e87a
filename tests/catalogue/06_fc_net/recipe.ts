/** The recipe of lesson 06: `FullyConnectedNet` in steps. */
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
import { recipe } from "../support/define.ts";
import type { Gradients } from "../support/pieces.ts";

type Labels = ArrayLike<number> | undefined;
/** Where a layer is: the last one is layer `last`. */
type Place = { layer: number; last: number };
type Op = "affine" | "norm" | "relu";
/** The labels of the call before, and whether there ever was one without. */
type History = { before: Labels; scored: boolean };
/** A step of the way back, which adds its gradients to `grads`. */
type Back = (dout: NdArray, grads: Params) => NdArray;

/** A normalization: its forward pass gives the output and its way back. */
type Norm = (
  x: NdArray,
  gamma: NdArray,
  beta: NdArray,
  bn_param: BatchNormParam,
) => [out: NdArray, back: (dout: NdArray) => Gradients];

/** Batch norm; in test mode there is no way back. */
export const batchnorm: Norm = (x, gamma, beta, bn_param) => {
  const [out, cache] = batchnorm_forward(x, gamma, beta, bn_param);
  return [out, (dout) => batchnorm_backward(dout, cache!)];
};

/** Layer norm. */
export const layernorm: Norm = (x, gamma, beta) => {
  const [out, cache] = layernorm_forward(x, gamma, beta, {});
  return [out, (dout) => layernorm_backward(dout, cache)];
};

/** The right steps, in the order of their use. */
export const right = {
  // Setting up
  reg: (reg: number | undefined): number => reg ?? 0,
  dims: (
    hidden_dims: number[],
    input_dim: number,
    num_classes: number,
  ) => [input_dim, ...hidden_dims, num_classes],
  dtype: (dtype: DType | undefined): DType => dtype ?? "float32",
  /** The type of a parameter of that name. */
  dtypeOf: (_name: string, dtype: DType): DType => dtype,
  random: (random: RandomState | undefined): RandomState =>
    random ?? new RandomState(Math.floor(Math.random() * 2 ** 32)),
  /** In which order the layers draw their weights. */
  order: (layers: number[]) => layers,
  weights: (
    random: RandomState,
    [inputs, outputs]: [number, number],
    weight_scale: number,
  ) => random.randn(inputs, outputs).mul(weight_scale),
  bias: (width: number, _random: RandomState) => nd.zeros([width]),
  gamma: (width: number, _random: RandomState) => nd.ones([width]),
  beta: (width: number, _random: RandomState) => nd.zeros([width]),
  bn_params: (count: number): BatchNormParam[] =>
    Array.from({ length: count }, () => ({ mode: "train" })),

  // Forward
  /** The parameters that a call works with. */
  params: (now: Params, _initial: Params) => now,
  mode: (y: Labels, _history: History): BatchNormParam["mode"] =>
    y === undefined ? "test" : "train",
  input: (X: NdArray, _input_dim: number) =>
    X.reshape([X.shape[0]!, X.size / X.shape[0]!]),
  cast: (X: NdArray, dtype: DType) => X.astype(dtype),
  bn_param: (bn_params: BatchNormParam[], { layer }: Place) =>
    bn_params[layer - 1],
  ops: ({ layer, last }: Place): Op[] =>
    layer < last ? ["affine", "norm", "relu"] : ["affine"],
  /** The order in which a layer is gone back through. */
  backOps: (ops: Op[]) => ops.toReversed(),
  /** How often the forward pass runs in train mode. */
  forwards: 1,
  affine_forward,
  batchnorm,
  layernorm,
  /** What is returned as scores. */
  scores: (scores: NdArray) => scores,

  // Backward
  softmax_loss,
  relu_backward,
  norm_backward: (back: (dout: NdArray) => Gradients, dout: NdArray) =>
    back(dout),

  // Penalty
  /** What the penalty of a parameter is; all but the weights have none. */
  penalty: (W: NdArray, reg: number, _N: number) =>
    0.5 * reg * W.square().sum(),
  dpenalty: (W: NdArray, reg: number, _N: number) => W.mul(reg),
  /** Which parameters enter the penalty in the loss, and in the gradients. */
  penalized: (name: string, _place: Place): boolean => name === "W",
  dpenalized: undefined as
    | ((name: string, place: Place) => boolean)
    | undefined,
  sum: (total: number, penalty: number) => total + penalty,

  /** The gradients as they are returned. */
  result: (grads: Params, _earlier: Params | undefined, _last: number) => grads,
};

const NAMES = ["W", "b", "gamma", "beta"];

/** The lesson with some of its steps replaced. */
export const net = recipe(right, (steps) => {
  steps.dpenalized ??= steps.penalized;
  return {
    FullyConnectedNet: class extends Net {
      constructor(hidden_dims: number[], options?: FullyConnectedNetOptions) {
        super(steps, hidden_dims, options ?? {});
      }
    },
  };
});

/** The net, by its steps. */
export class Net {
  params: Params = {};
  readonly steps: typeof right;
  readonly options: FullyConnectedNetOptions;
  readonly dtype: DType;
  readonly last: number;
  readonly initial: Params;
  bn_params: BatchNormParam[];
  history: History = { before: [], scored: false };
  grads: Params | undefined;

  constructor(
    steps: typeof right,
    hidden_dims: number[],
    options: FullyConnectedNetOptions,
  ) {
    const { input_dim = 3072, num_classes = 10, weight_scale = 1e-2 } = options;
    const dims = steps.dims(hidden_dims, input_dim, num_classes);
    const random = steps.random(options.random);
    this.steps = steps;
    this.options = options;
    this.dtype = steps.dtype(options.dtype);
    this.last = dims.length - 1;
    this.bn_params = steps.bn_params(this.last);
    for (const layer of steps.order(dims.slice(1).map((_, i) => i + 1))) {
      const [inputs, width] = [dims[layer - 1]!, dims[layer]!];
      const ops = steps.ops({ layer, last: this.last });
      const made: Params = {
        W: steps.weights(random, [inputs, width], weight_scale),
        b: steps.bias(width, random),
      };
      if (options.normalization && ops.includes("norm")) {
        const normalized = ops[0] === "norm" ? inputs : width;
        made.gamma = steps.gamma(normalized, random);
        made.beta = steps.beta(normalized, random);
      }
      for (const [name, value] of Object.entries(made)) {
        this.params[`${name}${layer}`] = value.astype(
          steps.dtypeOf(name, this.dtype),
        );
      }
    }
    this.initial = { ...this.params };
  }

  loss(X: NdArray, y?: ArrayLike<number>): NdArray | [number, Params] {
    const { steps, last } = this;
    const mode = steps.mode(y, this.history);
    for (const bn_param of this.bn_params) bn_param.mode = mode;
    this.history = {
      before: y,
      scored: this.history.scored || y === undefined,
    };

    const params = steps.params(this.params, this.initial);
    const input = steps.cast(
      steps.input(X, this.options.input_dim ?? 3072),
      this.dtype,
    );
    let [scores, tape] = this.#forward(input, params);
    for (let i = 1; y !== undefined && i < steps.forwards; i++) {
      [scores, tape] = this.#forward(input, params);
    }
    if (y === undefined) return steps.scores(scores);

    const grads: Params = {};
    const [data_loss, dscores] = steps.softmax_loss(scores, y);
    tape.reduceRight((dout, back) => back(dout, grads), dscores);
    let loss = data_loss;
    const reg = steps.reg(this.options.reg);
    for (let layer = 1; layer <= last; layer++) {
      for (const name of NAMES) {
        const value = params[`${name}${layer}`];
        if (value === undefined) continue;
        const place = { layer, last };
        if (steps.penalized(name, place)) {
          loss = steps.sum(loss, steps.penalty(value, reg, X.shape[0]!));
        }
        if (steps.dpenalized!(name, place)) {
          grads[`${name}${layer}`] = grads[`${name}${layer}`]!
            .add(steps.dpenalty(value, reg, X.shape[0]!));
        }
      }
    }
    this.grads = steps.result(grads, this.grads, last);
    return [loss, this.grads];
  }

  /** The forward pass, and its way back, step by step. */
  #forward(X: NdArray, params: Params): [scores: NdArray, tape: Back[]] {
    const { steps, last, options } = this;
    const tape: Back[] = [];
    let h = X;
    for (let layer = 1; layer <= last; layer++) {
      const place = { layer, last };
      const ops = steps.ops(place)
        .filter((op) => op !== "norm" || options.normalization);
      const backs = new Map<Op, Back>();
      for (const op of ops) {
        const [out, back] = this.#apply(op, h, place, params);
        backs.set(op, back);
        h = out;
      }
      // The tape runs from its end.
      for (const op of steps.backOps(ops).toReversed()) {
        tape.push(backs.get(op)!);
      }
    }
    return [h, tape];
  }

  #apply(
    op: Op,
    x: NdArray,
    place: Place,
    params: Params,
  ): [out: NdArray, back: Back] {
    const { steps } = this;
    const l = place.layer;
    const [W, b, gamma, beta] = [`W${l}`, `b${l}`, `gamma${l}`, `beta${l}`];
    if (op === "relu") {
      const [out, cache] = relu_forward(x);
      return [out, (dout) => steps.relu_backward(dout, cache)];
    }
    if (op === "affine") {
      const [out, cache] = steps.affine_forward(x, params[W]!, params[b]!);
      return [out, (dout, grads) => {
        const [dx, dW, db] = affine_backward(dout, cache);
        Object.assign(grads, { [W]: dW, [b]: db });
        return dx;
      }];
    }
    const norm = steps[this.options.normalization!];
    const bn_param = steps.bn_param(this.bn_params, place);
    const [out, way] = norm(x, params[gamma]!, params[beta]!, bn_param!);
    return [out, (dout, grads) => {
      const [dx, dgamma, dbeta] = steps.norm_backward(way, dout);
      Object.assign(grads, { [gamma]: dgamma, [beta]: dbeta });
      return dx;
    }];
  }
}
