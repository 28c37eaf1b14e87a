/** What students get wrong in lesson 06: `FullyConnectedNet`. */
import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";
import { RandomState } from "kit/nd/random.ts";
import { softmax_loss } from "kit/nn/mod.ts";
import type { BatchNormParam } from "../../../solutions/01_batchnorm_forward.ts";
import { batchnorm_backward } from "../../../solutions/02_batchnorm_backward.ts";
import { layernorm_forward } from "../../../solutions/04_layernorm_forward.ts";
import type { Params } from "../../../solutions/06_fc_net.ts";
import { batchnorm, net, right } from "./recipe.ts";
import { penalties } from "./penalties.ts";
import { mistakesIn } from "../support/define.ts";
import { inPlace, KEEP } from "../support/pieces.ts";

/** Softmax probabilities of scores. */
function probabilities(scores: NdArray): NdArray {
  const exps = scores.sub(scores.max(1, KEEP)).exp();
  return exps.div(exps.sum(1, KEEP));
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

const others = mistakesIn(net, {
  // Modes
  "never-in-test-mode": [
    'Scores are taken in train mode. Without labels, set mode = "test" in every bn_param first.',
    '得分是在训练模式下算的。没有标签时，先把每个 bn_param 的 mode 设成 "test"。',
    { mode: () => "train" },
  ],
  "always-in-test-mode": [
    'The net also trains in test mode. With labels, set mode = "train" in every bn_param.',
    '网络训练时也在测试模式。有标签时，把每个 bn_param 的 mode 设成 "train"。',
    { mode: () => "test" },
  ],
  "stays-in-test-mode": [
    'After scores, the net stays in test mode. Set mode = "train" again when labels are given.',
    '算过得分之后，网络就停在了测试模式。有标签时，要把 mode 重新设成 "train"。',
    { mode: (y, { scored }) => y === undefined || scored ? "test" : "train" },
  ],
  "mode-set-too-late": [
    "The mode is set after the forward pass, so a call runs in the mode of the one before. Set it first.",
    "mode 在前向传播之后才设，所以每次调用用的都是上一次的模式。要先设。",
    { mode: (_y, { before }) => before ? "train" : "test" },
  ],
  "only-first-layer-in-test-mode": [
    "Only the first layer switches to test mode. Set the mode in every bn_param, in a loop.",
    "只有第一层切换到了测试模式。用循环把每个 bn_param 的 mode 都设上。",
    {
      bn_param: (bn_params, { layer }) => {
        const bn_param = bn_params[layer - 1]!;
        if (layer > 1) bn_param.mode = "train";
        return bn_param;
      },
    },
  ],

  // Running averages
  "bn-param-of-all-layers": [
    "All layers share one bn_param: fill({ … }) repeats one object. Make one for each layer.",
    "所有层共用一个 bn_param：fill({ … }) 重复的是同一个对象。每一层要各建一个。",
    { bn_params: (count) => Array(count).fill({ mode: "train" }) },
  ],
  "bn-param-made-anew": [
    "Every call makes its bn_params anew, so running averages are lost. Make them once, in the constructor.",
    "每次调用都新建 bn_param，滑动平均就丢了。应该在构造函数里建好，只建一次。",
    {
      bn_param: (bn_params, { layer }) => ({
        mode: bn_params[layer - 1]!.mode,
      }),
    },
  ],
  "bn-params-of-all-nets": [
    "Two nets share their bn_params, as static fields do. Keep them in fields of the instance.",
    "两个网络共用了 bn_param，static 字段就会这样。应该存在实例的字段里。",
    () => {
      let newest: BatchNormParam[] = [];
      return {
        bn_params: (count) => newest = right.bn_params(count),
        bn_param: (own, { layer }) => {
          const shared = newest[layer - 1] ?? own[layer - 1]!;
          return Object.assign(shared, { mode: own[layer - 1]!.mode });
        },
      };
    },
  ],
  "forward-pass-twice": [
    "A training call runs the forward pass twice, so running averages move twice. Run it once.",
    "一次训练调用做了两遍前向传播，滑动平均就动了两次。只做一遍。",
    { forwards: 2 },
  ],

  // Where the normalization stands
  "norm-after-relu": [
    "The normalization comes after the ReLU here. The order is affine, norm, ReLU.",
    "归一化放在了 ReLU 之后。顺序是仿射、归一化、ReLU。",
    {
      ops: ({ layer, last }) =>
        layer < last ? ["affine", "relu", "norm"] : ["affine"],
    },
  ],
  "norm-before-affine": [
    "The normalization comes before the affine layer. The order is affine, norm, ReLU.",
    "归一化放在了仿射层之前。顺序是仿射、归一化、ReLU。",
    {
      ops: ({ layer, last }) =>
        layer < last ? ["norm", "affine", "relu"] : ["affine"],
    },
  ],
  "scores-normalized": [
    "The last layer is normalized as well. It gives the scores and stays bare: affine only.",
    "最后一层也做了归一化。它给出得分，后面什么都不加：只有仿射层。",
    {
      ops: ({ layer, last }) =>
        layer < last ? ["affine", "norm", "relu"] : ["affine", "norm"],
    },
  ],
  "relu-on-scores": [
    "The scores went through a ReLU. The last layer stays bare: affine only.",
    "得分经过了 ReLU。最后一层后面什么都不加：只有仿射层。",
    {
      ops: ({ layer, last }) =>
        layer < last ? ["affine", "norm", "relu"] : ["affine", "relu"],
    },
  ],
  "relu-forgotten": [
    "The hidden layers have no ReLU. The order is affine, norm, ReLU.",
    "隐藏层没有 ReLU。顺序是仿射、归一化、ReLU。",
    {
      ops: ({ layer, last }) => layer < last ? ["affine", "norm"] : ["affine"],
    },
  ],
  "only-first-layer-normalized": [
    "Only the first hidden layer is normalized. Normalize all of them, but not the scores.",
    "只有第一个隐藏层做了归一化。所有隐藏层都要做，但得分不做。",
    {
      ops: ({ layer, last }) =>
        layer === 1
          ? ["affine", "norm", "relu"]
          : layer < last
          ? ["affine", "relu"]
          : ["affine"],
    },
  ],
  "layernorm-ignored": [
    'normalization "layernorm" does nothing here. Call layernorm_forward() for it.',
    'normalization 为 "layernorm" 时，什么也没做。这时要调用 layernorm_forward()。',
    {
      layernorm: (
        x,
        gamma,
        beta,
      ) => [x, (dout) => [dout, nd.zeros(gamma.shape), nd.zeros(beta.shape)]],
    },
  ],
  "layernorm-by-batchnorm": [
    'normalization "layernorm" runs batch norm here. Call layernorm_forward() for it.',
    'normalization 为 "layernorm" 时，做的是批归一化。这时要调用 layernorm_forward()。',
    { layernorm: batchnorm },
  ],
  "layernorm-back-by-batchnorm": [
    "Layer norm goes back through batchnorm_backward(), which sums over the batch. Call layernorm_backward().",
    "层归一化的反向传播用了 batchnorm_backward()，它是对整批求和的。应该调用 layernorm_backward()。",
    {
      layernorm: (x, gamma, beta) => {
        const [out, cache] = layernorm_forward(x, gamma, beta, {});
        return [out, (dout) => batchnorm_backward(dout, cache)];
      },
    },
  ],

  // Backward
  "relu-not-gone-back-through": [
    "The gradient skips relu_backward(). It is zero wherever the ReLU's input was not positive.",
    "梯度跳过了 relu_backward()。在 ReLU 的输入不为正的地方，梯度是零。",
    { relu_backward: (dout) => dout },
  ],
  "norm-not-gone-back-through": [
    "The gradient skips the normalization. Take it through its backward pass, which changes it.",
    "梯度跳过了归一化。它要经过归一化的反向传播，在那里会改变。",
    {
      norm_backward: (back, dout) => {
        const [, dgamma, dbeta] = back(dout);
        return [dout, dgamma, dbeta];
      },
    },
  ],
  "backward-in-forward-order": [
    "Going back, the normalization came before the ReLU. Go back in reverse: ReLU, norm, affine.",
    "反向传播时，归一化排在了 ReLU 前面。要倒着走：ReLU、归一化、仿射。",
    { backOps: (ops) => ops.length === 3 ? ["norm", "relu", "affine"] : ops },
  ],
  "gamma-and-beta-gradients-swapped": [
    "The gradients of gamma and beta are swapped. A backward pass gives dx, dgamma, dbeta.",
    "gamma 和 beta 的梯度放反了。反向传播返回的顺序是 dx、dgamma、dbeta。",
    {
      norm_backward: (back, dout) => {
        const [dx, dgamma, dbeta] = back(dout);
        return [dx, dbeta, dgamma];
      },
    },
  ],
  "gamma-and-beta-gradients-missing": [
    "grads lacks gamma and beta. They are parameters too: put their gradients in.",
    "grads 里没有 gamma 和 beta。它们也是参数：把它们的梯度放进去。",
    { result: renamed((name) => /gamma|beta/.test(name) ? undefined : name) },
  ],
  "last-gradients-missing": [
    "grads lacks the last layer's W and b. Put the gradients of every parameter in.",
    "grads 里没有最后一层的 W 和 b。每个参数的梯度都要放进去。",
    {
      result: (grads, _earlier, last) =>
        renamed((name) => name.endsWith(`${last}`) ? undefined : name)(grads),
    },
  ],
  "gradients-named-from-zero": [
    "The gradients are named from W0 on. Layers count from 1, as in params.",
    "梯度的名字从 W0 数起了。层从 1 数起，和 params 一样。",
    { result: renamed((name) => name.replace(/\d/, (l) => `${+l - 1}`)) },
  ],
  "gradients-accumulated": [
    "Gradients of earlier calls are added to these. Start from an empty object in every call.",
    "以前调用的梯度加到了这一次上。每次调用都要从一个空对象开始。",
    {
      result: (grads, earlier) =>
        Object.fromEntries(
          Object.entries(grads).map((
            [name, value],
          ) => [
            name,
            earlier === undefined ? value : value.add(earlier[name]!),
          ]),
        ),
    },
  ],
  "gradient-divided-twice": [
    "The gradient was divided by N again. softmax_loss() has done that already.",
    "梯度又除了一次 N。softmax_loss() 已经除过了。",
    {
      softmax_loss: (scores, y) => {
        const [loss, dscores] = softmax_loss(scores, y);
        return [loss, dscores.div(y.length)];
      },
    },
  ],
  "loss-divided-twice": [
    "The loss was divided by N again. softmax_loss() is a mean over the batch already.",
    "损失又除了一次 N。softmax_loss() 给出的已经是批上的均值。",
    {
      softmax_loss: (scores, y) => {
        const [loss, dscores] = softmax_loss(scores, y);
        return [loss / y.length, dscores];
      },
    },
  ],
  "softmax-twice": [
    "softmax_loss() got probabilities. It wants the scores; it takes the softmax itself.",
    "你传给 softmax_loss() 的是概率。它要的是得分，softmax 由它自己来算。",
    { softmax_loss: (scores, y) => softmax_loss(probabilities(scores), y) },
  ],

  // Parameters and inputs
  "parameters-of-the-start": [
    "loss() uses the arrays of the constructor. A solver replaces entries of params: read them in every call.",
    "loss() 用的是构造函数里的数组。Solver 会替换 params 里的数组：每次调用都要重新读取。",
    { params: (_now, initial) => initial },
  ],
  "weights-decayed-in-loss": [
    "loss() itself changes W: reg * W was written into it. Only gradients leave; the solver makes the step.",
    "loss() 自己改了 W：reg * W 写了进去。它只交出梯度，更新由 Solver 来做。",
    {
      dpenalty: (W, reg) => {
        const decay = W.mul(reg);
        inPlace(W, W.sub(decay.mul(1e-2)));
        return decay;
      },
    },
  ],
  "input-centred-in-place": [
    "loss() changes X in place. X belongs to the caller; leave its numbers as they are.",
    "loss() 在原地改了 X。X 是调用者的，里面的数要保持原样。",
    { input: (X) => inPlace(X, X.sub(X.mean())) },
  ],
  "input-not-flattened": [
    "X of more than two axes is not flattened. affine_forward() does it, or X.reshape([N, -1]).",
    "X 多于两个轴时没有展平。affine_forward() 会展平，也可以用 X.reshape([N, -1])。",
    {
      input: (X) => X,
      affine_forward: (x, w, b) => [x.dot(w).add(b), { x, w, b }],
    },
  ],
  "input-flattened-to-second-axis": [
    "X was reshaped to its first two axes. An image has more of them: X.reshape([N, -1]).",
    "X 只按前两个轴改了形状。图像的轴不止两个：X.reshape([N, -1])。",
    { input: (X) => X.reshape([X.shape[0]!, X.shape[1]!]) },
  ],
  "input-flattened-by-columns": [
    "X was reshaped to (D, N) and transposed, which mixes samples. Reshape it to (N, D) at once.",
    "X 先 reshape 成 (D, N) 再转置，样本就混在了一起。应该直接 reshape 成 (N, D)。",
    { input: (X, D) => X.reshape([D, -1]).T },
  ],
  "input-not-cast": [
    "X keeps its own type, and float64 spreads to all that it meets. Cast it: X.astype(dtype).",
    "X 保持着自己的类型，float64 会传给它碰到的一切。先转换：X.astype(dtype)。",
    { cast: (X) => X },
  ],
  "probabilities-for-scores": [
    "loss(X) returns probabilities. It should return the scores, before the softmax.",
    "loss(X) 返回了概率。应该返回 softmax 之前的得分。",
    { scores: probabilities },
  ],

  // Setting up
  "dtype-ignored": [
    "All parameters are float64 here. Cast them: astype(dtype).",
    "所有参数都成了 float64。要转换：astype(dtype)。",
    { dtype: () => "float64" },
  ],
  "dtype-always-float32": [
    "All parameters are float32 here. Take the dtype option where it is given.",
    "所有参数都成了 float32。给了 dtype 选项就要用它。",
    { dtype: () => "float32" },
  ],
  "gamma-and-beta-in-float64": [
    "gamma and beta are float64 whatever the dtype. Pass it on: nd.ones(shape, dtype).",
    "不管 dtype 是什么，gamma 和 beta 都是 float64。把它传下去：nd.ones(shape, dtype)。",
    { dtypeOf: (name, dtype) => /gamma|beta/.test(name) ? "float64" : dtype },
  ],
  "dtype-default-float64": [
    "Without a dtype, this makes float64. The default is float32.",
    "没有给 dtype 时，你用了 float64。默认值是 float32。",
    { dtype: (dtype) => dtype ?? "float64" },
  ],
  "weights-not-scaled": [
    "The weights are not scaled. Multiply randn by weight_scale.",
    "权重没有缩放。randn 要乘以 weight_scale。",
    { weights: (random, shape) => random.randn(...shape) },
  ],
  "weights-by-fan-in": [
    "The weights are scaled by sqrt(2 / inputs). Here their scale is weight_scale.",
    "权重乘的是 sqrt(2 / inputs)。这里应该乘 weight_scale。",
    {
      weights: (random, shape) =>
        random.randn(...shape).mul(Math.sqrt(2 / shape[0])),
    },
  ],
  "weight-scale-as-variance": [
    "weight_scale was taken for a variance. It is the standard deviation: multiply randn by it.",
    "weight_scale 被当成了方差。它是标准差：randn 直接乘以它。",
    {
      weights: (random, shape, weight_scale) =>
        random.randn(...shape).mul(Math.sqrt(weight_scale)),
    },
  ],
  "weights-transposed": [
    "W has shape (outputs, inputs) here. Make it (inputs, outputs), as affine_forward() wants it.",
    "W 的形状成了 (outputs, inputs)。应该是 (inputs, outputs)，affine_forward() 要的是这样。",
    {
      weights: (random, [inputs, outputs], weight_scale) =>
        random.randn(outputs, inputs).mul(weight_scale),
    },
  ],
  "reg-on-by-default": [
    "Without a reg option, this penalizes. The default is 0.",
    "没有给 reg 选项时，也加了正则项。默认值是 0。",
    { reg: (reg) => reg ?? 1e-3 },
  ],
  "weights-drawn-transposed": [
    "W was drawn as (outputs, inputs) and transposed. Draw it as (inputs, outputs).",
    "W 是按 (outputs, inputs) 抽取再转置的。应该直接按 (inputs, outputs) 抽取。",
    {
      weights: (random, [inputs, outputs], weight_scale) =>
        random.randn(outputs, inputs).mul(weight_scale).T,
    },
  ],
  "weights-drawn-from-last": [
    "The last layer draws its weights first. Draw them layer by layer, from the first.",
    "最后一层先抽取了权重。应该从第一层开始，逐层抽取。",
    { order: (layers) => layers.toReversed() },
  ],
  "biases-random": [
    "The biases are random. They start from zeros.",
    "偏置是随机的。它们的初值是 0。",
    { bias: (width, random) => random.randn(width).mul(0.01) },
  ],
  "gamma-random": [
    "gamma is random. It starts from ones, so that normalized values stay as they are.",
    "gamma 是随机的。它的初值是 1，这样归一化后的值保持不变。",
    { gamma: (width, random) => random.randn(width) },
  ],
  "gamma-zeros": [
    "gamma starts from zeros, which wipes out every value. It starts from ones.",
    "gamma 的初值用了 0，所有的值都被抹掉了。初值应该是 1。",
    { gamma: right.beta },
  ],
  "beta-ones": [
    "beta starts from ones. It starts from zeros; gamma from ones.",
    "beta 的初值用了 1。应该是 0；gamma 的才是 1。",
    { beta: right.gamma },
  ],
  "random-ignored": [
    "The weights come from a stream of the net's own. Draw them from the random option if it is given.",
    "权重来自网络自己的随机流。给了 random 选项，就要从它抽取。",
    { random: () => new RandomState(231) },
  ],
  "random-always-seeded": [
    "Without a stream, every net gets the same weights. Start the stream from another seed each time.",
    "没有给随机流时，每个网络的权重都一样。每次都要换一个种子。",
    { random: (random) => random ?? new RandomState(0) },
  ],
  "hidden-dims-changed": [
    "The list of widths is changed in place, and it belongs to the caller. Make a list of your own from it.",
    "宽度的列表在原地被改了，而它是调用者的。要另建一个自己的列表。",
    {
      dims(hidden_dims, input_dim, num_classes) {
        hidden_dims.unshift(input_dim);
        hidden_dims.push(num_classes);
        return hidden_dims;
      },
    },
  ],
});

export const misconceptions = [...penalties, ...others];
