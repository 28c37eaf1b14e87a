/**
 * Lesson 06: a fully connected net with normalization.
 * Guide: `lessons/06_fc_net.md`.
 *
 * @module
 */
// deno-lint-ignore-file no-unused-vars -- the stub uses none of them yet
import { unimplemented } from "@std/assert";
import type { DType, NdArray } from "kit/nd/mod.ts";
import type { RandomState } from "kit/nd/random.ts";

/** Which layer stands between an affine layer and its ReLU. */
export type Normalization = "batchnorm" | "layernorm" | null;

/** What a net is built from, besides the widths of its hidden layers. */
export interface FullyConnectedNetOptions {
  /** Features of a sample. Default 3072, a CIFAR-10 image. */
  input_dim?: number;
  /** Classes to tell apart. Default 10. */
  num_classes?: number;
  /** Default null: no normalization. */
  normalization?: Normalization;
  /** Strength of the L2 penalty on the weights. Default 0. */
  reg?: number;
  /** Standard deviation of the initial weights. Default 1e-2. */
  weight_scale?: number;
  /** Type of all parameters and computations. Default "float32". */
  dtype?: DType;
  /**
   * Where the initial weights come from. Default: `new RandomState()`, another
   * stream for every net.
   */
  random?: RandomState;
}

/** Parameters, or gradients, by name: `W1`, `b1`, `gamma1`, `beta1`, `W2`, … */
export type Params = Record<string, NdArray>;

/**
 * A fully connected net with ReLU, softmax loss and optional normalization:
 *
 *     {affine → [batch norm or layer norm] → relu} × (L - 1) → affine → softmax
 *
 * The last affine layer gives the scores: no normalization and no ReLU there.
 *
 * Layers count from 1. Layer l has `W{l}` of shape (inputs, outputs) and `b{l}`
 * of shape (outputs,); a normalized hidden layer has also `gamma{l}` and
 * `beta{l}` of shape (outputs,).
 *
 * Source: sections "Fully Connected Nets with Batch Normalization" and "Layer
 * Normalization" of the course notebook.
 */
export class FullyConnectedNet {
  /**
   * All parameters, by name. A solver replaces entries between steps, so read
   * them anew in every call of {@linkcode FullyConnectedNet.loss}.
   */
  params: Params = {};

  /**
   * Sets up the parameters, layer by layer from the first: `W` is
   * `weight_scale * random.randn(inputs, outputs)`, biases and beta are zeros,
   * gamma is ones; all of the given dtype. Only the weights draw from `random`.
   *
   * Each batch norm layer gets a `bn_param` of its own. It lives as long as the
   * net, because the running averages live in it.
   *
   * @param hidden_dims Widths of the hidden layers, from the input on.
   * @param options See {@linkcode FullyConnectedNetOptions}.
   */
  constructor(
    hidden_dims: readonly number[],
    options: FullyConnectedNetOptions = {},
  ) {
    // TODO: replace this line by your own.
    unimplemented("Lesson 06: parameters of FullyConnectedNet");
  }

  /**
   * Scores, without labels: the net in test mode.
   *
   * @param X Samples, shape (N, d1, …, dk) with d1 · … · dk = input_dim.
   * @returns Scores, shape (N, num_classes).
   */
  loss(X: NdArray): NdArray;
  /**
   * Loss and gradients, with labels: the net in train mode.
   *
   *     loss = softmax loss + 0.5 * reg * sum of W², over all W
   *
   * The penalty is on the weights of every layer, the last one included, and
   * on nothing else. `X` is cast to the net's dtype first.
   *
   * @param X Samples, shape (N, d1, …, dk) with d1 · … · dk = input_dim.
   * @param y Labels, N integers in [0, num_classes).
   * @returns The loss, a number, and the gradients, named and shaped as
   *   {@linkcode FullyConnectedNet.params}.
   */
  loss(X: NdArray, y: ArrayLike<number>): [loss: number, grads: Params];
  loss(
    X: NdArray,
    y?: ArrayLike<number>,
  ): NdArray | [loss: number, grads: Params] {
    // TODO: replace this line by your own.
    unimplemented("Lesson 06: loss of FullyConnectedNet");
  }
}
