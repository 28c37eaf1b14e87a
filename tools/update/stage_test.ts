import { assert, assertEquals, assertMatch } from "@std/assert";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { ORDER, READY, update } from "../update.ts";
import { backupName } from "./stage.ts";
import { assertSameFiles, makeDesk, textsIn, write } from "./testing.ts";

const OLD = { lessons: ["one", "two"], texts: { "kit/old.ts": "old\n" } };
const NEXT = {
  lessons: ["new", "one", "zwei=two"],
  texts: { "README.md": "# New\n", "kit/sum.ts": "export const sum = 2;\n" },
};
const MINE = {
  "lessons/01_two.ts": 'export { answer } from "kata/00_one.ts";\n',
  "kit/sum.ts": "mine\n",
  "progress.txt": "one: solved\n",
};

/** What changes a disk. */
const CHANGES = [
  "copyFile",
  "mkdir",
  "remove",
  "rename",
  "writeFile",
  "writeTextFile",
] as const;

class Killed extends Error {}

/**
 * Runs something that is killed at a change of the disk; a write is halved.
 *
 * @param isLast Whether it comes no further than this change.
 * @returns Whether it was killed.
 */
async function killedAt(
  isLast: (name: string, args: unknown[]) => boolean,
  run: () => Promise<unknown>,
): Promise<boolean> {
  const deno = Deno as unknown as Record<string, unknown>;
  const real = Object.fromEntries(CHANGES.map((name) => [name, deno[name]]));
  const { writeFile } = Deno;
  const writeHalf = ([path, content]: unknown[]) => {
    const bytes = typeof content === "string"
      ? new TextEncoder().encode(content)
      : content as Uint8Array;
    return writeFile(path as string, bytes.subarray(0, bytes.length / 2));
  };
  let killed = false;
  for (const name of CHANGES) {
    deno[name] = async (...args: unknown[]) => {
      if (!killed && isLast(name, args)) {
        killed = true;
        if (name.startsWith("write")) await writeHalf(args);
      }
      // What is dead does nothing more, not even tidy up.
      if (killed) throw new Killed();
      return await (real[name] as (...args: unknown[]) => unknown)(...args);
    };
  }
  try {
    await run();
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
  } finally {
    Object.assign(deno, real);
  }
  return killed;
}

/** Whether a change is the nth file put in its place. */
function putInPlace(n: number): Parameters<typeof killedAt>[0] {
  return (name, [from]) =>
    name === "rename" && /\.kata.update.files/.test(String(from)) && --n === 0;
}

async function quietly<T>(run: () => Promise<T>): Promise<[T, string]> {
  const { log, error } = console;
  let said = "";
  console.log = console.error = (text: string) => said += `${text}\n`;
  try {
    return [await run(), said];
  } finally {
    Object.assign(console, { log, error });
  }
}

Deno.test("update ends the same wherever it was killed, once it is run again", async () => {
  await using desk = await makeDesk(OLD, NEXT, { tool: false });
  await write(desk.kata, MINE);
  const args = ["--from", desk.new, "--lang=en"];
  const before = await textsIn(desk.kata);
  const end = join(desk.path, "end");
  await cp(desk.kata, end, { recursive: true });
  const [code, summary] = await quietly(() => update(end, args));
  assertEquals(code, 0);
  const expected = await textsIn(end);
  let wasReady = false;
  let n = 0;
  for (;; n++) {
    const copy = join(desk.path, String(n));
    await cp(desk.kata, copy, { recursive: true });
    const run = () => quietly(() => update(copy, args));
    let left = n;
    if (!await killedAt(() => left-- === 0, run)) break;
    const isReady = await Deno.stat(join(copy, READY, ORDER))
      .then(() => true, () => false);
    // Nothing is touched before everything lies ready.
    if (!isReady) {
      assertSameFiles(await textsIn(copy), wasReady ? expected : before);
    }
    wasReady ||= isReady;
    const [code, said] = await run();
    assertEquals(code, 0);
    assertSameFiles(await textsIn(copy), expected);
    const progress = await Deno.readTextFile(join(copy, "progress.txt"));
    assertEquals(progress, MINE["progress.txt"]);
    if (isReady) assertEquals(withoutBackup(said), withoutBackup(summary));
    await Deno.remove(copy, { recursive: true });
  }
  // Files laid ready, copied, moved and removed, at the least.

  assert(wasReady && n > 60, `${n} changes`);
});

