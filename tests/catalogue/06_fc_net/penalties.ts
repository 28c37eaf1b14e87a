/** What students get wrong in the penalty of lesson 06. */
import { net } from "./recipe.ts";
import { mistakesIn } from "../support/define.ts";

/** They stand apart because there are many. */
export const penalties = mistakesIn(net, {
  "last-layer-not-penalized": [
    "The last layer's weights have no penalty here. Penalize W of every layer, the last one too.",
    "最后一层的权重没有正则项。每一层的 W 都要有，最后一层也不例外。",
    { penalized: (name, { layer, last }) => name === "W" && layer < last },
  ],
  "first-layer-not-penalized": [
    "The first layer's weights have no penalty here: does a loop start too late? Penalize all W.",
    "第一层的权重没有正则项：是不是循环开始得太晚了？所有的 W 都要有。",
    { penalized: (name, { layer }) => name === "W" && layer > 1 },
  ],
  "only-last-layer-penalized": [
    "Only the last layer's weights are penalized. Sum the squares of W over all layers.",
    "只有最后一层的权重有正则项。应该对所有层的 W 求平方和。",
    { penalized: (name, { layer, last }) => name === "W" && layer === last },
  ],
  "last-penalty-not-in-gradient": [
    "The loss penalizes the last layer's W, but its gradient lacks reg * W. Add it there too.",
    "损失里有最后一层 W 的正则项，它的梯度里却没有 reg * W。那里也要加上。",
    { dpenalized: (name, { layer, last }) => name === "W" && layer < last },
  ],
  "last-penalty-not-in-loss": [
    "The last layer's gradient has reg * W, but the loss lacks its penalty. Add it there too.",
    "最后一层的梯度里有 reg * W，损失里却没有它的正则项。那里也要加上。",
    {
      penalized: (name, { layer, last }) => name === "W" && layer < last,
      dpenalized: (name) => name === "W",
    },
  ],
  "penalty-without-half": [
    "The penalty in the loss lacks its half: 0.5 * reg * sum of W². The gradient, reg * W, is right.",
    "损失里的正则项少了因子 0.5：0.5 * reg * sum(W²)。梯度 reg * W 是对的。",
    { penalty: (W, reg) => reg * W.square().sum() },
  ],
  "penalty-without-half-anywhere": [
    "The penalty is reg * sum of W², with gradient 2 * reg * W. With the half: 0.5 * reg, and reg * W.",
    "你的正则项是 reg * sum(W²)，梯度是 2 * reg * W。带上因子 0.5，它们是 0.5 * reg * sum(W²) 和 reg * W。",
    {
      penalty: (W, reg) => reg * W.square().sum(),
      dpenalty: (W, reg) => W.mul(2 * reg),
    },
  ],
  "penalty-gradient-doubled": [
    "The penalty's gradient is 2 * reg * W here. The half in the loss cancels the 2: reg * W.",
    "正则项的梯度成了 2 * reg * W。损失里的 0.5 正好消掉这个 2：reg * W。",
    { dpenalty: (W, reg) => W.mul(2 * reg) },
  ],
  "penalty-gradient-halved": [
    "The penalty's gradient kept the half. The slope of 0.5 * reg * W² is reg * W.",
    "正则项的梯度里留下了 0.5。0.5 * reg * W² 的导数是 reg * W。",
    { dpenalty: (W, reg) => W.mul(0.5 * reg) },
  ],
  "penalty-halved-twice": [
    "The penalty was halved twice: 0.25 * reg * sum of W². Halve it once.",
    "正则项乘了两次 0.5：0.25 * reg * sum(W²)。只乘一次。",
    { penalty: (W, reg) => 0.25 * reg * W.square().sum() },
  ],
  "penalty-not-in-gradients": [
    "The loss has the penalty, the gradients don't. Add reg * W to each gradient of W.",
    "损失里有正则项，梯度里却没有。每个 W 的梯度都要加上 reg * W。",
    { dpenalized: () => false },
  ],
  "penalty-not-in-loss": [
    "The gradients have reg * W, but the loss lacks 0.5 * reg * sum of W². Add it.",
    "梯度里有 reg * W，损失里却没有 0.5 * reg * sum(W²)。把它加上。",
    { penalized: () => false, dpenalized: (name) => name === "W" },
  ],
  "reg-ignored": [
    "reg changes nothing here. Add 0.5 * reg * sum of W² to the loss and reg * W to the gradients.",
    "reg 在这里不起作用。损失要加上 0.5 * reg * sum(W²)，梯度要加上 reg * W。",
    { penalized: () => false },
  ],
  "gamma-penalized": [
    "gamma is penalized as well. The penalty is on the weights W and on nothing else.",
    "gamma 也进了正则项。正则项只管权重 W，不管别的。",
    { penalized: (name) => name === "W" || name === "gamma" },
  ],
  "beta-penalized": [
    "beta is penalized as well. The penalty is on the weights W and on nothing else.",
    "beta 也进了正则项。正则项只管权重 W，不管别的。",
    { penalized: (name) => name === "W" || name === "beta" },
  ],
  "biases-penalized": [
    "The biases are penalized as well. The penalty is on the weights W and on nothing else.",
    "偏置也进了正则项。正则项只管权重 W，不管别的。",
    { penalized: (name) => name === "W" || name === "b" },
  ],
  "everything-penalized": [
    "All parameters are penalized: this loops over params. Take those whose name starts with W.",
    "所有参数都进了正则项：你遍历了整个 params。只取名字以 W 开头的。",
    { penalized: () => true },
  ],
  "penalty-divided-by-batch": [
    "The penalty was divided by N. The softmax loss is a mean over the batch; the penalty isn't.",
    "正则项除以了 N。softmax 损失是批上的均值，正则项不是。",
    {
      penalty: (W, reg, N) => 0.5 * reg * W.square().sum() / N,
      dpenalty: (W, reg, N) => W.mul(reg / N),
    },
  ],
  "penalty-not-squared": [
    "The penalty takes the root of the sum of squares. It is 0.5 * reg * sum of W², without a root.",
    "正则项取了平方和的根。它是 0.5 * reg * sum(W²)，没有根号。",
    { penalty: (W, reg) => 0.5 * reg * Math.sqrt(W.square().sum()) },
  ],
  "penalty-in-place-of-loss": [
    "The softmax loss got lost: the penalty was assigned to the loss. Add it with +=.",
    "softmax 损失丢了：正则项直接赋给了损失。应该用 += 加上去。",
    { sum: (_total, penalty) => penalty },
  ],
});
