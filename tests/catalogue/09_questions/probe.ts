/**
 * What lesson 09 answers, in numbers: by them wrong answers are recognized.
 *
 * @module
 */
import { wordsOf } from "../../support/prose.ts";
import { type Exports, record, type Trace } from "../../support/trace.ts";

/** The words that may be chosen, each by its number. */
const CHOICES = [
  ...["itself", "row", "image", "dataset"],
  ...["batchnorm", "layernorm", "neither"],
  ...["normalized_anew", "nothing_left", "eps_takes_over", "needs_the_batch"],
];

/** The probe of lesson 09. */
export async function probe(
  { question_1: one, question_2: two, question_3: three, question_4: four }:
    Exports,
): Promise<Trace> {
  const trace: Trace = {};
  for (const [name, ask] of [["1", one], ["2", two]] as const) {
    await record(
      trace,
      [`question ${name} is long enough`, `question ${name} has own words`],
      async () => {
        const words = wordsOf(String(await ask()));
        return [+(words.length >= 30), +(new Set(words).size > 30)];
      },
    );
  }
  const steps = [1, 2, 3, 4];
  await record(
    trace,
    steps.flatMap((k) => [`step ${k} reach`, `step ${k} like`]),
    async () => {
      const answers = await three();
      return steps.flatMap((
        k,
      ) => [
        CHOICES.indexOf(answers[k - 1].reach),
        CHOICES.indexOf(answers[k - 1].like),
      ]);
    },
  );
  const conditions = ["deep", "narrow", "decayed"];
  await record(
    trace,
    conditions.flatMap((name) => [`${name} works`, `${name} because`]),
    async () => {
      const answers = await four();
      return conditions.flatMap((
        name,
      ) => [+answers[name].works, CHOICES.indexOf(answers[name].because)]);
    },
  );
  return trace;
}
