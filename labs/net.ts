/**
 * The net of the labs that need more than lesson 06 asks for: other activation
 * functions, dropout, and a look at what goes on inside.
 *
 * Lesson 06 stays as it is. Whoever has solved it has all that this net is made
 * of: its parameters are those of the student's `FullyConnectedNet`, its
 * normalization is that of lessons 01 to 05, and with ReLU and without dropout
 * it computes what the student's net computes.
 *
 * @module
 */
import type { NdArray } from "kit/nd/mod.ts";
import { RandomState } from "kit/nd/random.ts";
import {
  affine_backward,
  affine_forward,
  dropout_backward,
  dropout_forward,
  relu_backward,
  relu_forward,
  sigmoid_backward,
  sigmoid_forward,
  softmax_loss,
  tanh_backward,
  tanh_forward,
} from "kit/nn/mod.ts";
import type { BatchNormParam } from "../lessons/01_batchnorm_forward.ts";
import type { FullyConnectedNetOptions, Params } from "../lessons/06_fc_net.ts";
import type { Activation } from "./experiment.ts";
import type { Lessons } from "./lessons.ts";

/** What a {@linkcode LabNet} is built from, besides what lesson 06's net is. */
export interface LabNetOptions extends Omit<FullyConnectedNetOptions, "reg"> {
  /** Default "relu". */
  activation?: Activation;
  /** Share of each hidden layer's outputs that dropout keeps. Default 1: all. */
  keep?: number;
  /** Where dropout draws from. */
  masks?: RandomState;
}

/** The way back through a layer: puts its gradients into `grads`. */
type Back = (dout: NdArray, grads: Params) => NdArray;

/** The memory of a layer that has seen nothing yet. */
const anew = (): BatchNormParam => ({ mode: "train" });

/** What a pass leaves. */
interface Pass {
  scores: NdArray;
  /** What went into the activation function of each hidden layer. */
  inputs: NdArray[];
  /** The way back through each layer, in the order of the pass. */
  backs: Back[];
}

/**
 * A fully connected net:
 *
 *     {affine → [normalization] → activation → [dropout]} × (L - 1) → affine → softmax
 */
export class LabNet {
  /** All parameters, by the names of lesson 06. */
  params: Params;
  /** The memory of each batch norm layer. */
  readonly bn_params: BatchNormParam[];
  readonly #lessons: Lessons;
  readonly #options: Required<
    Pick<LabNetOptions, "normalization" | "activation" | "keep" | "masks">
  >;

  /** Draws the initial weights as lesson 06's net does. */
  constructor(
    lessons: Lessons,
    hidden_dims: readonly number[],
    {
      activation = "relu",
      keep = 1,
      masks = new RandomState(0),
      ...options
    }: LabNetOptions,
  ) {
    this.#lessons = lessons;
    this.params = new lessons.FullyConnectedNet(hidden_dims, options).params;
    this.bn_params = Array.from(hidden_dims, anew);
    const { normalization = null } = options;
    this.#options = { normalization, activation, keep, masks };
  }

  /** Scores in test mode. */
  loss(X: NdArray): NdArray;
  /** Loss and gradients in train mode. */
  loss(X: NdArray, y: ArrayLike<number>): [loss: number, grads: Params];
  loss(
    X: NdArray,
    y?: ArrayLike<number>,
  ): NdArray | [loss: number, grads: Params] {
    const mode = y ? "train" : "test";
    for (const memory of this.bn_params) memory.mode = mode;
    const { keep } = this.#options;
    if (!y) return this.#forward(X, this.bn_params, 1).scores;
    const { scores, backs } = this.#forward(X, this.bn_params, keep);
    const [loss, dscores] = softmax_loss(scores, y);
    const grads: Params = {};
    backs.reduceRight((dout, back) => back(dout, grads), dscores);
    return [loss, grads];
  }

  /** Scores by the statistics of `X` itself, which are then forgotten. */
  scoresByBatch(X: NdArray): NdArray {
    return this.#forward(X, this.bn_params.map(anew), 1).scores;
  }

  /**
   * What goes into the activation function of each hidden layer, each of shape
   * (N, width), by the statistics of `X` itself, which are then forgotten.
   */
  inputsOfActivations(X: NdArray): NdArray[] {
    return this.#forward(X, this.bn_params.map(anew), 1).inputs;
  }

  #forward(X: NdArray, bn_params: BatchNormParam[], keep: number): Pass {
    const inputs: NdArray[] = [];
    const backs: Back[] = [];
    const { activation } = this.#options;
    const through = ([out, back]: [out: NdArray, back: Back]) => {
      backs.push(back);
      return out;
    };
    let h = X.astype(this.params.W1!.dtype);
    bn_params.forEach((bn_param, index) => {
      h = through(this.#affine(h, index + 1));
      h = through(this.#normalize(h, index + 1, bn_param));
      inputs.push(h);
      h = through(activate[activation](h));
      h = through(this.#drop(h, keep));
    });
    const scores = through(this.#affine(h, bn_params.length + 1));
    return { scores, inputs, backs };
  }

  #affine(x: NdArray, layer: number): [out: NdArray, back: Back] {
    const { [`W${layer}`]: W, [`b${layer}`]: b } = this.params;
    const [out, cache] = affine_forward(x, W!, b!);
    return [out, (dout, grads) => {
      const [dx, dW, db] = affine_backward(dout, cache);
      Object.assign(grads, { [`W${layer}`]: dW, [`b${layer}`]: db });
      return dx;
    }];
  }

  #normalize(
    x: NdArray,
    layer: number,
    bn_param: BatchNormParam,
  ): [out: NdArray, back: Back] {
    const { [`gamma${layer}`]: gamma, [`beta${layer}`]: beta } = this.params;
    const { normalization } = this.#options;
    if (normalization === null) return [x, (dout) => dout];
    const lessons = this.#lessons;
    const [out, backward] = normalization === "batchnorm"
      ? withBack(
        lessons.batchnorm_forward(x, gamma!, beta!, bn_param),
        (dout, cache) => lessons.batchnorm_backward(dout, cache!),
      )
      : withBack(
        lessons.layernorm_forward(x, gamma!, beta!, {}),
        lessons.layernorm_backward,
      );
    return [out, (dout, grads) => {
      const [dx, dgamma, dbeta] = backward(dout);
      Object.assign(grads, {
        [`gamma${layer}`]: dgamma,
        [`beta${layer}`]: dbeta,
      });
      return dx;
    }];
  }

  #drop(x: NdArray, keep: number): [out: NdArray, back: Back] {
    if (keep === 1) return [x, (dout) => dout];
    const random = this.#options.masks;
    return withBack(dropout_forward(x, { keep, random }), dropout_backward);
  }
}

/** What a layer gives, and the way back through it, which needs its cache. */
function withBack<Cache, Grads>(
  [out, cache]: [out: NdArray, cache: Cache],
  backward: (dout: NdArray, cache: Cache) => Grads,
): [out: NdArray, back: (dout: NdArray) => Grads] {
  return [out, (dout) => backward(dout, cache)];
}

/** The activation functions, each with its way back. */
const activate: Record<
  Activation,
  (x: NdArray) => [out: NdArray, back: Back]
> = {
  relu: (x) => withBack(relu_forward(x), relu_backward),
  sigmoid: (x) => withBack(sigmoid_forward(x), sigmoid_backward),
  tanh: (x) => withBack(tanh_forward(x), tanh_backward),
};
