/** What students get wrong in the penalty of lesson 06. */
import type { Misconception } from "../../support/catalogue.ts";
import { net } from "./fc_net.ts";

/** They stand apart because there are many. */
export const penalties: Misconception[] = [
  {
    id: "last-layer-not-penalized",
    sentence:
      "The last layer's weights have no penalty here. Penalize W of every layer, the last one too.",
    make: net({
      penalized: (name, { layer, last }) => name === "W" && layer < last,
    }),
  },
  {
    id: "first-layer-not-penalized",
    sentence:
      "The first layer's weights have no penalty here: does a loop start too late? Penalize all W.",
    make: net({ penalized: (name, { layer }) => name === "W" && layer > 1 }),
  },
  {
    id: "only-last-layer-penalized",
    sentence:
      "Only the last layer's weights are penalized. Sum the squares of W over all layers.",
    make: net({
      penalized: (name, { layer, last }) => name === "W" && layer === last,
    }),
  },
  {
    id: "last-penalty-not-in-gradient",
    sentence:
      "The loss penalizes the last layer's W, but its gradient lacks reg * W. Add it there too.",
    make: net({
      dpenalized: (name, { layer, last }) => name === "W" && layer < last,
    }),
  },
  {
    id: "last-penalty-not-in-loss",
    sentence:
      "The last layer's gradient has reg * W, but the loss lacks its penalty. Add it there too.",
    make: net({
      penalized: (name, { layer, last }) => name === "W" && layer < last,
      dpenalized: (name) => name === "W",
    }),
  },
  {
    id: "penalty-without-half",
    sentence:
      "The penalty in the loss lacks its half: 0.5 * reg * sum of W². The gradient, reg * W, is right.",
    make: net({ penalty: (W, reg) => reg * W.square().sum() }),
  },
  {
    id: "penalty-without-half-anywhere",
    sentence:
      "The penalty is reg * sum of W², with gradient 2 * reg * W. With the half: 0.5 * reg, and reg * W.",
    make: net({
      penalty: (W, reg) => reg * W.square().sum(),
      dpenalty: (W, reg) => W.mul(2 * reg),
    }),
  },
  {
    id: "penalty-gradient-doubled",
    sentence:
      "The penalty's gradient is 2 * reg * W here. The half in the loss cancels the 2: reg * W.",
    make: net({ dpenalty: (W, reg) => W.mul(2 * reg) }),
  },
  {
    id: "penalty-gradient-halved",
    sentence:
      "The penalty's gradient kept the half. The slope of 0.5 * reg * W² is reg * W.",
    make: net({ dpenalty: (W, reg) => W.mul(0.5 * reg) }),
  },
  {
    id: "penalty-halved-twice",
    sentence:
      "The penalty was halved twice: 0.25 * reg * sum of W². Halve it once.",
    make: net({ penalty: (W, reg) => 0.25 * reg * W.square().sum() }),
  },
  {
    id: "penalty-not-in-gradients",
    sentence:
      "The loss has the penalty, the gradients don't. Add reg * W to each gradient of W.",
    make: net({ dpenalized: () => false }),
  },
  {
    id: "penalty-not-in-loss",
    sentence:
      "The gradients have reg * W, but the loss lacks 0.5 * reg * sum of W². Add it.",
    make: net({ penalized: () => false, dpenalized: (name) => name === "W" }),
  },
  {
    id: "reg-ignored",
    sentence:
      "reg changes nothing here. Add 0.5 * reg * sum of W² to the loss and reg * W to the gradients.",
    make: net({ penalized: () => false }),
  },
  {
    id: "gamma-penalized",
    sentence:
      "gamma is penalized as well. The penalty is on the weights W and on nothing else.",
    make: net({ penalized: (name) => name === "W" || name === "gamma" }),
  },
  {
    id: "beta-penalized",
    sentence:
      "beta is penalized as well. The penalty is on the weights W and on nothing else.",
    make: net({ penalized: (name) => name === "W" || name === "beta" }),
  },
  {
    id: "biases-penalized",
    sentence:
      "The biases are penalized as well. The penalty is on the weights W and on nothing else.",
    make: net({ penalized: (name) => name === "W" || name === "b" }),
  },
  {
    id: "everything-penalized",
    sentence:
      "All parameters are penalized: this loops over params. Take those whose name starts with W.",
    make: net({ penalized: () => true }),
  },
  {
    id: "penalty-divided-by-batch",
    sentence:
      "The penalty was divided by N. The softmax loss is a mean over the batch; the penalty isn't.",
    make: net({
      penalty: (W, reg, N) => 0.5 * reg * W.square().sum() / N,
      dpenalty: (W, reg, N) => W.mul(reg / N),
    }),
  },
  {
    id: "penalty-not-squared",
    sentence:
      "The penalty takes the root of the sum of squares. It is 0.5 * reg * sum of W², without a root.",
    make: net({
      penalty: (W, reg) => 0.5 * reg * Math.sqrt(W.square().sum()),
    }),
  },
  {
    id: "penalty-in-place-of-loss",
    sentence:
      "The softmax loss got lost: the penalty was assigned to the loss. Add it with +=.",
    make: net({ sum: (_total, penalty) => penalty }),
  },
];
