/** The contract of lesson 09: the four questions of the notebook. */
import { probe } from "../catalogue/09_questions/probe.ts";
import { expectTuple, kindOf, Mismatch } from "../support/close.ts";
import { contract } from "../support/contract.ts";
import {
  likenessesOf,
  normalizedWhen,
  preprocessings,
  reached,
  reachOf,
  reasonOf,
  statisticsAfter,
} from "../support/measured.ts";
import { assertLength, assertOwnWords, takeText } from "../support/prose.ts";
import { say } from "../support/words.ts";

/** What lesson 09 exports. */
export interface Lesson09 {
  question_1(): unknown;
  question_2(): unknown;
  question_3(): unknown;
  question_4(): unknown;
}

/** A number as it is shown beside others. */
function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function list(numbers: readonly number[]): string {
  return numbers.map((value) => short(Math.round(value * 1e9) / 1e9))
    .join(", ");
}

/** What a lesson says under a name, as text; whatever it is. */
function saidOf(value: unknown, name: string): string {
  if (typeof value !== "object" || value === null) return kindOf(value);
  return String((value as Record<string, unknown>)[name]);
}

export default contract<Lesson09>(
  "09_questions",
  ({ question_1, question_2, question_3, question_4 }, words) => {
    const { group, example } = words;

    /** The questions that are answered in words, in the languages of the course. */
    const questions = [
      {
        name: "question_1",
        ask: async () => await question_1(),
        question: `Nets of eight hidden layers were trained from weights of 20
      scales, with and without batch norm. How does the scale of the initial
      weights affect the nets with batch norm, how those without, and why?
      用 20 种尺度的初始权重训练了八个隐藏层的网络，有的带批归一化，有的不带。初始
      权重的尺度对带批归一化的网络有什么影响，对不带的又有什么影响，为什么？`,
      },
      {
        name: "question_2",
        ask: async () => await question_2(),
        question:
          `Nets were trained with batches of 5, 10 and 50, with batch norm.
      How do batch norm and the size of the batch hang together, and why?
      用大小为 5、10 和 50 的批训练了带批归一化的网络。批归一化和批的大小有什么关
      系，为什么？`,
      },
    ];

    for (const { name, ask, question } of questions) {
      group(`${name}()`, () => {
        example("answers in 30 words to 3000 characters", async () => {
          const text = takeText(await ask(), name);
          assertLength(text, name, { words: 30, characters: 3000 });
        });

        example(
          "has 20 different words that aren't the question's",
          async () => {
            assertOwnWords(takeText(await ask(), name), name, question, 20);
          },
        );
      });
    }

    group("question_3()", () => {
      for (const [k, step] of preprocessings.entries()) {
        const number = k + 1;
        const answer = async () =>
          expectTuple(
            await question_3(),
            "question_3()",
            preprocessings.map((_, i) => `step ${i + 1}`),
          )[k];

        example(`says how far step ${number} reaches`, async () => {
          const actual = saidOf(await answer(), "reach");
          const { asItWas, row, image, dataset } = reached(step);
          if (actual === reachOf({ asItWas, row, image, dataset })) return;
          throw new Mismatch(
            "reach",
            say(
              'step {number}: a reach of "{actual}" is not what was measured. The first number became {asItWas}; with another of its row halved {row}, with other rows of its image halved {image}, with other images halved {dataset}',
              {
                number,
                actual,
                asItWas: short(asItWas),
                row: short(row),
                image: short(image),
                dataset: short(dataset),
              },
            ),
          );
        });

        example(`likens step ${number} to what it does`, async () => {
          const actual = saidOf(await answer(), "like");
          const reach = reachOf(reached(step));
          const { sums, means } = statisticsAfter(step);
          const fitting: string[] = likenessesOf(reach, { sums, means });
          if (fitting.includes(actual)) return;
          throw new Mismatch(
            "like",
            say(
              'step {number}: "{actual}" is not what was measured. Afterwards the four images sum to {sums}; over the dataset, the first four features have the means {means}; the reach is "{reach}"',
              {
                number,
                actual,
                sums: list(sums),
                means: list(means.slice(0, 4)),
                reach,
              },
            ),
          );
        });
      }
    });

    group("question_4()", () => {
      for (const name of ["deep", "narrow", "decayed"] as const) {
        const check = async (
          part: "works" | "because",
          fits: (reason: string) => string,
        ) => {
          const answer = (await question_4() as Record<string, unknown>)
            ?.[name];
          const actual = saidOf(answer, part);
          const found = normalizedWhen(name);
          if (actual === fits(reasonOf(found))) return;
          const { samples, different, spread, variance, alone } = found;
          throw new Mismatch(
            part,
            say(
              '{name}: {part} "{actual}" is not what was measured. From {samples} samples came {different} different rows; the smallest spread of a row is {spread}; the largest variance that went in is {variance}, and eps is 1e-5; alone, the first row changed by {alone}',
              {
                ...{ name, part, actual, samples, different },
                spread: short(spread),
                variance: short(variance),
                alone: short(alone),
              },
            ),
          );
        };

        example(`says whether layer norm works: ${name}`, async () => {
          await check(
            "works",
            (reason) => String(reason === "normalized_anew"),
          );
        });

        example(`says why: ${name}`, async () => {
          await check("because", (reason) => reason);
        });
      }
    });
  },
  {
    probe,
    zh: {
      "answers in 30 words to 3000 characters":
        "的答案有 30 个词以上，不超过 3000 个字符",
      "has 20 different words that aren't the question's":
        "里有 20 个不同的词不是题目里的",
      "says how far step 1 reaches": "说对了步骤 1 影响到多远",
      "likens step 1 to what it does": "说对了步骤 1 像什么",
      "says how far step 2 reaches": "说对了步骤 2 影响到多远",
      "likens step 2 to what it does": "说对了步骤 2 像什么",
      "says how far step 3 reaches": "说对了步骤 3 影响到多远",
      "likens step 3 to what it does": "说对了步骤 3 像什么",
      "says how far step 4 reaches": "说对了步骤 4 影响到多远",
      "likens step 4 to what it does": "说对了步骤 4 像什么",
      "says whether layer norm works: deep":
        "说对了网络很深时层归一化起不起作用",
      "says why: deep": "说对了网络很深时的原因",
      "says whether layer norm works: narrow":
        "说对了特征很少时层归一化起不起作用",
      "says why: narrow": "说对了特征很少时的原因",
      "says whether layer norm works: decayed":
        "说对了权重很小时层归一化起不起作用",
      "says why: decayed": "说对了权重很小时的原因",
    },
  },
);
