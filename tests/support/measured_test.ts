import { assertEquals, assertThrows } from "@std/assert";
import type { Matrix } from "./arbitraries.ts";
import {
  likenessesOf,
  normalized,
  reached,
  reachOf,
  reasonOf,
  statisticsAfter,
} from "./measured.ts";
import { combine, flatten, type Nested } from "./nested.ts";

type Image = number[][][];

const less = <T extends Nested>(numbers: T, amount: number) =>
  combine<T>((value) => value - amount, numbers);
const meanOf = (numbers: Nested) => {
  const flat = flatten(numbers);
  return flat.reduce((a, b) => a + b, 0) / flat.length;
};

/** Preprocessings that the lesson doesn't ask about, and what they are. */
const others: {
  what: string;
  step: (images: Image[]) => Image[];
  reach: string;
  like: string[];
}[] = [
  {
    what: "nothing at all",
    step: (images) => images,
    reach: "itself",
    like: ["neither"],
  },
  {
    what: "each image less its mean, the guide's example",
    step: (images) => images.map((image) => less(image, meanOf(image))),
    reach: "image",
    like: ["layernorm"],
  },
  {
    what: "each image divided by its largest number",
    step: (images) =>
      images.map((image) => {
        const largest = Math.max(...flatten(image));
        return combine((value) => value / largest, image);
      }),
    reach: "image",
    like: [],
  },
  {
    what: "everything less the mean of everything",
    step: (images) => images.map((image) => less(image, meanOf(images))),
    reach: "dataset",
    like: [],
  },
];

for (const { what, step, reach, like } of others) {
  Deno.test(`reachOf() and likenessesOf() measure ${what}`, () => {
    const found = reachOf(reached(step));
    assertEquals(found, reach);
    assertEquals(likenessesOf(found, statisticsAfter(step)), like);
  });
}

Deno.test("reasonOf() tells what layer norm does to rows", () => {
  const of = (x: Matrix) => reasonOf(normalized(x));
  assertEquals(of([[1, 2, 4], [5, 1, 2], [7, 0, 9]]), "normalized_anew");
  assertEquals(of([[1, 2], [3, 9], [5, 0]]), "nothing_left");
  assertEquals(of([[1, 2, 4], [10, 20, 40]]), "nothing_left");
  assertEquals(of([[1e-4, 2e-4, 0], [0, 1e-4, 5e-4]]), "eps_takes_over");
  const found = normalized([[1, 2, 4], [5, 1, 2]]);
  assertEquals(reasonOf({ ...found, alone: 0.1 }), "needs_the_batch");
  assertThrows(() => reasonOf({ ...found, spread: 0.5 }), RangeError, "0.5");
});
