/** What students get wrong in the penalty of lesson 06. */
import type { Misconception } from "../../support/catalogue.ts";
import { net } from "./fc_net.ts";

/** They stand apart because there are many. */
export const penalties: Misconception[] = [
  {
    id: "last-layer-not-penalized",
    sentence:
      "The last layer's weights have no penalty here. Penalize W of every layer, the last one too.",
    zh: "最后一层的权重没有正则项。每一层的 W 都要有，最后一层也不例外。",
    make: net({
      penalized: (name, { layer, last }) => name === "W" && layer < last,
    }),
  },
  {
    id: "first-layer-not-penalized",
    sentence:
      "The first layer's weights have no penalty here: does a loop start too late? Penalize all W.",
    zh: "第一层的权重没有正则项：是不是循环开始得太晚了？所有的 W 都要有。",
    make: net({ penalized: (name, { layer }) => name === "W" && layer > 1 }),
  },
  {
    id: "only-last-layer-penalized",
    sentence:
      "Only the last layer's weights are penalized. Sum the squares of W over all layers.",
    zh: "只有最后一层的权重有正则项。应该对所有层的 W 求平方和。",
    make: net({
      penalized: (name, { layer, last }) => name === "W" && layer === last,
    }),
  },
  {
    id: "last-penalty-not-in-gradient",
    sentence:
      "The loss penalizes the last layer's W, but its gradient lacks reg * W. Add it there too.",
    zh: "损失里有最后一层 W 的正则项，它的梯度里却没有 reg * W。那里也要加上。",
    make: net({
      dpenalized: (name, { layer, last }) => name === "W" && layer < last,
    }),
  },
  {
    id: "last-penalty-not-in-loss",
    sentence:
      "The last layer's gradient has reg * W, but the loss lacks its penalty. Add it there too.",
    zh: "最后一层的梯度里有 reg * W，损失里却没有它的正则项。那里也要加上。",
    make: net({
      penalized: (name, { layer, last }) => name === "W" && layer < last,
      dpenalized: (name) => name === "W",
    }),
  },
  {
    id: "penalty-without-half",
    sentence:
      "The penalty in the loss lacks its half: 0.5 * reg * sum of W². The gradient, reg * W, is right.",
    zh:
      "损失里的正则项少了因子 0.5：0.5 * reg * sum(W²)。梯度 reg * W 是对的。",
    make: net({ penalty: (W, reg) => reg * W.square().sum() }),
  },
  {
    id: "penalty-without-half-anywhere",
    sentence:
      "The penalty is reg * sum of W², with gradient 2 * reg * W. With the half: 0.5 * reg, and reg * W.",
    zh:
      "你的正则项是 reg * sum(W²)，梯度是 2 * reg * W。带上因子 0.5，它们是 0.5 * reg * sum(W²) 和 reg * W。",
    make: net({
      penalty: (W, reg) => reg * W.square().sum(),
      dpenalty: (W, reg) => W.mul(2 * reg),
    }),
  },
  {
    id: "penalty-gradient-doubled",
    sentence:
      "The penalty's gradient is 2 * reg * W here. The half in the loss cancels the 2: reg * W.",
    zh: "正则项的梯度成了 2 * reg * W。损失里的 0.5 正好消掉这个 2：reg * W。",
    make: net({ dpenalty: (W, reg) => W.mul(2 * reg) }),
  },
  {
    id: "penalty-gradient-halved",
    sentence:
      "The penalty's gradient kept the half. The slope of 0.5 * reg * W² is reg * W.",
    zh: "正则项的梯度里留下了 0.5。0.5 * reg * W² 的导数是 reg * W。",
    make: net({ dpenalty: (W, reg) => W.mul(0.5 * reg) }),
  },
  {
    id: "penalty-halved-twice",
    sentence:
      "The penalty was halved twice: 0.25 * reg * sum of W². Halve it once.",
    zh: "正则项乘了两次 0.5：0.25 * reg * sum(W²)。只乘一次。",
    make: net({ penalty: (W, reg) => 0.25 * reg * W.square().sum() }),
  },
  {
    id: "penalty-not-in-gradients",
    sentence:
      "The loss has the penalty, the gradients don't. Add reg * W to each gradient of W.",
    zh: "损失里有正则项，梯度里却没有。每个 W 的梯度都要加上 reg * W。",
    make: net({ dpenalized: () => false }),
  },
  {
    id: "penalty-not-in-loss",
    sentence:
      "The gradients have reg * W, but the loss lacks 0.5 * reg * sum of W². Add it.",
    zh: "梯度里有 reg * W，损失里却没有 0.5 * reg * sum(W²)。把它加上。",
    make: net({ penalized: () => false, dpenalized: (name) => name === "W" }),
  },
  {
    id: "reg-ignored",
    sentence:
      "reg changes nothing here. Add 0.5 * reg * sum of W² to the loss and reg * W to the gradients.",
    zh:
      "reg 在这里不起作用。损失要加上 0.5 * reg * sum(W²)，梯度要加上 reg * W。",
    make: net({ penalized: () => false }),
  },
  {
    id: "gamma-penalized",
    sentence:
      "gamma is penalized as well. The penalty is on the weights W and on nothing else.",
    zh: "gamma 也进了正则项。正则项只管权重 W，不管别的。",
    make: net({ penalized: (name) => name === "W" || name === "gamma" }),
  },
  {
    id: "beta-penalized",
    sentence:
      "beta is penalized as well. The penalty is on the weights W and on nothing else.",
    zh: "beta 也进了正则项。正则项只管权重 W，不管别的。",
    make: net({ penalized: (name) => name === "W" || name === "beta" }),
  },
  {
    id: "biases-penalized",
    sentence:
      "The biases are penalized as well. The penalty is on the weights W and on nothing else.",
    zh: "偏置也进了正则项。正则项只管权重 W，不管别的。",
    make: net({ penalized: (name) => name === "W" || name === "b" }),
  },
  {
    id: "everything-penalized",
    sentence:
      "All parameters are penalized: this loops over params. Take those whose name starts with W.",
    zh: "所有参数都进了正则项：你遍历了整个 params。只取名字以 W 开头的。",
    make: net({ penalized: () => true }),
  },
  {
    id: "penalty-divided-by-batch",
    sentence:
      "The penalty was divided by N. The softmax loss is a mean over the batch; the penalty isn't.",
    zh: "正则项除以了 N。softmax 损失是批上的均值，正则项不是。",
    make: net({
      penalty: (W, reg, N) => 0.5 * reg * W.square().sum() / N,
      dpenalty: (W, reg, N) => W.mul(reg / N),
    }),
  },
  {
    id: "penalty-not-squared",
    sentence:
      "The penalty takes the root of the sum of squares. It is 0.5 * reg * sum of W², without a root.",
    zh: "正则项取了平方和的根。它是 0.5 * reg * sum(W²)，没有根号。",
    make: net({
      penalty: (W, reg) => 0.5 * reg * Math.sqrt(W.square().sum()),
    }),
  },
  {
    id: "penalty-in-place-of-loss",
    sentence:
      "The softmax loss got lost: the penalty was assigned to the loss. Add it with +=.",
    zh: "softmax 损失丢了：正则项直接赋给了损失。应该用 += 加上去。",
    make: net({ sum: (_total, penalty) => penalty }),
  },
];
