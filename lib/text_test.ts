import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import { clean, cleanLine, clip } from "./text.ts";

/** Pairs of a text and what is left of it. */
const examples: [what: string, text: string, left: string][] = [
  [
    "keeps what a message is made of",
    "Lesson 01: x\n\texpected 1 · 张伟 é 😀\n  off by 2 <b> & `c`",
    "Lesson 01: x\n\texpected 1 · 张伟 é 😀\n  off by 2 <b> & `c`",
  ],
  [
    "takes colours and escapes away",
    "\x1b[1;31mred\x1b[0m \x1b]0;title\x07",
    "red ]0;title�",
  ],
  [
    "shows that there was a control character",
    "a\0b\x08c\x7fd\x9be\v",
    "a�b�c�d�e�",
  ],
  [
    "takes away what turns the writing round or can't be seen",
    "a\u202eb\u2066c\u200fd\u061ce\u200bf\ufeffg\u00adh\u{e0041}i",
    "abcdefghi",
  ],
  ["has one kind of line end", "a\r\nb\rc\u2028d\u2029e", "a\nb\nc\nd\ne"],
  [
    "replaces halves of characters and what is no character",
    "a\ud800b\udc00c\ufffed\uffffe",
    "a�b�c�d�e",
  ],
  [
    "leaves four marks on a letter",
    `e${"\u0301".repeat(99)}x`,
    "e\u0301\u0301\u0301\u0301x",
  ],
];
for (const [what, text, left] of examples) {
  Deno.test(`clean() ${what}`, () => assertEquals(clean(text, 100), left));
}

Deno.test("clip() ends after so many characters, and with no half of one", () => {
  assertEquals(clip("abcd", 4), "abcd");
  assertEquals(clip("abcde", 4), "abc…");
  assertEquals(clip("ab😀cd", 4), "ab…");
  assertEquals(clip("a😀bcd", 4), "a😀…");
});

Deno.test("cleanLine() has one line and single spaces", () => {
  assertEquals(cleanLine(" a\n\n b\tc\u3000d \r\n", 100), "a b c d");
});

Deno.test("clean() leaves nothing of the kind in any text", () => {
  const texts = fc.string({
    unit: fc.oneof(
      fc.constantFrom(..."\x1b[\r\n\t\u202e\u2069\ud83d\udc00\u0301\x9b"),
      fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
    ),
  });
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 50 }), (text, limit) => {
      const cleaned = clean(text, limit);
      assert(cleaned.length <= limit);
      assert(cleaned.isWellFormed());
      assertMatch(
        cleaned,
        /^(?:[\n\t]|(?![\p{Cc}\p{DI}\p{Bidi_Control}\p{NChar}\u2028\u2029]).)*$/u,
      );
      assertEquals(clean(cleaned, limit), cleaned);
    }),
  );
});
