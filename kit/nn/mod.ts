/**
 * Parts of a neural network that the course hands out, under the course's names.
 *
 * @module
 */

export {
  type ActivationCache,
  sigmoid_backward,
  sigmoid_forward,
  tanh_backward,
  tanh_forward,
} from "./activations.ts";
export {
  dropout_backward,
  dropout_forward,
  type DropoutCache,
  type DropoutOptions,
} from "./dropout.ts";
export {
  eval_numerical_gradient,
  eval_numerical_gradient_array,
  rel_error,
  type StepOptions,
} from "./gradient_check.ts";
export {
  affine_backward,
  affine_forward,
  type AffineCache,
  relu_backward,
  relu_forward,
  type ReluCache,
} from "./layers.ts";
export { softmax_loss } from "./loss.ts";
export {
  adam,
  type AdamConfig,
  rmsprop,
  type RmspropConfig,
  sgd,
  sgd_momentum,
  type SgdConfig,
  type SgdMomentumConfig,
  type UpdateRule,
} from "./optim.ts";
export type { Model, SolverData } from "./model.ts";
export { type AccuracyOptions, Solver, type SolverStep } from "./solver.ts";
export type {
  RandomChoice,
  SolverOptions,
  UpdateRuleName,
} from "./solver_options.ts";
