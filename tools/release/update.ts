/**
 * `deno task update FOLDER`: brings a student's work into a newer release of
 * the course, from the folder of an older one, which stays as it is.
 *
 * Everything is read and worked out before anything is written, every file is
 * written whole, and doing it again comes to the same, so an interruption costs
 * nothing.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import course from "../../course.json" with { type: "json" };
import {
  oneOf,
  parseCommand,
  runCommand,
  text,
  typedPath,
  usageError,
} from "../../lib/command.ts";
import { isSystemError, reason, UserError } from "../../lib/errors.ts";
import {
  filesIn,
  readIfThere,
  removeTemporaries,
  writeWhole,
} from "../../lib/files.ts";
import {
  type Language,
  languageOf,
  type Say,
  speaker,
} from "../../lib/language.ts";
import { STUBS } from "../stubs.ts";

/** Where every release keeps how far the student is. */
const PROGRESS = "progress.txt";

const texts = {
  usage: {
    en: `deno task update FOLDER [--lang en|zh]

  FOLDER   another release of the course: what you wrote in the older of the
           two, that one and this, is brought into the newer`,
    zh: `deno task update FOLDER [--lang en|zh]

  FOLDER   另一版课程所在的文件夹：它和本文件夹哪个旧，就把哪个里你写的内容搬到另一个里`,
  },
  cannot: { en: "Cannot update: {why}", zh: "无法更新：{why}" },
  noFolder: {
    en: "expected one folder, got {given}; name that of the older release, " +
      "as in deno task update ../old-kata",
    zh: "要写一个文件夹，实际写了 {given} 个；请写旧版课程所在的文件夹，例如 " +
      "deno task update ../old-kata",
  },
  noCourse: {
    en: "expected a release of this course in {folder}, got {file} missing, " +
      "damaged or another course's; name the folder that was unpacked",
    zh:
      "{folder} 里应当有一版本课程，但 {file} 不存在、已损坏或属于别的课程；" +
      "请写解压出来的那个文件夹",
  },
  clone: {
    en: "expected a student's copy in {folder}, got a git clone of the whole " +
      "course; git pull brings it the newer release",
    zh: "{folder} 是整个课程的 git 克隆，不是发给学生的那份；" +
      "请用 git pull 取得新版",
  },
  sameVersion: {
    en: "expected an older and a newer release, got version {version} in " +
      "{here} and in {there}; name another folder",
    zh: "应当是一旧一新两版，实际上 {here} 和 {there} 都是第 {version} 版；" +
      "请换一个文件夹",
  },
  system: {
    en:
      "expected files that can be read and written, got {reason}; mend that " +
      "and run it again: {from} is as it was",
    zh: "有文件无法读写：{reason}；请解决后再运行一次，{from} 没有改动",
  },
  brought: {
    en: "Your work is in {into} now, with version {version} of the course: " +
      "go on there.",
    zh: "你写的内容已搬到 {into}，那里是第 {version} 版课程：请在那里继续。",
  },
  backup: {
    en: "What you had written there before is in {backup}",
    zh: "那里原先写的内容另存在 {backup}",
  },
  gone: {
    en: "Left behind, because the course no longer has its lesson: {path}",
    zh: "没有搬（课程里不再有这一课）：{path}",
  },
  kept: {
    en: "All that was in {from} is still there, as it was.",
    zh: "{from} 里的一切都原样保留。",
  },
};

/** What a module may be called; anything else could be a path to somewhere. */
const MODULE = /^\d\d_[a-z0-9_]+$/;

/** A release of the course in a folder. */
interface Release {
  folder: string;
  version: number;
  lessons: readonly { id: string; module: string }[];
  /** By the names of the modules. */
  stubs: Record<string, string>;
}

/**
 * Brings a student's work from the older of two releases into the newer.
 *
 * @param here A folder with a release.
 * @param there Another one.
 * @returns What to say of it.
 * @throws {UserError} If that can't be done.
 */
export async function update(
  here: string,
  there: string,
  language: Language,
): Promise<string> {
  const say = speaker(texts, language);
  const [from, into] = [open(here, say), open(there, say)]
    .sort((a, b) => a.version - b.version) as [Release, Release];
  const { version } = into;
  if (from.version === version) {
    throw new UserError(say("sameVersion", { here, there, version }));
  }
  try {
    const { work, gone } = workOf(from, into);
    const backup = await write(work, into);
    return [
      say("brought", { into: into.folder, version }),
      ...[...work.keys()].map((path) => `  ${path}`),
      ...gone.map((path) => say("gone", { path })),
      ...backup === undefined ? [] : [say("backup", { backup })],
      say("kept", { from: from.folder }),
    ].join("\n");
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const values = { reason: reason(error), from: from.folder };
    throw new UserError(say("system", values));
  }
}

