import { assertEquals, assertThrows } from "@std/assert";
import { Mismatch } from "./close.ts";
import {
  assertLength,
  assertOwnWords,
  prose,
  takeText,
  wordsOf,
} from "./prose.ts";

Deno.test("wordsOf() counts words, not signs, in English and in Chinese", () => {
  assertEquals(wordsOf("Batch norm: why, and HOW?"), [
    ..."batch norm why and how".split(" "),
  ]);
  assertEquals(wordsOf("均值和方差。"), [..."均值和方差"]);
  assertEquals(wordsOf("— … ！"), []);
});

Deno.test("takeText() keeps texts, and refuses all else", () => {
  takeText("So it is.", "question_0");
  assertEquals(prose.get("question_0"), "So it is.");
  prose.delete("question_0");
  for (const answer of [undefined, 7, ["a"], { text: "a" }]) {
    assertThrows(() => takeText(answer, "question_0"), Mismatch, "a text");
  }
  assertEquals(prose.has("question_0"), false);
});

Deno.test("assertLength() wants words enough, and not too many characters", () => {
  const limits = { words: 3, characters: 12 };
  assertLength("a bc def", "q", limits);
  assertThrows(() => assertLength("a bc.", "q", limits), Mismatch, "got 2");
  assertThrows(
    () => assertLength("ab cd ef ghij", "q", limits),
    Mismatch,
    "12 characters at the most, got 13",
  );
});

Deno.test("assertOwnWords() counts what isn't the question's, and once", () => {
  const question = "How does the scale matter?";
  assertOwnWords("The scale vanishes early.", "q", question, 2);
  assertThrows(
    () => assertOwnWords("Scale, scale: it does. IT does!", "q", question, 2),
    Mismatch,
    "got 1",
  );
});
