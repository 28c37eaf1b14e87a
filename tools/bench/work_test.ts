import { assert, assertEquals } from "@std/assert";
import { pathOf } from "../course.ts";
import { Side } from "./side.ts";
import { allWork, type Work } from "./work.ts";

Deno.test("allWork() names everything once, and whole labs only in full", () => {
  const keys = (full: boolean) =>
    allWork(full).map((work) => JSON.stringify(work));
  assertEquals(new Set(keys(true)).size, keys(true).length);
  const more = keys(true).filter((key) => !keys(false).includes(key));
  assert(more.length > 0);
  for (const key of more) assertEquals(JSON.parse(key).group, "labs");
});

Deno.test("NumPy's side has the lessons that are measured", async () => {
  const course = await Deno.readTextFile(pathOf("tools/bench/course.py"));
  for (const { group, name } of allWork(true)) {
    if (!group.startsWith("lessons")) continue;
    assert(course.includes(`def ${name}(`), name);
  }
});

Deno.test("our side does all lessons and work of every short group, and says how long it took", async () => {
  const isFirst = (work: Work, k: number, works: readonly Work[]) =>
    work.group === "lessons 50x100" ||
    works.findIndex(({ group }) => group === work.group) === k;
  const side = await Side.ours();
  try {
    for (const work of allWork(false).filter(isFirst)) {
      if (work.group === "training") continue;
      const seconds = await side.measure(work, true);
      assert(seconds > 0, `${work.group}: ${seconds}`);
    }
  } finally {
    await side.end();
  }
});
