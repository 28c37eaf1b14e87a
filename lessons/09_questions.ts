/**
 * Lesson 09: the four questions of the notebook. Guide: `lessons/09_questions.md`.
 *
 * The first two are answered in your own words, in any language, and your
 * instructor reads them. The other two are answered by choices, and the tests
 * measure whether they fit.
 *
 * @module
 */
import { unimplemented } from "@std/assert";

/**
 * How far a preprocessing reaches: what one number of its result depends on,
 * besides the number that stood there before.
 *
 * - `"itself"`: on nothing else,
 * - `"row"`: on others in its row of pixels, but none outside,
 * - `"image"`: on others all over its image, but on no other image,
 * - `"dataset"`: on other images.
 */
export type Reach = "itself" | "row" | "image" | "dataset";

/**
 * What a preprocessing is like, if an image is a sample and each number of it a
 * feature.
 *
 * - `"batchnorm"`: it uses other samples, and gives every feature the same mean,
 * - `"layernorm"`: it uses a sample alone, and gives every sample the same
 *   statistic,
 * - `"neither"`: it doesn't take in a whole sample, let alone others.
 */
export type Likeness = "batchnorm" | "layernorm" | "neither";

/** What is said of a preprocessing. */
export interface Preprocessing {
  reach: Reach;
  like: Likeness;
}

/**
 * Why layer norm works somewhere, or doesn't.
 *
 * - `"normalized_anew"`: rows come out with spread 1, whatever came before, and
 *   different samples come out different,
 * - `"nothing_left"`: different samples come out the same, because mean and
 *   spread were nearly all that they had,
 * - `"eps_takes_over"`: the variance falls below eps, so that rows come out with
 *   less than spread 1,
 * - `"needs_the_batch"`: a row comes out different when others are beside it.
 */
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

/**
 * Question 1: nets of eight hidden layers were trained from weights of 20 scales,
 * with and without batch norm. How does the scale of the initial weights affect
 * the nets with batch norm, how those without, and why?
 *
 * The experiment: `deno task lab weight-scale`.
 *
 * @returns Your answer, in 30 words to 3000 characters.
 *
 * Source: Inline Question 1 of the notebook.
 */
export function question_1(): string {
  // TODO: replace this line by your own.
  unimplemented("Lesson 09: question_1");
}

/**
 * Question 2: nets were trained with batches of 5, 10 and 50, with batch norm.
 * How do batch norm and the size of the batch hang together, and why?
 *
 * The experiment: `deno task lab batch-size`.
 *
 * @returns Your answer, in 30 words to 3000 characters.
 *
 * Source: Inline Question 2 of the notebook.
 */
export function question_2(): string {
  // TODO: replace this line by your own.
  unimplemented("Lesson 09: question_2");
}

/**
 * Question 3: which of these preprocessings are like batch norm, which like layer
 * norm?
 *
 * 1. Scaling each image, so that the RGB values of each row of pixels sum to 1.
 * 2. Scaling each image, so that the RGB values of all its pixels sum to 1.
 * 3. Subtracting the mean image of the dataset from each image.
 * 4. Setting all RGB values to 0 or 1, by a threshold.
 *
 * @returns What you say of each, in this order.
 *
 * Source: Inline Question 3 of the notebook.
 */
export function question_3(): Preprocessing[] {
  // TODO: replace this line by your own.
  unimplemented("Lesson 09: question_3");
}

/**
 * Question 4: when may layer norm not work well, and why?
 *
 * - `deep`: in a net of 40 layers,
 * - `narrow`: with rows of two features,
 * - `decayed`: under so strong a penalty on the weights that they have shrunk to
 *   a thousandth.
 *
 * @returns Your verdict on each.
 *
 * Source: Inline Question 4 of the notebook.
 */
export function question_4(): {
  deep: Verdict;
  narrow: Verdict;
  decayed: Verdict;
} {
  // TODO: replace this line by your own.
  unimplemented("Lesson 09: question_4");
}
