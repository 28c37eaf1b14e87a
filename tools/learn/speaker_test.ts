import { assert, assertEquals, assertMatch } from "@std/assert";
import { answers } from "./answers.ts";
import { speaker } from "./speaker.ts";
import { texts } from "./texts.ts";

const HAN = /[\p{Script=Han}，：]/u;

Deno.test("everything that learn says is said in both languages, with the same values", () => {
  const namesIn = (text: string) =>
    [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
  for (const [name, { en, zh }] of Object.entries({ ...texts, ...answers })) {
    assert(!HAN.test(en), name);
    assertMatch(zh, HAN, name);
    assertEquals(namesIn(zh), namesIn(en), name);
  }
});

Deno.test("Chinese texts have Chinese marks, but for what is typed", () => {
  for (const { zh } of Object.values({ ...texts, ...answers })) {
    assert(!/\p{Script=Han}[,;:!?]|[,;!?]\p{Script=Han}/u.test(zh), zh);
  }
});

Deno.test("no text is in two tables", () => {
  const names = Object.keys(answers).filter((name) => name in texts);
  assertEquals(names, []);
});

Deno.test("speaker() puts values where their names stand", () => {
  const values = { solved: 1, lessons: 7, points: 5, all: 100 };
  assertEquals(
    speaker("en")("progress", values),
    "1 of 7 lessons, 5 of 100 points",
  );
  assertEquals(speaker("zh")("progress", values), "完成 1/7 课，得分 5/100");
  // A value isn't searched for names.
  assertEquals(
    speaker("en")("failed", { why: "{why} $& $1" }),
    "That didn't work: {why} $& $1",
  );
});
