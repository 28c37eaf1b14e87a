import { assert, assertEquals } from "@std/assert";
import { pathOf } from "../tools/course.ts";
import { Side } from "./side.ts";
import { allWork, librariesFor, type Work } from "./work.ts";

Deno.test("allWork() names everything once, and whole labs only in full", () => {
  const keys = (full: boolean) =>
    allWork(full).map((work) => JSON.stringify(work));
  assertEquals(new Set(keys(true)).size, keys(true).length);
  const more = keys(true).filter((key) => !keys(false).includes(key));
  assert(more.length > 0);
  for (const key of more) assertEquals(JSON.parse(key).group, "labs");
});

Deno.test("all sides know their work", async () => {
  const [ours, theirs, torch, course] = await Promise.all(
    ["ours.ts", "theirs.py", "torch_side.py", "course.py"]
      .map((name) => Deno.readTextFile(pathOf(`bench/${name}`))),
  );
  for (const work of allWork(true)) {
    const { group, name } = work;
    if (["products", "training", "start-up"].includes(group)) continue;
    const isThere = group.startsWith("lessons")
      ? course.includes(`def ${name}(`)
      : theirs.includes(`"${name}": lambda`);
    assert(isThere, `${group}: ${name}`);
    if (librariesFor(work).includes("PyTorch")) {
      assert(torch.includes(`"${name}": lambda`), `${group}: ${name}`);
    }
    const isOurs = group === "labs" ||
      (group.startsWith("lessons")
        ? new RegExp(`\\b${name}(\\(\\) \\{|: \\(\\) =>)`).test(ours)
        : ours.includes(`"${name}": () =>`));
    assert(isOurs, `${group}: ${name}`);
  }
});

Deno.test("our side does work of every short group, and says how long it took", async () => {
  const isFirst = (work: Work, k: number, works: readonly Work[]) =>
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
