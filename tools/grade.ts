/**
 * `deno task grade SUBMISSIONS…`: grades submissions, each in a child process
 * that can do nothing but compute.
 *
 * @module
 */
import {
  flag,
  oneOf,
  parseCommand,
  runCommand,
  text,
  typedOutput,
  typedPath,
  usageError,
  wholeNumber,
} from "../lib/command.ts";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { pathOf } from "./course.ts";
import { Judge } from "./grade/judge_client.ts";
import { run } from "./grade/run.ts";
import { formatNames, type GradeOrder } from "./grade/types.ts";

/** What `--help` shows. */
export const USAGE = `deno task grade [SUBMISSIONS…] [options]

  A submission is a folder or an archive (.zip, .tar.gz, .tgz, .tar) with lesson
  files, at its top or in lessons/; a folder of submissions is a class. Without
  any, the lessons of this folder are graded.

  --out FOLDER         default out/grades
  --format NAME,…      ${formatNames.join(", ")}; default table
  --jobs N             submissions at a time, default: as many as cores
  --timeout SECONDS    for a property, default: as in course.json
  --memory MIB         for a submission, default 1024
  --seed N             of all properties, default: one for the class
  --shard I/N          every Nth submission from the Ith on
  --fresh              grade again what has been graded

deno task grade merge FOLDERS… [--out FOLDER] [--format NAME,…]

  Puts the results of shards together.`;

function shardFrom(text = "1/1"): GradeOrder["shard"] {
  const [, index, of] = /^(\d{1,4})\/(\d{1,4})$/.exec(text)?.map(Number) ?? [];
  if (index && of && index <= of) return { index, of };
  throw usageError(
    `expected --shard to be one of several such as 1/4, got "${text}"`,
  );
}

/**
 * Reads the command line.
 *
 * @throws {UserError} If there is something else on it.
 */
export function parseOrder(args: readonly string[]): GradeOrder {
  const { values, positionals } = parseCommand(
    args,
    {
      "out": text,
      "format": { type: "string", multiple: true },
      "jobs": text,
      "timeout": text,
      "memory": text,
      "seed": text,
      "shard": text,
      "fresh": flag,
    },
    USAGE,
    "words",
  );
  const merge = positionals[0] === "merge";
  const paths = merge ? positionals.slice(1) : positionals;
  if (merge && paths.length === 0) {
    throw usageError("expected the folders of the shards after merge");
  }
  const { out: _, format: __, ...others } = values;
  const [other] = Object.keys(others);
  if (merge && other !== undefined) {
    throw usageError(`--${other} is for grading, not for merge; leave it out`);
  }
  const formats = (values.format ?? ["table"]).join(",").split(",")
    .map((name) => oneOf("format", name.trim(), formatNames));
  return {
    merge,
    paths: paths.length === 0 ? [pathOf("lessons")] : paths.map(typedPath),
    out: typedOutput(values.out ?? pathOf("out/grades")),
    formats: [...new Set(formats)],
    jobs: wholeNumber("jobs", values.jobs, [1, 256]) ??
      navigator.hardwareConcurrency,
    timeout: wholeNumber("timeout", values.timeout, [1, 3600]),
    // With less, Deno itself can fail in the middle of an honest lesson.
    memory: wholeNumber("memory", values.memory, [1024, 1_000_000]) ?? 1024,
    seed: wholeNumber("seed", values.seed, [0, 2 ** 32 - 1]),
    shard: shardFrom(values.shard),
    fresh: values.fresh ?? false,
  };
}

/** What the working folders of graders are called, with their process's number. */
const WORK = /^kata-grade-(\d+)-/;

/** Makes a folder to work in, and removes those that graders left which were killed. */
async function workFolder(): Promise<string> {
  const work = await Deno.makeTempDir({ prefix: `kata-grade-${Deno.pid}-` });
  for (const { name } of Deno.readDirSync(dirname(work))) {
    const [, pid] = WORK.exec(name) ?? [];
    if (pid !== undefined && !isRunning(Number(pid))) {
      await removeAll(join(dirname(work), name));
    }
  }
  return work;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's, if it isn't that there is none.
    return (error as { code?: string }).code !== "ESRCH";
  }
}

/** Removes a folder in which processes may still be ending. */
async function removeAll(folder: string): Promise<void> {
  for (let tries = 0; tries < 20; tries++) {
    await Deno.remove(folder, { recursive: true }).catch(() => {});
    // What was being written meanwhile may have made it again.
    await new Promise((resolve) => setTimeout(resolve, 50));
    if (!existsSync(folder)) return;
  }
}

if (import.meta.main) {
  await runCommand("grade", async () => {
    const order = parseOrder(Deno.args);
    const work = await workFolder();
    const judges: Judge[] = [];
    const makeJudge = () => {
      const judge = new Judge();
      judges.push(judge);
      return judge;
    };
    Deno.addSignalListener("SIGINT", async () => {
      // They would go on writing where they work.
      for (const judge of judges) judge.close();
      await removeAll(work);
      console.error(
        "Stopped. What is graded is kept: the same command goes on from there.",
      );
      Deno.exit(130);
    });
    try {
      return await run(order, work, makeJudge);
    } finally {
      await removeAll(work);
    }
  });
}