function withoutBackup(said: string): string {
  return said.replace(/\.kata\/backup\/\S+/, "…");
}

Deno.test("update goes on without the modules that it was laid ready by", async () => {
  await using desk = await makeDesk(OLD, NEXT);
  await write(desk.kata, MINE);
  const end = join(desk.path, "end");
  await cp(desk.kata, end, { recursive: true });
  await quietly(() => update(end, ["--from", desk.new]));
  const run = () => quietly(() => update(desk.kata, ["--from", desk.new]));
  assert(await killedAt(putInPlace(5), run));
  const gone = ["tools/update", "tools/hash.ts", "data", "course.json"];
  for (const name of gone) {
    await Deno.remove(join(desk.kata, name), { recursive: true });
    await Deno.remove(join(end, name), { recursive: true });
  }
  const { code, stderr } = await desk.run("--from", "../new");
  assertEquals([code, stderr], [0, ""]);
  const { "course.json": _, ...texts } = await textsIn(desk.kata);
  assertSameFiles(texts, await textsIn(end));
});

Deno.test("update keeps what was written between an interruption and the end", async () => {
  await using desk = await makeDesk(OLD, NEXT, { tool: false });
  await write(desk.kata, MINE);
  const run = () => quietly(() => update(desk.kata, ["--from", desk.new]));
  assert(await killedAt(putInPlace(1), run));
  const since = { "README.md": "since\n", "kit/old.ts": "since\n" };
  await write(desk.kata, since);
  const [code] = await run();
  assertEquals(code, 0);
  const texts = await textsIn(desk.kata);
  assertEquals(texts["README.md"], "# New\n");
  assertEquals(texts["kit/old.ts"], "since\n");
  const backups = join(desk.kata, ".kata/backup");
  const [{ name }] = Deno.readDirSync(backups);
  const kept = await textsIn(join(backups, name));
  assertEquals(kept["edited/README.md"], "since\n");
  assertEquals(kept["README.md"], "# Small\n");
});

Deno.test("update says what keeps it from ending, and goes on when that is mended", async () => {
  await using desk = await makeDesk(OLD, NEXT, { tool: false });
  const args = ["--from", desk.new, "--lang=en"];
  const run = () => quietly(() => update(desk.kata, args));
  assert(await killedAt(putInPlace(1), run));
  await write(desk.kata, { "lessons/00_new.ts/in/the/way": "" });
  const dry = () => update(desk.kata, [...args, "--dry-run"]);
  const [, pending] = await quietly(dry);
  assertEquals(
    pending,
    "An update was interrupted. Without --dry-run, it is finished first.\n",
  );
  const [code, said] = await run();
  assertEquals(code, 1);
  assertMatch(
    said,
    /^Cannot finish the update: expected files that can be replaced, got .+; mend that and run deno task update again, which goes on from here\n$/,
  );
  await Deno.remove(join(desk.kata, "lessons/00_new.ts"), { recursive: true });
  assertEquals((await run())[0], 0);
  assertSameFiles(await textsIn(desk.kata), await textsIn(desk.new));
});

Deno.test("update begins anew after one that wasn't laid ready", async () => {
  await using desk = await makeDesk(OLD, NEXT, { tool: false });
  await write(desk.kata, {
    ".kata/update/files/README.md/in/the/way": "",
    ".kata/update-backup/of/another.ts": "",
  });
  const [code] = await quietly(() => update(desk.kata, ["--from", desk.new]));
  assertEquals(code, 0);
  assertSameFiles(await textsIn(desk.kata), await textsIn(desk.new));
  const left = await textsIn(join(desk.kata, ".kata"));
  assertEquals(Object.keys(left).filter((path) => path.includes("other")), []);
});

Deno.test("backupName() is the local time, and never one that is taken", async () => {
  const folder = await Deno.makeTempDir({ prefix: "kata-update" });
  const now = new Date(2026, 0, 2, 3, 4, 5);
  const name = await backupName(folder, now);
  assertEquals(name, ".kata/backup/2026-01-02_03-04-05");
  await Deno.mkdir(join(folder, name), { recursive: true });
  assertEquals(await backupName(folder, now), `${name}-2`);
  await Deno.remove(folder, { recursive: true });
});
