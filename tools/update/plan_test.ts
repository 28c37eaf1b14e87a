import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import {
  assertSameFiles,
  makeDesk,
  stubOf,
  textsIn,
  write,
} from "./testing.ts";

const SOLVED = "export const answer = (): number => 1;\n";

Deno.test("update puts the new one beside what both changed", async () => {
  const stub = stubOf("01_two", "00_one").replace("answer()", "answer(x = 1)");
  const next = {
    texts: {
      "lessons/01_two.ts": stub,
      "lessons/00_one.ts": stubOf("00_one").replace("()", "(y = 1)"),
      "deno.json": '{ "imports": {} }\n',
      "kit/sum.ts": "export const sum = 2;\n",
      ".gitignore": "out\n",
    },
  };
  await using desk = await makeDesk(
    { texts: { ".gitignore": "", "LICENSE": "MIT\n" } },
    next,
  );
  const mine = {
    ".gitignore": "mine\n",
    "deno.json": '{ "tasks": {} }\n',
    "kit/sum.ts": "export const sum = 2;\r\n",
    "lessons/01_two.ts": SOLVED,
  };
  await write(desk.kata, { ...mine, "LICENSE": "Mine\n" });
  const { stdout } = await desk.update();
  assertStringIncludes(
    stdout,
    "Kept, because you changed them: 4\n" +
      "  .gitignore (the new one is .gitignore.new)\n" +
      "  LICENSE\n" +
      "  deno.json (the new one is deno.new.json)\n" +
      "  lessons/01_two.ts (the new one is lessons/01_two.new.ts)\n",
  );
  assertSameFiles(await textsIn(desk.kata), {
    ...await textsIn(desk.new),
    ...mine,
    "LICENSE": "Mine\n",
    ".gitignore.new": "out\n",
    "deno.new.json": next.texts["deno.json"],
    "lessons/01_two.new.ts": stub,
  });
  const again = await desk.update();
  assertEquals(again.code, 0);
  assertMatch(
    again.stdout,
    /^Nothing to do: all of version 2 in .*new is here already\.\n$/,
  );
});

Deno.test("update keeps a file of the student's where the course has a new one", async () => {
  const next = { texts: { "labs/a.ts": "course\n", "labs/b.ts": "same\n" } };
  await using desk = await makeDesk({}, next);
  await write(desk.kata, { "labs/a.ts": "mine\n", "labs/b.ts": "same\n" });
  await desk.update();
  assertSameFiles(await textsIn(desk.kata), {
    ...await textsIn(desk.new),
    "labs/a.ts": "mine\n",
    "labs/a.new.ts": "course\n",
  });
});

Deno.test("update keeps a changed file that the course no longer has, and puts back a lost one", async () => {
  const old = { texts: { "kit/old.ts": "old\n" } };
  await using desk = await makeDesk(old, {});
  await write(desk.kata, { "kit/old.ts": "mine\n" });
  await Deno.remove(join(desk.kata, "kit/sum.ts"));
  const { stdout } = await desk.update();
  assertStringIncludes(stdout, "New: 1\n");
  assertStringIncludes(stdout, "changed them: 1\n  kit/old.ts\n");
  assertSameFiles(await textsIn(desk.kata), {
    ...await textsIn(desk.new),
    "kit/old.ts": "mine\n",
  });
});
