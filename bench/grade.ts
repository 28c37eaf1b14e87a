/**
 * How many submissions a minute `deno task grade` grades, and whether its memory
 * stays as it is: `deno run -A bench/grade.ts [SUBMISSIONS]`.
 *
 * Of ten submissions, seven are solved in full, one leaves a lesson out, one
 * has a lesson unwritten and one has a mistake.
 *
 * @module
 */
import { join } from "node:path";
import { lessons, pathOf } from "../tools/course.ts";
import { mappedArgs } from "../tools/mapped.ts";

const count = Number(Deno.args[0] ?? 200);

/** Writes a submission; its number decides what is wrong with it. */
async function write(folder: string, number: number): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  const odd = lessons[number % lessons.length].module;
  for (const { module } of lessons) {
    const path = `${module}.ts`;
    let text = await Deno.readTextFile(pathOf(`solutions/${path}`));
    if (module === odd) {
      const kind = number % 10;
      if (kind === 7) continue;
      if (kind === 8) text = await Deno.readTextFile(pathOf(`lessons/${path}`));
      if (kind === 9) {
        text = text.replace("1e-5", "1e-3").replace("sum(", "mean(");
      }
    }
    // No two are the same, as in a class.
    await Deno.writeTextFile(join(folder, path), `${text}\n// ${number}\n`);
  }
}

/** The resident memory of a process, in MiB; Linux says. */
function residentOf(pid: number): number {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  return Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024;
}

const folder = await Deno.makeTempDir({ prefix: "kata-bench-" });
try {
  for (let number = 0; number < count; number++) {
    await write(join(folder, "class", String(number)), number);
  }
  const order = {
    merge: false,
    paths: [join(folder, "class")],
    out: join(folder, "out"),
    formats: ["csv", "junit"],
    jobs: navigator.hardwareConcurrency,
    memory: 1024,
    shard: { index: 1, of: 1 },
    fresh: false,
  };
  const work = join(folder, "work");
  await Deno.mkdir(work);
  const start = performance.now();
  const child = new Deno.Command(Deno.execPath(), {
    args: mappedArgs([
      "run",
      "-A",
      pathOf("tools/grade/run.ts"),
      JSON.stringify(order),
      work,
    ]),
    stdin: "piped",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let graded = 0;
  const memory: number[] = [];
  for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
    const lines = text.split("\n").length - 1;
    for (let k = 0; k < lines; k++) {
      graded++;
      if (graded % 20 === 0) memory.push(residentOf(child.pid));
    }
  }
  await child.status;
  const seconds = (performance.now() - start) / 1000;
  console.log(
    `${graded} submissions in ${seconds.toFixed(1)} s: ` +
      `${(60 * graded / seconds).toFixed(0)} a minute`,
  );
  console.log(
    `memory after every 20, in MiB: ${
      memory.map((mib) => mib.toFixed(0)).join(" ")
    }`,
  );
} finally {
  await Deno.remove(folder, { recursive: true });
}
