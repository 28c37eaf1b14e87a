/**
 * `deno task grade SUBMISSIONS…`: grades submissions, each in a child process
 * that can do nothing but compute.
 *
 * @module
 */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { pathOf } from "./course.ts";
import { type Format, formatNames, type GradeOrder } from "./grade/order.ts";
import { mappedArgs } from "./mapped.ts";

const USAGE = `deno task grade [SUBMISSIONS…] [options]

  A submission is a folder or an archive (.zip, .tar.gz, .tgz, .tar) with lesson
  files, at its top or in lessons/; a folder of submissions is a class. Without
  any, the lessons of this folder are graded.

  --out FOLDER         default out/grades
  --format NAME,…      ${formatNames.join(", ")}; default table
  --jobs N             submissions at a time, default: as many as cores
  --timeout SECONDS    for a property, default: as in course.json
  --memory MIB         for a submission, default 1024
  --seed N             of all properties, default: one for each submission
  --shard I/N          every Nth submission from the Ith on
  --fresh              grade again what has been graded

deno task grade merge FOLDERS… [--out FOLDER] [--format NAME,…]

  Puts the results of shards together.`;

/** Bad words on the command line; the message says which. */
export class UsageError extends Error {}

function numberOf(
  name: string,
  text: string | undefined,
  [min, max]: [min: number, max: number],
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new UsageError(
    `expected --${name} to be a whole number from ${min} to ${max}, got "${text}"`,
  );
}

function formatsFrom(texts: readonly string[] | undefined): Format[] {
  const names = (texts ?? ["table"]).flatMap((text) => text.split(","));
  return [...new Set(names)].map((name) => {
    const format = formatNames.find((one) => one === name.trim());
    if (format !== undefined) return format;
    throw new UsageError(
      `expected --format to be some of ${
        formatNames.join(", ")
      }, got "${name}"`,
    );
  });
}

function shardFrom(text: string | undefined): GradeOrder["shard"] {
  if (text === undefined) return { index: 1, of: 1 };
  const [index, of] = /^(\d{1,4})\/(\d{1,4})$/.exec(text)?.slice(1)
    .map(Number) ?? [];
  if (index >= 1 && index <= of) return { index, of };
  throw new UsageError(
    `expected --shard to be one of several such as 1/4, got "${text}"`,
  );
}

/** Reads the command line. */
export function parseRequest(args: readonly string[], cwd: string): GradeOrder {
  const string = { type: "string" } as const;
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        "out": string,
        "format": { type: "string", multiple: true },
        "jobs": string,
        "timeout": string,
        "memory": string,
        "seed": string,
        "shard": string,
        "fresh": { type: "boolean" },
      },
    });
  } catch (error) {
    const [what] = (error as Error).message.split(/\.\s/);
    throw new UsageError(`${what}; deno task grade --help shows the options`);
  }
  const { values, positionals } = parsed;
  const merge = positionals[0] === "merge";
  const paths = merge ? positionals.slice(1) : positionals;
  if (merge && paths.length === 0) {
    throw new UsageError("expected the folders of the shards after merge");
  }
  const cores = navigator.hardwareConcurrency;
  return {
    merge,
    paths: paths.length === 0
      ? [pathOf("lessons")]
      : paths.map((path) => resolve(cwd, path)),
    out: resolve(cwd, values.out ?? pathOf("out/grades")),
    formats: formatsFrom(values.format),
    jobs: numberOf("jobs", values.jobs, [1, 256]) ?? cores,
    timeout: numberOf("timeout", values.timeout, [1, 3600]),
    // With less, Deno itself can fail in the middle of an honest lesson.
    memory: numberOf("memory", values.memory, [1024, 1_000_000]) ?? 1024,
    seed: numberOf("seed", values.seed, [0, 2 ** 32 - 1]),
    shard: shardFrom(values.shard),
    fresh: values.fresh ?? false,
  };
}

/** Removes a folder in which processes may still be ending. */
async function removeAll(folder: string): Promise<void> {
  for (let tries = 0; tries < 20; tries++) {
    try {
      return await Deno.remove(folder, { recursive: true });
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

if (import.meta.main) {
  if (Deno.args.some((arg) => arg === "--help" || arg === "-h")) {
    console.log(USAGE);
    Deno.exit(0);
  }
  let request: GradeOrder;
  try {
    request = parseRequest(Deno.args, Deno.env.get("INIT_CWD") ?? Deno.cwd());
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`Cannot grade: ${error.message}`);
    Deno.exit(2);
  }
  const work = await Deno.makeTempDir({ prefix: "kata-grade-" });
  const child = new Deno.Command(Deno.execPath(), {
    args: mappedArgs([
      "run",
      "-A",
      "--quiet",
      `--config=${pathOf("deno.json")}`,
      pathOf("tools/grade/run.ts"),
      JSON.stringify(request),
      work,
    ]),
    // Closes when this process ends, however it ends: the sign to stop.
    stdin: "piped",
  }).spawn();
  let stopped = false;
  Deno.addSignalListener("SIGINT", () => {
    stopped = true;
    try {
      child.kill("SIGINT");
    } catch {
      // At a terminal, it has had the signal already.
    }
  });
  const { code } = await child.status;
  await removeAll(work);
  if (stopped) {
    console.error(
      "Stopped. What is graded is kept: the same command goes on from there.",
    );
    Deno.exit(130);
  }
  Deno.exit(code);
}
