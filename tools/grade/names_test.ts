import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import { cleanGrade, fileNames } from "./names.ts";
import { HOSTILE, hostile, mixed } from "./sample_grades.ts";

Deno.test("cleanGrade() leaves no text out, and an ordinary grade as it is", () => {
  const dirty = /(?![\n\t])[\p{Cc}\p{DI}\p{NChar}\p{Cs}]/u;
  const strings = (value: unknown): string[] =>
    typeof value === "string"
      ? [value]
      : value instanceof Object
      ? Object.values(value).flatMap(strings)
      : [];
  assertEquals(strings(cleanGrade(hostile())).filter((s) => dirty.test(s)), []);
  assert(strings(hostile()).filter((s) => dirty.test(s)).length > 10);
  const grade = mixed("张伟");
  assertEquals(JSON.stringify(cleanGrade(grade)), JSON.stringify(grade));
  assertEquals(cleanGrade(mixed("\u202e")).submission, "unnamed");
});

Deno.test("cleanGrade() shortens what is long", () => {
  const { submission, ignored, problem } = cleanGrade({
    ...mixed("x".repeat(201)),
    ignored: [{ path: "x".repeat(501), why: "x" }],
    problem: "x".repeat(500),
  });
  assertEquals(submission, `${"x".repeat(199)}…`);
  assertEquals(ignored, [{ path: `${"x".repeat(499)}…`, why: "x" }]);
  assertEquals(problem, "x".repeat(500));
});

Deno.test("fileNames() keeps names that are safe", () => {
  const names = [
    "ada",
    "张伟_作业三（1）",
    "Łukasz Żółć",
    "a.b-c (2)",
    "x@y.org",
  ];
  assertEquals(fileNames(names), names);
});

Deno.test("fileNames() replaces what some system forbids", () => {
  for (
    const [name = "", safe] of [
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
      // What Windows takes for devices.
      ...["con", "NUL", "com1", "LPT9.old", "aux .zip", "COM¹"]
        .map((name) => [name, `_${name}`]),
      ["connie", "connie"],
    ]
  ) assertEquals(fileNames([name]), [safe]);
});

Deno.test("fileNames() tells apart what some system takes for the same", () => {
  const names = ["Ada", "ada", "ada-2", "é", "e\u0301", "STRASSE", "straße"];
  const safe = ["Ada", "ada-2", "ada-2-2", "é", "é-2", "STRASSE", "straße-2"];
  assertEquals(fileNames(names), safe);
});

Deno.test("fileNames() shortens long names between characters", () => {
  const names = [1, 2, 3].map((n) => `${"张".repeat(200)}${n}`);
  assertEquals(fileNames(names), [
    "张".repeat(33),
    `${"张".repeat(32)}-2`,
    `${"张".repeat(32)}-3`,
  ]);
});

Deno.test("fileNames() gives any names safe ones, each its own", () => {
  const texts = fc.string({
    unit: fc.oneof(
      fc.constantFrom(...HOSTILE, "\u202e", "\u2069", "\ud83d", "\udc00", "."),
      fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
    ),
  });
  fc.assert(fc.property(fc.array(texts), (names) => {
    const files = fileNames(names);
    assertEquals(files.length, names.length);
    for (const file of files) {
      assertMatch(file, /^[^ .\-/\\:*?"<>|\p{C}][^/\\:*?"<>|\p{C}]*$/u);
      assertMatch(file, /[^ .]$/);
      assert(new TextEncoder().encode(file).length <= 100);
    }
    const folded = files.map((name) => name.normalize("NFC").toLowerCase());
    assertEquals(new Set(folded).size, names.length);
  }));
});
