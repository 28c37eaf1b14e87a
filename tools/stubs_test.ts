import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { writeWhole } from "../lib/files.ts";
import { lessons, pathOf } from "./course.ts";
import { isUntouched, STUBS, stubsIn, stubTexts } from "./stubs.ts";

/** A folder that removes itself at the end of its `await using`. */
async function makeFolder() {
  const path = await Deno.makeTempDir({ prefix: "kata-stubs" });
  return {
    path,
    write: (name: string, text: string) => writeWhole(join(path, name), text),
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

const calls = (...names: string[]) =>
  names.map((name) => `unimplemented("Lesson 06: ${name}");\n`).join("");

Deno.test("stubsIn() finds the newest version in a clone's history that is a stub", async () => {
  await using folder = await makeFolder();
  const git = async (env: Record<string, string>, ...words: string[]) => {
    const name = ["-c", "user.name=a", "-c", "user.email=a@b.org"];
    const { success } = await new Deno.Command("git", {
      args: ["-C", folder.path, ...name, ...words],
      env,
      stdout: "null",
      stderr: "null",
    }).output();
    assert(success, words.join(" "));
  };
  const commit = async (text: string, env = {}) => {
    await folder.write("lessons/06_fc_net.ts", text);
    await folder.write("lessons/06_fc_net.md", text);
    await git({}, "add", ".");
    await git(env, "commit", "-m", "one more");
  };
  await git({}, "init");
  await folder.write("lessons/00_first.ts", `unimplemented("Lesson 00: a")`);
  const newest = `// Newer, in 中文\n${calls("parameters", "loss")}`;
  await commit(calls("parameters"));
  await commit(calls("parameters", "loss"));
  // The other side of a merge is younger, but isn't what the merge took.
  await git({}, "checkout", "-b", "other");
  await commit(`// Other\n${newest}`, {
    GIT_COMMITTER_DATE: "2090-01-01T00:00:00Z",
  });
  await git({}, "checkout", "-");
  await commit(newest);
  await git({}, "merge", "-s", "ours", "-m", "merged", "other");
  await commit(calls("loss"));
  await commit("export const done = true;\n");
  await git({}, "rm", "lessons/06_fc_net.ts");
  await git({}, "commit", "-m", "gone");
  await folder.write("lessons/06_fc_net.ts", calls("a", "b", "not", "kept"));
  assertEquals(await stubsIn(folder.path), {
    "00_first": 'unimplemented("Lesson 00: a")',
    "06_fc_net": newest,
  });
});

Deno.test("stubsIn() takes what a student's copy has, and finds nothing in neither", async () => {
  await using folder = await makeFolder();
  await folder.write("lessons/06_fc_net.ts", calls("loss"));
  assertEquals(await stubsIn(folder.path), {});
  await folder.write(STUBS, await stubTexts());
  const found = await stubsIn(folder.path);
  assertEquals(Object.keys(found), lessons.map(({ module }) => module));
});

Deno.test("isUntouched() knows the stub of a lesson, whatever its line ends are", async () => {
  const stubs = await stubsIn(pathOf("."));
  for (const lesson of lessons) {
    const stub = stubs[lesson.module] ?? "";
    assert(stub.includes("unimplemented("), lesson.module);
    assert(await isUntouched(lesson, stub.replaceAll("\n", "\r\n")));
    assert(!await isUntouched(lesson, `${stub}// mine\n`));
  }
});
