/**
 * The command line of `deno task update`, and what it says at the end.
 *
 * @module
 */
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { reason } from "../../data/errors.ts";
import type { Language } from "../guide.ts";
import { type Plan, planUpdate } from "./plan.ts";
import {
  type Folder,
  makeCopy,
  openCopy,
  openRelease,
  readCopy,
  readRelease,
} from "./release.ts";
import { backupName, refuseObstacles, stage } from "./stage.ts";
import { type Said, say, UpdateError } from "./texts.ts";

/** What the command line asks for. */
interface Request {
  /** The release's folder. */
  from: string;
  dryRun: boolean;
  language: Language;
}

/**
 * Lays an update ready, so that it only has to be carried out.
 *
 * @param course The folder of the copy to update.
 * @param args The words of the command line.
 * @returns The exit code; 0 also where there is nothing to do.
 */
export async function layReady(
  course: string,
  args: readonly string[],
): Promise<number> {
  const language = languageFrom(args);
  try {
    const request = await requestFrom(args, language);
    if (request === undefined) console.log(say(language, "usage"));
    else await prepare(await Deno.realPath(course), request);
    return 0;
  } catch (error) {
    console.error(say(language, "cannot", { why: whyOf(error) }));
    return 2;
  }
}

/** What to say of an error that the user can mend; throws others. */
function whyOf(error: unknown): Said {
  if (error instanceof UpdateError) return error.said;
  if (Object.values(Deno.errors).some((type) => error instanceof type)) {
    return ["unreadable", { reason: reason(error) }];
  }
  throw error;
}

/** The language asked for, also where the rest of the words is no good. */
function languageFrom(args: readonly string[]): Language {
  const [, asked] = /--lang[= ](en|zh)\b/.exec(args.join(" ")) ?? [];
  return (asked ?? navigator.language).startsWith("zh") ? "zh" : "en";
}

async function requestFrom(
  args: readonly string[],
  language: Language,
): Promise<Request | undefined> {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        "from": { type: "string" },
        "dry-run": { type: "boolean", default: false },
        "lang": { type: "string", default: language },
        "help": { type: "boolean", short: "h" },
      },
    }));
  } catch (error) {
    const [what] = (error as Error).message.split(/\.\s/);
    throw new UpdateError("options", { what });
  }
  const { from, lang, help, "dry-run": dryRun } = values;
  if (lang !== language) throw new UpdateError("language", { given: lang });
  if (help) return undefined;
  if (!from) throw new UpdateError("noFolder");
  return { from: await folderNamed(from), dryRun, language };
}

async function folderNamed(name: string): Promise<string> {
  // `deno task` starts in the course's folder; the name is as typed elsewhere.
  const folder = resolve(Deno.env.get("INIT_CWD") ?? Deno.cwd(), name);
  try {
    const real = await Deno.realPath(folder);
    for await (const _ of Deno.readDir(real)) break;
    return real;
  } catch {
    throw new UpdateError("noSuchFolder", { folder });
  }
}

async function prepare(course: string, request: Request): Promise<void> {
  const { from } = request;
  if (from === course) throw new UpdateError("sameFolder", { folder: from });
  const here = await openCopy(course, from);
  const there = await openRelease(from, here);
  if (there.version < here.version) {
    const [ours, theirs] = [here.version, there.version];
    throw new UpdateError("older", { ours, theirs });
  }
  if (here.whole && !there.whole) {
    throw new UpdateError("needsWhole", { folder: from });
  }
  if (here.whole || !there.whole) return await bring(here, there, request);
  const temporary = await Deno.makeTempDir({ prefix: "kata-update" });
  try {
    const copy = join(temporary, "kata");
    await makeCopy(there, copy);
    await bring(here, await openRelease(copy, here), request);
  } finally {
    await Deno.remove(temporary, { recursive: true });
  }
}

async function bring(
  here: Folder,
  there: Folder,
  { from, dryRun, language }: Request,
): Promise<void> {
  const release = await readRelease(there);
  const plan = await planUpdate(await readCopy(here, there, release), release);
  refuseObstacles(plan, here.found);
  const { version } = release;
  if (plan.writes.size + plan.removes.length === 0) {
    console.log(say(language, "upToDate", { version, folder: from }));
    return;
  }
  const told = { version, folder: from };
  if (dryRun) {
    const head = say(language, "wouldUpdate", told);
    console.log([head, ...summary(plan, language, true)].join("\n"));
    return;
  }
  const backup = await backupName(here.path, new Date());
  const done = [
    say(language, "updated", told),
    ...summary(plan, language, false),
    say(language, "backup", { backup }),
  ].join("\n");
  const texts = {
    done,
    failed: say(language, "failed"),
    pending: say(language, "pending"),
  };
  await stage(here.path, there.path, plan, { backup, texts });
}

/**
 * What an update does, in lines.
 *
 * @param all Whether the course's own files are listed, and not only counted.
 */
function summary(plan: Plan, language: Language, all: boolean): string[] {
  const list = (name: Said[0], items: readonly string[], full = true) =>
    items.length === 0 ? [] : [
      say(language, name, { count: items.length }),
      ...(full ? items : []).map((item) => `  ${item}`),
    ];
  const arrows = (moves: Plan["moved"]) =>
    moves.map(({ path, to }) => `${path} → ${to}`);
  return [
    ...list("replaced", plan.replaced, all),
    ...list("added", plan.added, all),
    ...list("dropped", plan.dropped, all),
    ...list("moved", arrows(plan.moved)),
    ...list("renamed", plan.renamed),
    ...list("aside", arrows(plan.aside)),
    ...list(
      "kept",
      plan.kept.map(({ path, beside }) =>
        beside ? say(language, "newBeside", { path, beside }) : path
      ),
    ),
  ];
}
