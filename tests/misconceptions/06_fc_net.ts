/** What students get wrong in lesson 06: `FullyConnectedNet`. */
import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";
import { RandomState } from "kit/nd/random.ts";
import { softmax_loss } from "kit/nn/mod.ts";
import type { BatchNormParam } from "kata/01_batchnorm_forward.ts";
import { batchnorm_backward } from "kata/02_batchnorm_backward.ts";
import { layernorm_forward } from "kata/04_layernorm_forward.ts";
import type { FullyConnectedNetOptions, Params } from "kata/06_fc_net.ts";
import type { Misconception } from "../support/catalogue.ts";
import { batchnorm, net, right } from "./support/fc_net.ts";
import { penalties } from "./support/fc_net_penalty.ts";
import { inPlace } from "./support/in_place.ts";

/** Softmax probabilities of scores. */
function probabilities(scores: NdArray): NdArray {
  const exps = scores.sub(scores.max(1, { keepdims: true })).exp();
  return exps.div(exps.sum(1, { keepdims: true }));
}

/** Gradients without, or with other, names. */
function renamed(rename: (name: string) => string | undefined) {
  return (grads: Params): Params =>
    Object.fromEntries(
      Object.entries(grads).flatMap(([name, value]) => {
        const other = rename(name);
        return other === undefined ? [] : [[other, value]];
      }),
    );
}

