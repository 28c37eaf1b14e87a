import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import { clean, cleanGrade, fileNames, oneLine } from "./names.ts";
import { HOSTILE, hostile, mixed } from "./sample_grades.ts";

/** Texts with many of the characters that cause trouble. */
const texts = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...HOSTILE, "\u202e", "\u2069", "\ud83d", "\udc00", "."),
    fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
  ),
});

Deno.test("clean() keeps what a message is made of", () => {
  const message =
    "Lesson 01: x\n\texpected 1 · 张伟 é 😀\n  off by 2 <b> & `c`";
  assertEquals(clean(message), message);
});

Deno.test("clean() takes colours and escapes away", () => {
  assertEquals(clean("\x1b[1;31mred\x1b[0m \x1b]0;title\x07"), "red ]0;title�");
});

Deno.test("clean() shows that there was a control character", () => {
  assertEquals(clean("a\0b\x08c\x7fd\x9be\v"), "a�b�c�d�e�");
});

Deno.test("clean() takes away what turns the writing round or can't be seen", () => {
  assertEquals(
    clean("a\u202eb\u2066c\u200fd\u061ce\u200bf\ufeffg\u00adh\u{e0041}i"),
    "abcdefghi",
  );
});

Deno.test("clean() has one kind of line end", () => {
  assertEquals(clean("a\r\nb\rc\u2028d\u2029e"), "a\nb\nc\nd\ne");
});

Deno.test("clean() replaces halves of characters and what is no character", () => {
  assertEquals(clean("a\ud800b\udc00c\ufffed\uffffe"), "a�b�c�d�e");
});

Deno.test("clean() leaves four marks on a letter", () => {
  assertEquals(clean(`e${"\u0301".repeat(99)}x`), "e\u0301\u0301\u0301\u0301x");
});

Deno.test("clean() ends after 4,000 characters", () => {
  assertEquals(clean("x".repeat(4000)), "x".repeat(4000));
  assertEquals(clean("x".repeat(4001)), `${"x".repeat(3999)}…`);
});

Deno.test("clean() doesn't end with half a character", () => {
  assertEquals(clean("ab😀cd", 4), "ab…");
  assertEquals(clean("a😀bcd", 4), "a😀…");
});

Deno.test("clean() is fast where a text is long and strange", () => {
  const start = performance.now();
  for (const unit of ["\x1b[", "\x1b[0;", "\u0301", " ", "\r", "\ud800"]) {
    clean(`${unit.repeat(200_000)}x`);
    oneLine(`${unit.repeat(200_000)}x`);
  }
  assert(performance.now() - start < 10_000);
});

Deno.test("clean() leaves nothing of the kind in any text", () => {
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

Deno.test("oneLine() has one line and single spaces", () => {
  assertEquals(oneLine(" a\n\n b\tc\u3000d \r\n"), "a b c d");
  assertEquals(oneLine("x".repeat(501)), `${"x".repeat(499)}…`);
});

Deno.test("cleanGrade() leaves no text out", () => {
  const dirty = /(?![\n\t])[\p{Cc}\p{DI}\p{NChar}\p{Cs}]/u;
  const strings = (value: unknown): string[] =>
    typeof value === "string"
      ? [value]
      : value instanceof Object
      ? Object.values(value).flatMap(strings)
      : [];
  assertEquals(strings(cleanGrade(hostile())).filter((s) => dirty.test(s)), []);
  assert(strings(hostile()).filter((s) => dirty.test(s)).length > 10);
});

Deno.test("cleanGrade() leaves an ordinary grade as it is", () => {
  const grade = mixed("张伟");
  assertEquals(JSON.stringify(cleanGrade(grade)), JSON.stringify(grade));
});

Deno.test("cleanGrade() names what has no name", () => {
  assertEquals(cleanGrade(mixed("\u202e")).submission, "unnamed");
});

Deno.test("fileNames() keeps names that are safe", () => {
  const names = [
    "ada",
    "张伟_作业三（1）",
    "Łukasz Żółć",
    "a.b-c (2)",
    "x@y.org",
  ];
  const safe = [
    "ada",
    "张伟_作业三（1）",
    "Łukasz Żółć",
    "a.b-c (2)",
    "x@y.org",
  ];
  assertEquals(
    [...fileNames(names).entries()],
    names.map((n, i) => [n, safe[i]]),
  );
});

Deno.test("fileNames() replaces what some system forbids", () => {
  const names = [
    ["class/ada", "class_ada"],
    ["..", "submission"],
    ["../../etc/passwd", "_.._etc_passwd"],
    ["C:\\x", "C_x"],
    [`a<b>c:d"e|f?g*h`, "a_b_c_d_e_f_g_h"],
    [".hidden", "hidden"],
    ["-rf", "rf"],
    ["end. . ", "end"],
    ["a\nb\0c", "a b_c"],
    ["", "submission"],
    ["~$`!", "submission"],
  ];
  for (const [name, safe] of names) {
    assertEquals(fileNames([name]).get(name), safe);
  }
});

Deno.test("fileNames() avoids the names of Windows' devices", () => {
  for (const name of ["con", "NUL", "com1", "LPT9.old", "aux .zip", "COM¹"]) {
    assertEquals(fileNames([name]).get(name), `_${name}`);
  }
  assertEquals(fileNames(["connie"]).get("connie"), "connie");
});

Deno.test("fileNames() tells apart what some system takes for the same", () => {
  const names = ["Ada", "ada", "ada-2", "é", "e\u0301", "STRASSE", "straße"];
  assertEquals([...fileNames(names).values()], [
    "Ada",
    "ada-2",
    "ada-2-2",
    "é",
    "é-2",
    "STRASSE",
    "straße-2",
  ]);
});

Deno.test("fileNames() shortens long names between characters", () => {
  const names = [1, 2, 3].map((n) => `${"张".repeat(200)}${n}`);
  assertEquals([...fileNames(names).values()], [
    "张".repeat(33),
    `${"张".repeat(32)}-2`,
    `${"张".repeat(32)}-3`,
  ]);
});

Deno.test("fileNames() gives any names safe ones, each its own", () => {
  fc.assert(fc.property(fc.uniqueArray(texts), (names) => {
    const files = fileNames(names);
    assertEquals([...files.keys()], names);
    const values = [...files.values()];
    for (const value of values) {
      assertMatch(value, /^[^ .\-/\\:*?"<>|\p{C}][^/\\:*?"<>|\p{C}]*$/u);
      assertMatch(value, /[^ .]$/);
      assert(new TextEncoder().encode(value).length <= 100);
    }
    const folded = values.map((v) => v.normalize("NFC").toLowerCase());
    assertEquals(new Set(folded).size, names.length);
  }));
});
