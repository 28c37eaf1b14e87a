/**
 * `deno task bench`: the same work here, in NumPy and, where there is one, in PyTorch, side by side.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { cpus } from "node:os";
import { writeWhole } from "../labs/store.ts";
import { pathOf } from "../tools/course.ts";
import { Side } from "./side.ts";
import {
  type Measurement,
  putBetweenMarkers,
  type Setting,
  settingLine,
  tableOf,
} from "./table.ts";
import {
  ALL_CORES,
  allWork,
  librariesFor,
  type Library,
  type Work,
} from "./work.ts";

const USAGE = `deno task bench [--only TEXT] [--full] [--python PATH] [--write]

--only TEXT    only work whose group, name or number format has this in it
--full         also whole labs, which takes minutes
--python PATH  a Python with NumPy, and PyTorch if it has it; python3 unless given
--write        puts the table into README.md and README.zh.md`;

/** Repetitions; few of what takes long. */
function repetitionsOf({ group }: Work): number {
  return group === "labs" ? 1 : group === "training" ? 3 : 7;
}

/** A library's version, or undefined if there is none. */
async function versionOf(
  library: Library,
  python: string,
): Promise<string | undefined> {
  const name = library === "NumPy" ? "numpy" : "torch";
  const code = `import ${name}; print(${name}.__version__)`;
  try {
    const { success, stdout } = await new Deno.Command(python, {
      args: ["-c", code],
      stderr: "null",
    }).output();
    return success ? new TextDecoder().decode(stdout).trim() : undefined;
  } catch {
    return undefined;
  }
}

/** Measures in turns, so that what else the machine does falls on all sides. */
async function measureAll(
  works: readonly Work[],
  libraries: readonly Library[],
  python: string,
): Promise<Measurement[]> {
  const ours = await Side.ours();
  const others = new Map<string, Side>();
  const sideOf = (library: Library, oneCore: boolean) => {
    const key = `${library} ${oneCore}`;
    const side = others.get(key) ?? Side.theirs(library, python, oneCore);
    others.set(key, side);
    return side;
  };
  const found: Measurement[] = [];
  try {
    for (const [k, work] of works.entries()) {
      // Whole trainings: once a turn, on all cores.
      const isWhole = ALL_CORES.includes(work.group);
      const known = librariesFor(work).filter((one) => libraries.includes(one));
      const measurement: Measurement = { work, ours: [], theirs: {} };
      for (let turn = 0; turn < repetitionsOf(work); turn++) {
        measurement.ours.push(await ours.measure(work, isWhole));
        for (const library of known) {
          const side = sideOf(library, !isWhole);
          const seconds = await side.measure(work, isWhole);
          (measurement.theirs[library] ??= []).push(seconds);
        }
      }
      found.push(measurement);
      const row = tableOf([measurement], libraries, "en").split("\n").at(-1);
      console.error(`${k + 1} / ${works.length} ${row}`);
    }
  } finally {
    await Promise.all([ours, ...others.values()].map((side) => side.end()));
  }
  return found;
}

/** What the READMEs show: enough to get the picture. */
function isTelling({ group, name, dtype }: Work): boolean {
  if (group === "arrays") return false;
  if (group === "products") return name.includes("3072");
  if (group === "start-up") return true;
  return dtype === "float64" || !group.startsWith("lessons");
}

async function write(
  measurements: readonly Measurement[],
  setting: Setting,
): Promise<void> {
  const telling = measurements.filter(({ work }) => isTelling(work));
  for (const language of ["en", "zh"] as const) {
    const path = pathOf(language === "en" ? "README.md" : "README.zh.md");
    const content = `${tableOf(telling, ["NumPy"], language)}\n\n${
      settingLine(setting, language)
    }`;
    const text = await Deno.readTextFile(path);
    await writeWhole(path, putBetweenMarkers(text, content));
  }
  await new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--quiet", pathOf("README.md"), pathOf("README.zh.md")],
  }).output();
}

function fail(message: string): never {
  console.error(`Cannot measure: ${message}\n\n${USAGE}`);
  Deno.exit(2);
}

function readOptions(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        only: { type: "string" },
        full: { type: "boolean" },
        python: { type: "string" },
        write: { type: "boolean" },
      },
    }).values;
  } catch (error) {
    fail((error as Error).message);
  }
}

if (import.meta.main) {
  const options = readOptions(Deno.args);
  const python = options.python ?? "python3";
  const libraries: Setting["libraries"] = {};
  for (const library of ["NumPy", "PyTorch"] as const) {
    const version = await versionOf(library, python);
    if (version !== undefined) libraries[library] = version;
  }
  if (libraries.NumPy === undefined) {
    if (options.python) fail(`expected a Python with NumPy, got "${python}"`);
    console.error("There is no python3 with NumPy: only our half is measured");
  }
  const works = allWork(options.full ?? false).filter((work) =>
    `${work.group}: ${work.name} ${work.dtype ?? ""}`.includes(
      options.only ?? "",
    )
  );
  if (works.length === 0) fail(`expected some work, got "${options.only}"`);
  if (options.write && options.only) fail("--write needs all work, not --only");
  const setting: Setting = {
    machine: `${cpus()[0]?.model.trim()}, ${cpus().length} cores`,
    deno: Deno.version.deno,
    libraries,
    date: new Date().toISOString().slice(0, 10),
  };
  const all = Object.keys(libraries) as Library[];
  const found = await measureAll(works, all, python);
  console.log(`${tableOf(found, all, "en")}\n\n${settingLine(setting, "en")}`);
  if (options.write) await write(found, setting);
}