export const misconceptions: Misconception[] = [
  ...penalties,

  // Modes
  {
    id: "never-in-test-mode",
    sentence:
      'Scores are taken in train mode. Without labels, set mode = "test" in every bn_param first.',
    make: net({ mode: () => "train" }),
  },
  {
    id: "always-in-test-mode",
    sentence:
      'The net also trains in test mode. With labels, set mode = "train" in every bn_param.',
    make: net({ mode: () => "test" }),
  },
  {
    id: "stays-in-test-mode",
    sentence:
      'After scores, the net stays in test mode. Set mode = "train" again when labels are given.',
    make: net({
      mode: (y, { scored }) => y === undefined || scored ? "test" : "train",
    }),
  },
  {
    id: "mode-set-too-late",
    sentence:
      "The mode is set after the forward pass, so a call runs in the mode of the one before. Set it first.",
    make: net({ mode: (_y, { before }) => before ? "train" : "test" }),
  },
  {
    id: "only-first-layer-in-test-mode",
    sentence:
      "Only the first layer switches to test mode. Set the mode in every bn_param, in a loop.",
    make: net({
      bn_param: (bn_params, { layer }) => {
        const bn_param = bn_params[layer - 1];
        if (layer > 1) bn_param.mode = "train";
        return bn_param;
      },
    }),
  },

  // Running averages
  {
    id: "bn-param-of-all-layers",
    sentence:
      "All layers share one bn_param: fill({ … }) repeats one object. Make one for each layer.",
    make: net({
      bn_params: (count) => Array(count).fill({ mode: "train" }),
    }),
  },
  {
    id: "bn-param-made-anew",
    sentence:
      "Every call makes its bn_params anew, so running averages are lost. Make them once, in the constructor.",
    make: net({
      bn_param: (bn_params, { layer }) => ({ mode: bn_params[layer - 1].mode }),
    }),
  },
  {
    id: "bn-params-of-all-nets",
    sentence:
      "Two nets share their bn_params, as static fields do. Keep them in fields of the instance.",
    make: () => {
      let newest: BatchNormParam[] = [];
      return net({
        bn_params: (count) => newest = right.bn_params(count),
        bn_param: (own, { layer }) => {
          const shared = newest[layer - 1] ?? own[layer - 1];
          return Object.assign(shared, { mode: own[layer - 1].mode });
        },
      })();
    },
  },
  {
    id: "forward-pass-twice",
    sentence:
      "A training call runs the forward pass twice, so running averages move twice. Run it once.",
    make: net({ forwards: 2 }),
  },

  // Where the normalization stands
  {
    id: "norm-after-relu",
    sentence:
      "The normalization comes after the ReLU here. The order is affine, norm, ReLU.",
    make: net({
      ops: ({ layer, last }) =>
        layer < last ? ["affine", "relu", "norm"] : ["affine"],
    }),
  },
  {
    id: "norm-before-affine",
    sentence:
      "The normalization comes before the affine layer. The order is affine, norm, ReLU.",
    make: net({
      ops: ({ layer, last }) =>
        layer < last ? ["norm", "affine", "relu"] : ["affine"],
    }),
  },
  {
    id: "scores-normalized",
    sentence:
      "The last layer is normalized as well. It gives the scores and stays bare: affine only.",
    make: net({
      ops: ({ layer, last }) =>
        layer < last ? ["affine", "norm", "relu"] : ["affine", "norm"],
    }),
  },
  {
    id: "relu-on-scores",
    sentence:
      "The scores went through a ReLU. The last layer stays bare: affine only.",
    make: net({
      ops: ({ layer, last }) =>
        layer < last ? ["affine", "norm", "relu"] : ["affine", "relu"],
    }),
  },
  {
    id: "relu-forgotten",
    sentence:
      "The hidden layers have no ReLU. The order is affine, norm, ReLU.",
    make: net({
      ops: ({ layer, last }) => layer < last ? ["affine", "norm"] : ["affine"],
    }),
  },
  {
    id: "only-first-layer-normalized",
    sentence:
      "Only the first hidden layer is normalized. Normalize all of them, but not the scores.",
    make: net({
      ops: ({ layer, last }) =>
        layer === 1
          ? ["affine", "norm", "relu"]
          : layer < last
          ? ["affine", "relu"]
          : ["affine"],
    }),
  },
  {
    id: "layernorm-ignored",
    sentence:
      'normalization "layernorm" does nothing here. Call layernorm_forward() for it.',
    make: net({
      layernorm: (x, gamma, beta) => [
        x,
        (dout) => [dout, nd.zeros(gamma.shape), nd.zeros(beta.shape)],
      ],
    }),
  },
  {
    id: "layernorm-by-batchnorm",
    sentence:
      'normalization "layernorm" runs batch norm here. Call layernorm_forward() for it.',
    make: net({ layernorm: batchnorm }),
  },
  {
    id: "layernorm-back-by-batchnorm",
    sentence:
      "Layer norm goes back through batchnorm_backward(), which sums over the batch. Call layernorm_backward().",
    make: net({
      layernorm: (x, gamma, beta) => {
        const [out, cache] = layernorm_forward(x, gamma, beta, {});
        return [out, (dout) => batchnorm_backward(dout, cache)];
      },
    }),
  },

  // Backward
  {
    id: "relu-not-gone-back-through",
    sentence:
      "The gradient skips relu_backward(). It is zero wherever the ReLU's input was not positive.",
    make: net({ relu_backward: (dout) => dout }),
  },
  {
    id: "norm-not-gone-back-through",
    sentence:
      "The gradient skips the normalization. Take it through its backward pass, which changes it.",
    make: net({
      norm_backward: (back, dout) => {
        const [, dgamma, dbeta] = back(dout);
        return [dout, dgamma, dbeta];
      },
    }),
  },
  {
    id: "backward-in-forward-order",
    sentence:
      "Going back, the normalization came before the ReLU. Go back in reverse: ReLU, norm, affine.",
    make: net({
      backOps: (ops) => ops.length === 3 ? ["norm", "relu", "affine"] : ops,
    }),
  },
  {
    id: "gamma-and-beta-gradients-swapped",
    sentence:
      "The gradients of gamma and beta are swapped. A backward pass gives dx, dgamma, dbeta.",
    make: net({
      norm_backward: (back, dout) => {
        const [dx, dgamma, dbeta] = back(dout);
        return [dx, dbeta, dgamma];
      },
    }),
  },
  {
    id: "gamma-and-beta-gradients-missing",
    sentence:
      "grads lacks gamma and beta. They are parameters too: put their gradients in.",
    make: net({
      result: renamed((name) => /gamma|beta/.test(name) ? undefined : name),
    }),
  },
  {
    id: "last-gradients-missing",
    sentence:
      "grads lacks the last layer's W and b. Put the gradients of every parameter in.",
    make: net({
      result: (grads, _earlier, last) =>
        renamed((name) => name.endsWith(`${last}`) ? undefined : name)(grads),
    }),
  },
  {
    id: "gradients-named-from-zero",
    sentence:
      "The gradients are named from W0 on. Layers count from 1, as in params.",
    make: net({
      result: renamed((name) => name.replace(/\d/, (l) => `${+l - 1}`)),
    }),
  },
  {
    id: "gradients-accumulated",
    sentence:
      "Gradients of earlier calls are added to these. Start from an empty object in every call.",
    make: net({
      result: (grads, earlier) =>
        Object.fromEntries(
          Object.entries(grads).map(([name, value]) => [
            name,
            earlier === undefined ? value : value.add(earlier[name]),
          ]),
        ),
    }),
  },
  {
    id: "gradient-divided-twice",
    sentence:
      "The gradient was divided by N again. softmax_loss() has done that already.",
    make: net({
      softmax_loss: (scores, y) => {
        const [loss, dscores] = softmax_loss(scores, y);
        return [loss, dscores.div(y.length)];
      },
    }),
  },
  {
    id: "loss-divided-twice",
    sentence:
      "The loss was divided by N again. softmax_loss() is a mean over the batch already.",
    make: net({
      softmax_loss: (scores, y) => {
        const [loss, dscores] = softmax_loss(scores, y);
        return [loss / y.length, dscores];
      },
    }),
  },
  {
    id: "softmax-twice",
    sentence:
      "softmax_loss() got probabilities. It wants the scores; it takes the softmax itself.",
    make: net({
      softmax_loss: (scores, y) => softmax_loss(probabilities(scores), y),
    }),
  },

  // Parameters and inputs
  {
    id: "parameters-of-the-start",
    sentence:
      "loss() uses the arrays of the constructor. A solver replaces entries of params: read them in every call.",
    make: net({ params: (_now, initial) => initial }),
  },
  {
    id: "weights-decayed-in-loss",
    sentence:
      "loss() itself changes W: reg * W was written into it. Only gradients leave; the solver makes the step.",
    make: net({
      dpenalty: (W, reg) => {
        const decay = W.mul(reg);
        inPlace(W, W.sub(decay.mul(1e-2)));
        return decay;
      },
    }),
  },
  {
    id: "input-centred-in-place",
    sentence:
      "loss() changes X in place. X belongs to the caller; leave its numbers as they are.",
    make: net({ input: (X) => inPlace(X, X.sub(X.mean())) }),
  },
  {
    id: "input-not-flattened",
    sentence:
      "X of more than two axes is not flattened. affine_forward() does it, or X.reshape([N, -1]).",
    make: net({
      input: (X) => X,
      affine_forward: (x, w, b) => [x.dot(w).add(b), { x, w, b }],
    }),
  },
  {
    id: "input-flattened-to-second-axis",
    sentence:
      "X was reshaped to its first two axes. An image has more of them: X.reshape([N, -1]).",
    make: net({ input: (X) => X.reshape([X.shape[0], X.shape[1]]) }),
  },
  {
    id: "input-flattened-by-columns",
    sentence:
      "X was reshaped to (D, N) and transposed, which mixes samples. Reshape it to (N, D) at once.",
    make: net({ input: (X, D) => X.reshape([D, -1]).T }),
  },
  {
    id: "input-not-cast",
    sentence:
      "X keeps its own type, and float64 spreads to all that it meets. Cast it: X.astype(dtype).",
    make: net({ cast: (X) => X }),
  },
  {
    id: "probabilities-for-scores",
    sentence:
      "loss(X) returns probabilities. It should return the scores, before the softmax.",
    make: net({ scores: probabilities }),
  },

  // Setting up
  {
    id: "dtype-ignored",
    sentence: "All parameters are float64 here. Cast them: astype(dtype).",
    make: net({ dtype: () => "float64" }),
  },
  {
    id: "dtype-always-float32",
    sentence:
      "All parameters are float32 here. Take the dtype option where it is given.",
    make: net({ dtype: () => "float32" }),
  },
  {
    id: "gamma-and-beta-in-float64",
    sentence:
      "gamma and beta are float64 whatever the dtype. Pass it on: nd.ones(shape, dtype).",
    make: net({
      dtypeOf: (name, dtype) => /gamma|beta/.test(name) ? "float64" : dtype,
    }),
  },
  {
    id: "dtype-default-float64",
    sentence: "Without a dtype, this makes float64. The default is float32.",
    make: net({ dtype: (dtype) => dtype ?? "float64" }),
  },
  {
    id: "weights-not-scaled",
    sentence: "The weights are not scaled. Multiply randn by weight_scale.",
    make: net({ weights: (random, shape) => random.randn(...shape) }),
  },
  {
    id: "weights-by-fan-in",
    sentence:
      "The weights are scaled by sqrt(2 / inputs). Here their scale is weight_scale.",
    make: net({
      weights: (random, shape) =>
        random.randn(...shape).mul(Math.sqrt(2 / shape[0])),
    }),
  },
  {
    id: "weight-scale-as-variance",
    sentence:
      "weight_scale was taken for a variance. It is the standard deviation: multiply randn by it.",
    make: net({
      weights: (random, shape, weight_scale) =>
        random.randn(...shape).mul(Math.sqrt(weight_scale)),
    }),
  },
  {
    id: "weights-transposed",
    sentence:
      "W has shape (outputs, inputs) here. Make it (inputs, outputs), as affine_forward() wants it.",
    make: net({
      weights: (random, [inputs, outputs], weight_scale) =>
        random.randn(outputs, inputs).mul(weight_scale),
    }),
  },
  {
    id: "reg-on-by-default",
    sentence: "Without a reg option, this penalizes. The default is 0.",
    make: net({ reg: (reg) => reg ?? 1e-3 }),
  },
  {
    id: "weights-drawn-transposed",
    sentence:
      "W was drawn as (outputs, inputs) and transposed. Draw it as (inputs, outputs).",
    make: net({
      weights: (random, [inputs, outputs], weight_scale) =>
        random.randn(outputs, inputs).mul(weight_scale).T,
    }),
  },
  {
    id: "weights-drawn-from-last",
    sentence:
      "The last layer draws its weights first. Draw them layer by layer, from the first.",
    make: net({ order: (layers) => layers.toReversed() }),
  },
  {
    id: "biases-random",
    sentence: "The biases are random. They start from zeros.",
    make: net({ bias: (width, random) => random.randn(width).mul(0.01) }),
  },
  {
    id: "gamma-random",
    sentence:
      "gamma is random. It starts from ones, so that normalized values stay as they are.",
    make: net({ gamma: (width, random) => random.randn(width) }),
  },
  {
    id: "gamma-zeros",
    sentence:
      "gamma starts from zeros, which wipes out every value. It starts from ones.",
    make: net({ gamma: right.beta }),
  },
  {
    id: "beta-ones",
    sentence: "beta starts from ones. It starts from zeros; gamma from ones.",
    make: net({ beta: right.gamma }),
  },
  {
    id: "random-ignored",
    sentence:
      "The weights come from a stream of the net's own. Draw them from the random option if it is given.",
    make: net({ random: () => new RandomState(231) }),
  },
  {
    id: "random-always-seeded",
    sentence:
      "Without a stream, every net gets the same weights. Start the stream from another seed each time.",
    make: net({ random: (random) => random ?? new RandomState(0) }),
  },
  {
    id: "hidden-dims-changed",
    sentence:
      "The list of widths is changed in place, and it belongs to the caller. Make a list of your own from it.",
    make: () => {
      const Right = net({})().FullyConnectedNet;
      return {
        FullyConnectedNet: class extends Right {
          constructor(
            dims: number[],
            options: FullyConnectedNetOptions = {},
          ) {
            super([...dims], options);
            dims.unshift(options.input_dim ?? 3072);
            dims.push(options.num_classes ?? 10);
          }
        },
      };
    },
  },
];
