/**
 * How many submissions a minute `deno task grade` grades, and whether its memory
 * stays as it is: `deno run -A tools/bench/grade.ts [--submissions N]`, 200 unless
 * given.
 *
 * Of ten submissions, seven are solved in full, one leaves a lesson out, one
 * has a lesson unwritten and one has a mistake.
 *
 * @module
 */
import { join } from "node:path";
import { linesOf } from "../../lib/children.ts";
import {
  parseCommand,
  runCommand,
  text,
  wholeNumber,
} from "../../lib/command.ts";
import { writeWhole } from "../../lib/files.ts";
import { lessons, pathOf } from "../course.ts";

const USAGE = "deno run -A tools/bench/grade.ts [--submissions N]";

/** Writes a submission; its number decides what is wrong with it. */
async function write(folder: string, number: number): Promise<void> {
  const odd = number % lessons.length;
  for (const [k, { module }] of lessons.entries()) {
    const kind = k === odd ? number % 10 : 0;
    if (kind === 7) continue;
    const from = kind === 8 ? "lessons" : "solutions";
    const text = await Deno.readTextFile(pathOf(`${from}/${module}.ts`));
    const given = kind === 9
      ? text.replace("1e-5", "1e-3").replace("sum(", "mean(")
      : text;
    // No two are the same, as in a class.
    await writeWhole(join(folder, `${module}.ts`), `${given}\n// ${number}\n`);
  }
}

/** The resident memory of a process and its children, in MiB; Linux says. */
function residentOf(pid: number | string): number {
  try {
    const status = Deno.readTextFileSync(`/proc/${pid}/status`);
    const own = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
    const children = [...Deno.readDirSync(`/proc/${pid}/task`)]
      .map(({ name }) => `/proc/${pid}/task/${name}/children`)
      .flatMap((path) => Deno.readTextFileSync(path).match(/\d+/g) ?? []);
    return children.map(residentOf).reduce((sum, mib) => sum + mib, own);
  } catch {
    // It has ended.
    return 0;
  }
}

await runCommand("measure grading", async () => {
  const { values } = parseCommand(Deno.args, { submissions: text }, USAGE);
  const count = wholeNumber("submissions", values.submissions, [1, 10_000]) ??
    200;
  const folder = await Deno.makeTempDir({ prefix: "kata-bench-" });
  try {
    for (let number = 0; number < count; number++) {
      await write(join(folder, "class", String(number)), number);
    }
    const start = performance.now();
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "-A", pathOf("tools/grade.ts"), join(folder, "class")],
        ...["--out", join(folder, "out"), "--format", "csv,junit"],
      ],
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    let graded = 0;
    const memory: number[] = [];
    for await (const _ of linesOf(child.stderr)) {
      graded++;
      if (graded % 20 === 0) memory.push(residentOf(child.pid));
    }
    await child.status;
    const seconds = (performance.now() - start) / 1000;
    const rate = (60 * graded / seconds).toFixed(0);
    console.log(
      `${graded} submissions in ${seconds.toFixed(1)} s: ${rate} a minute`,
    );
    const mib = memory.map((one) => one.toFixed(0)).join(" ");
    console.log(`memory after every 20, in MiB: ${mib}`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  return 0;
});
