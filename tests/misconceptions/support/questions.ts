/** Right answers to the questions of lesson 09, for others to differ from. */
import type { Preprocessing, Verdict } from "kata/09_questions.ts";

/** Question 1 in short. */
export const question_1 = (): string =>
  `Without batch norm only a narrow band of scales can be trained: below it
signals vanish layer by layer, above it they explode. With batch norm every layer
divides by the spread of its own input, so multiplying weights by some number
leaves its output alone.`;

/** Question 2 in short. */
export const question_2 = (): string =>
  `Larger batches give better results. Mean and variance are estimated from few
samples, and the fewer there are, the noisier they get: what becomes of one image
then hangs on its neighbours, and running averages fit no batch well.`;

/** Question 3. */
export const question_3 = (): Preprocessing[] => [
  { reach: "row", like: "neither" },
  { reach: "image", like: "layernorm" },
  { reach: "dataset", like: "batchnorm" },
  { reach: "itself", like: "neither" },
];

/** Question 4. */
export const question_4 = (): Record<
  "deep" | "narrow" | "decayed",
  Verdict
> => ({
  deep: { works: true, because: "normalized_anew" },
  narrow: { works: false, because: "nothing_left" },
  decayed: { works: false, because: "eps_takes_over" },
});
