/**
 * Other right answers to the questions of lesson 09.
 *
 * @module
 */
import type { Variant } from "../support/catalogue.ts";
import { variant } from "./define.ts";

/** In Chinese, with step 1 taken for layer norm, and words beside the choices. */
const inChinese = {
  question_1: () =>
    "不带批归一化时，只有初始权重的尺度落在很窄的一段里，网络才训练得动。权重太小，" +
    "信号一层层衰减，梯度消失；权重太大，信号和梯度都会爆炸。带批归一化时，每一层都" +
    "除以输入的标准差，权重乘上一个常数也不改变输出，所以几乎任何尺度都能训练。",
  question_2: () =>
    "批越大，训练得越好；每批只有五个样本时，和没有归一化差不多。均值和方差是用手头" +
    "的样本估计的，样本少，估计的噪声就大，同一张图片的结果会随着邻居变来变去，测试" +
    "时用的滑动平均也和训练时对不上。",
  question_3: () =>
    [
      ["row", "layernorm"],
      ["image", "layernorm"],
      ["dataset", "batchnorm"],
      ["itself", "neither"],
    ].map(([reach, like]) => ({ reach, like, note: "测过了" })),
  question_4: () => ({
    decayed: { because: "eps_takes_over", works: false },
    narrow: { because: "nothing_left", works: false },
    deep: { because: "normalized_anew", works: true, note: "测过了" },
  }),
};

/** All variants of lesson 09. */
export const answers: Variant[] = [
  variant("questions-in-chinese", "in Chinese, with notes", inChinese),
];
