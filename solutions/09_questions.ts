/** How far a preprocessing reaches. */
export type Reach = "itself" | "row" | "image" | "dataset";

/** What a preprocessing is like. */
export type Likeness = "batchnorm" | "layernorm" | "neither";

/** What is said of a preprocessing. */
export interface Preprocessing {
  reach: Reach;
  like: Likeness;
}

/** Why layer norm works somewhere, or doesn't. */
export type Reason =
  | "normalized_anew"
  | "nothing_left"
  | "eps_takes_over"
  | "needs_the_batch";

/** Whether layer norm works under some condition, and why. */
export interface Verdict {
  works: boolean;
  because: Reason;
}

/** See `lessons/09_questions.ts` for the contract. */
export function question_1(): string {
  return `Without batch norm the net trains only for weights in a narrow band,
around 0.1. Smaller ones make activations shrink from layer to layer, and
gradients with them, until nothing is learned; larger ones make both explode.
With batch norm nearly all scales train, and about equally well, because every
layer divides by the spread of what comes in: multiplying its weights by a number
changes nothing that comes out. Very small weights still do harm, since eps then
outweighs the variance, and so do very large ones, whose steps turn them less.`;
}

/** See `lessons/09_questions.ts` for the contract. */
export function question_2(): string {
  return `The larger the batch, the better the net with batch norm trains; with
batches of 5 it is no better than the one without. Mean and variance are
estimated from the samples at hand, and the noise of an estimate falls as one over
the root of their number. With few samples every forward pass is normalized by
other numbers, each sample's result hangs on its neighbours, and the running
averages, which testing uses, fit none of the batches that were trained on.`;
}

/** See `lessons/09_questions.ts` for the contract. */
export function question_3(): Preprocessing[] {
  return [
    { reach: "row", like: "neither" },
    { reach: "image", like: "layernorm" },
    { reach: "dataset", like: "batchnorm" },
    { reach: "itself", like: "neither" },
  ];
}

/** See `lessons/09_questions.ts` for the contract. */
export function question_4(): {
  deep: Verdict;
  narrow: Verdict;
  decayed: Verdict;
} {
  return {
    deep: { works: true, because: "normalized_anew" },
    narrow: { works: false, because: "nothing_left" },
    decayed: { works: false, because: "eps_takes_over" },
  };
}
