import { assertEquals, assertMatch } from "@std/assert";
import { makeDesk, write } from "./testing.ts";
import { say, texts } from "./texts.ts";

Deno.test("texts say the same of the same values in both languages", () => {
  const names = (text: string) =>
    [...text.matchAll(/\{\w+\}|--[\w-]+/g)].map(([name]) => name).sort();
  for (const [name, { en, zh }] of Object.entries(texts)) {
    assertEquals(names(zh), names(en), name);
    assertMatch(zh, /\p{Script=Han}/u, name);
    if (name !== "usage") assertMatch(`${en}\n`, /^[^\n]+\n$/, name);
  }
});

Deno.test("say() fills in values, and what is to be said itself", () => {
  assertEquals(
    say("en", "brokenHere", { given: ["noCourseFile"] }).slice(-27),
    "got no course.json; put it back".slice(-27),
  );
  assertEquals(say("zh", "dropped", { count: 3 }), "已删除（课程里不再有）：3");
  // What isn't known yet stays to be filled in.
  assertMatch(say("en", "failed"), /\{reason\}/);
});

Deno.test("update speaks Chinese when asked to, or when the system does", async () => {
  await using desk = await makeDesk({}, { texts: { "README.md": "# 新\n" } });
  await write(desk.kata, { "lessons/01_two.ts": "// 我的\n" });
  const asked = await desk.run("--from", "../new", "--dry-run", "--lang", "zh");
  assertEquals(
    asked.stdout,
    `将更新到第 2 版，来自 ${desk.new}。现在什么都没有改动。\n` +
      "已替换：2\n  README.md\n  course.json\n" +
      "保留（你改过）：1\n  lessons/01_two.ts\n",
  );
  const wrong = await desk.run("--from", "../new", "--oops", "--lang=zh");
  assertEquals(
    wrong.stderr,
    "无法更新：Unknown option '--oops'；选项见 deno task update --help\n",
  );
});
