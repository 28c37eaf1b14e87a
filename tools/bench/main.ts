/**
 * `deno task bench`: the same work here, in NumPy and, where there is one, in PyTorch, side by side.
 *
 * @module
 */
import { cpus } from "node:os";
import { runDeno } from "../../lib/children.ts";
import {
  flag,
  parseCommand,
  runCommand,
  text,
  usageError,
} from "../../lib/command.ts";
import { writeWhole } from "../../lib/files.ts";
import { pathOf } from "../course.ts";
import { Side } from "./side.ts";
import {
  type Measurement,
  putBetweenMarkers,
  type Setting,
  settingLine,
  tableOf,
} from "./table.ts";
import {
  allWork,
  isTelling,
  isWhole,
  librariesFor,
  type Library,
  repetitionsOf,
  type Work,
} from "./work.ts";

const USAGE = `deno task bench [--only TEXT] [--full] [--python PATH] [--write]

--only TEXT    only work whose group, name or number format has this in it
--full         also whole labs, which takes minutes
--python PATH  a Python with NumPy, and PyTorch if it has it; python3 unless given
--write        puts the table into README.md and README.zh.md`;

/** The versions of the libraries that a Python has. */
async function librariesIn(python: string): Promise<Setting["libraries"]> {
  const libraries: Setting["libraries"] = {};
  for (
    const [library, name] of [["NumPy", "numpy"], ["PyTorch", "torch"]] as const
  ) {
    const { success, stdout } = await new Deno.Command(python, {
      args: ["-c", `import ${name}; print(${name}.__version__)`],
      stderr: "null",
    }).output().catch(() => ({ success: false, stdout: new Uint8Array() }));
    if (success) libraries[library] = new TextDecoder().decode(stdout).trim();
  }
  return libraries;
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
      const known = librariesFor(work).filter((one) => libraries.includes(one));
      const measurement: Measurement = { work, ours: [], theirs: {} };
      for (let turn = 0; turn < repetitionsOf(work); turn++) {
        measurement.ours.push(await ours.measure(work));
        for (const library of known) {
          const seconds = await sideOf(library, !isWhole(work)).measure(work);
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

async function write(
  measurements: readonly Measurement[],
  setting: Setting,
): Promise<void> {
  const telling = measurements.filter(({ work }) => isTelling(work));
  const paths = { en: pathOf("README.md"), zh: pathOf("README.zh.md") };
  for (const language of ["en", "zh"] as const) {
    const table = tableOf(telling, ["NumPy"], language);
    const content = `${table}\n\n${settingLine(setting, language)}`;
    const before = await Deno.readTextFile(paths[language]);
    await writeWhole(paths[language], putBetweenMarkers(before, content));
  }
  await runDeno(["fmt", "--quiet", ...Object.values(paths)]);
}

async function main(): Promise<number> {
  const { values: { only = "", full = false, ...options } } = parseCommand(
    Deno.args,
    { only: text, full: flag, python: text, write: flag },
    USAGE,
  );
  if (options.write && only) {
    throw usageError("--write needs all work, not --only");
  }
  const works = allWork(full).filter(({ group, name, dtype }) =>
    `${group}: ${name} ${dtype ?? ""}`.includes(only)
  );
  if (works.length === 0) throw usageError(`expected some work, got "${only}"`);
  const python = options.python ?? "python3";
  const libraries = await librariesIn(python);
  if (libraries.NumPy === undefined) {
    if (options.python) {
      throw usageError(`expected a Python with NumPy, got "${python}"`);
    }
    console.error("There is no python3 with NumPy: only our half is measured");
  }
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
  return 0;
}

if (import.meta.main) await runCommand("measure", main);