/** Looks into the folder of a release. */
function open(folder: string, say: Say<typeof texts>): Release {
  if ([".git", "solutions"].every((name) => existsSync(join(folder, name)))) {
    throw new UserError(say("clone", { folder }));
  }
  let file = "course.json";
  const read = () => JSON.parse(readIfThere(join(folder, file))!);
  try {
    // In the beginning, releases weren't numbered.
    const { id, version = 0, lessons }: typeof course = read();
    const isOurs = id === course.id && Number.isInteger(version) &&
      lessons.every(({ module }) => MODULE.test(module));
    if (isOurs) {
      file = STUBS;
      const stubs = read();
      if (lessons.every(({ module }) => typeof stubs[module] === "string")) {
        return { folder, version, lessons, stubs };
      }
    }
  } catch {
    // As any other text that says nothing of a course.
  }
  throw new UserError(say("noCourse", { folder, file }));
}

/** Files of the student's, by their paths in the newer release. */
type Work = Map<string, Uint8Array>;

/** What a student wrote, and which lessons are gone. */
function workOf(from: Release, into: Release): { work: Work; gone: string[] } {
  const work: Work = new Map();
  const gone: string[] = [];
  const names = new Map(from.lessons.map(({ id, module }) => [
    module,
    into.lessons.find((lesson) => lesson.id === id)?.module,
  ]));
  for (const file of filesIn(join(from.folder, "lessons"))) {
    const [module = "", ending] = file.split(/\.(.*)/s);
    const path = `lessons/${file}`;
    const bytes = Deno.readFileSync(join(from.folder, path));
    if (!names.has(module)) {
      // Not the course's, or the newer release has its own.
      const isNew = !existsSync(join(into.folder, path));
      if (isNew) work.set(path, withNewImports(bytes, names));
    } else if (ending === "ts" && plain(bytes) !== from.stubs[module]) {
      const name = names.get(module);
      if (name === undefined) gone.push(path);
      else work.set(`lessons/${name}.ts`, withNewImports(bytes, names));
    }
  }
  if (existsSync(join(from.folder, PROGRESS))) {
    work.set(PROGRESS, Deno.readFileSync(join(from.folder, PROGRESS)));
  }
  return { work, gone };
}

/** A module that imports lessons by their new names; once they were in "kata/". */
function withNewImports(
  bytes: Uint8Array,
  names: ReadonlyMap<string, string | undefined>,
): Uint8Array {
  // A character for each byte, so that no other byte changes, whatever the encoding.
  const module = Buffer.from(bytes).toString("latin1").replaceAll(
    /(["'])(?:kata|\.)\/(\w+)(?=\.ts\1)/g,
    (_, quote: string, name: string) => `${quote}./${names.get(name) ?? name}`,
  );
  return Buffer.from(module, "latin1");
}

/** A text with plain line ends, and without a byte-order mark. */
function plain(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).replaceAll("\r\n", "\n");
}

/**
 * Writes a student's work into a release.
 *
 * @returns The folder that keeps what the student had written there, if anything.
 */
async function write(
  work: Work,
  { folder, lessons, stubs }: Release,
): Promise<string | undefined> {
  await removeTemporaries(join(folder, "lessons"));
  let n = 1;
  while (existsSync(join(folder, `.kata/before-update-${n}`))) n++;
  const backup = join(folder, `.kata/before-update-${n}`);
  for (const [path, bytes] of work) {
    if (!existsSync(join(folder, path))) continue;
    const now = await Deno.readFile(join(folder, path));
    const { module = "" } = lessons.find(({ module }) =>
      path === `lessons/${module}.ts`
    ) ?? {};
    if (
      plain(now) === stubs[module] || Buffer.from(now).equals(bytes)
    ) continue;
    await writeWhole(join(backup, path), now);
  }
  // Progress comes last: it speaks of the lessons.
  for (const [path, bytes] of work) {
    await writeWhole(join(folder, path), bytes);
  }
  return existsSync(backup) ? backup : undefined;
}

if (import.meta.main) {
  const system = languageOf(navigator.language);
  await runCommand("update", async () => {
    const { values, positionals } = parseCommand(
      Deno.args,
      { lang: text },
      texts.usage[system],
      "words",
    );
    const lang = oneOf("lang", values.lang ?? system, ["en", "zh"]);
    const say = speaker(texts, lang);
    try {
      const [name, ...more] = positionals;
      if (name === undefined || more.length > 0) {
        throw usageError(say("noFolder", { given: positionals.length }));
      }
      const here = resolve(import.meta.dirname!, "../..");
      console.log(await update(here, typedPath(name), lang));
      return 0;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      console.error(say("cannot", { why: error.message }));
      return error.code;
    }
  });
}
