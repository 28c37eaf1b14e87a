/**
 * `deno task verify`: the course checks itself. Every problem says what to do.
 *
 * @module
 */
import { flag, parseCommand, runCommand } from "../lib/command.ts";
import { readIfThere, writeWhole } from "../lib/files.ts";
import type { Language } from "../lib/language.ts";
import manifest from "../course.json" with { type: "json" };
import { roomOf } from "../tests/catalogue/mod.ts";
import { type Lesson, lessons, numberOf, pathOf } from "./course.ts";
import { guidePath, headings, inLanguage, sections } from "./guide.ts";
import { HEADING, hintProblems } from "./hints.ts";
import { crampedFormulas, differences } from "./translation.ts";
import { INDEX, indexOf } from "./verify_index.ts";
import { manifestProblems } from "./verify_manifest.ts";
import { typeProblems } from "./verify_types.ts";

const USAGE = `deno task verify [--write]

  --write   write ${INDEX} from course.json first`;

/** The course as the checks see it. */
export interface Course {
  /** What `course.json` has. */
  manifest: { lessons: readonly Lesson[] };
  /** The lessons that variants implement, by their modules. */
  varied: ReadonlySet<string>;
  /** Names of what is in a folder. */
  list(folder: string): string[];
  /** Text of a file, or undefined. */
  read(path: string): string | undefined;
}

/** What there is of a lesson besides its entry in `course.json`. */
const PARTS: [folder: string, ending: string, what: string][] = [
  ["lessons", ".ts", "the stub"],
  ["lessons", ".md", "the guide"],
  ["lessons", ".zh.md", "the guide in Chinese"],
  ["solutions", ".ts", "the reference version"],
  ["tests/contracts", ".ts", "its contract"],
  ["tests", "_test.ts", "what binds the contract to the lesson"],
  ["tests/catalogue", "/mod.ts", "its reference, misconceptions and variants"],
];

/** The papers that have a Chinese version, besides the guides. */
const translated = [
  "README.md",
  "labs/README.md",
  "tools/release/handout/README.md",
];

/** What there is to read besides the guides. */
const papers = [
  "README.md",
  "README.zh.md",
  "CONTRIBUTING.md",
  "docs/grading.md",
  "docs/questions.md",
  "data/README.md",
  "labs/README.md",
  "labs/README.zh.md",
];

/** Finds everything that isn't as a course should be. */
export function problems(course: Course): string[] {
  const { manifest, read } = course;
  const { lessons } = manifest;
  const paths = [
    ...lessons.map(({ module }) => guidePath(module, "en")),
    ...translated,
  ];
  return [
    ...manifestProblems(manifest),
    ...lessons.flatMap((lesson) => lessonProblems(course, lesson)),
    ...strayFiles(course),
    ...read(INDEX) === indexOf(lessons) ? [] : [
      `${INDEX} doesn't list the lessons as course.json does: run deno task verify --write`,
    ],
    ...paths.flatMap((path) => pairProblems(course, path)),
    ...versionProblems(course),
    ...linkProblems(course),
  ];
}

function lessonProblems(course: Course, lesson: Lesson): string[] {
  const { module } = lesson;
  const missing = PARTS.map(([folder, ending, what]) => ({
    path: `${folder}/${module}${ending}`,
    what,
  })).filter(({ path }) => course.read(path) === undefined);
  return [
    ...missing.map(({ path, what }) => `${path} is missing: add ${what}`),
    ...course.varied.has(module) ? [] : [
      `${module} has no variant: add another right implementation, which must pass`,
    ],
    ...stubProblems(course, lesson),
    ...exportProblems(course, lesson),
    ...guideProblems(course, lesson, "en"),
    ...guideProblems(course, lesson, "zh"),
  ];
}

function stubProblems({ read }: Course, lesson: Lesson): string[] {
  const path = `lessons/${lesson.module}.ts`;
  const stub = read(path);
  if (stub === undefined) return [];
  const call = `unimplemented("Lesson ${numberOf(lesson)}: `;
  const needs = [
    [call, `let it call ${call}…")`],
    ["TODO", "say TODO where to write"],
    ["Source: ", "name its source"],
    [`lessons/${lesson.module}.md`, "point to its guide"],
  ] as const;
  return needs.filter(([text]) => !stub.includes(text))
    .map(([, todo]) => `${path}: ${todo}`);
}

function exportProblems(
  { read }: Course,
  { module, exports }: Lesson,
): string[] {
  const wanted = exports.join(", ");
  return [`lessons/${module}.ts`, `solutions/${module}.ts`].flatMap((path) => {
    const text = read(path);
    if (text === undefined) return [];
    const actual = [
      ...text.matchAll(/^export (?:async )?(?:function|class) (\w+)/gm),
    ].map(([, name]) => name).join(", ");
    return actual === wanted ? [] : [
      `${path} exports ${actual || "nothing"}; ` +
      `make that and course.json (${wanted}) agree`,
    ];
  });
}

const titles: Record<Language, (lesson: Lesson) => string> = {
  en: (lesson) => `# Lesson ${numberOf(lesson)}: ${lesson.title.en}`,
  zh: (lesson) => `# 第 ${numberOf(lesson)} 课 ${lesson.title.zh}`,
};

function guideProblems(
  { read }: Course,
  lesson: Lesson,
  language: Language,
): string[] {
  const path = guidePath(lesson.module, language);
  const guide = read(path);
  if (guide === undefined) return [];
  const found: string[] = [];
  const title = titles[language](lesson);
  if (!guide.startsWith(`${title}\n`)) found.push(`begin with "${title}"`);
  const actual = [...sections(guide).keys()].join(", ");
  const expected = [...Object.values(headings), HEADING]
    .map((heading) => heading[language]).join(", ");
  if (actual !== expected) {
    found.push(`make its sections ${expected}, not ${actual || "none"}`);
  }
  const solution = read(`solutions/${lesson.module}.ts`) ?? "";
  found.push(...hintProblems(guide, language, solution));
  return found.map((problem) => `${path}: ${problem}`);
}

/** What is in the folders of lessons, and of none; elsewhere, a lesson's begins with its number. */
function strayFiles({ manifest, list }: Course): string[] {
  const ours = manifest.lessons.flatMap(({ module }) =>
    PARTS.map(([folder, ending]) => `${folder}/${module}${ending}`)
  );
  const folders = new Set(PARTS.map(([folder]) => folder));
  return [...folders].flatMap((folder) =>
    list(folder)
      .filter((name) => !folder.startsWith("tests") || /^\d\d_/.test(name))
      .map((name) => `${folder}/${name}`)
      .filter((path) =>
        path !== INDEX && !path.endsWith("/deno.json") &&
        !ours.some((own) => own === path || own.startsWith(`${path}/`))
      )
      .map((path) => `${path} belongs to no lesson: remove it`)
  );
}

/** What differs between the languages of a text. */
function pairProblems({ read }: Course, path: string): string[] {
  const [english, chinese] = [path, inLanguage(path, "zh")];
  const texts = [english, chinese]
    .map((path) => ({ path, markdown: read(path) ?? "" }));
  // That a guide is missing is said where the files of its lesson are.
  const missing = texts.filter(({ markdown }) => markdown === "")
    .filter(({ path }) => !path.startsWith("lessons/"));
  if (texts.some(({ markdown }) => markdown === "")) {
    return missing.map(({ path }) => `${path} is missing: add it`);
  }
  // In the student's copy, what is in tools/release/handout/ stands at the top.
  const isThere = (path: string) =>
    read(path.replace(/^tools\/release\/handout\//, "")) !== undefined;
  return [
    ...differences(texts[0]!, texts[1]!, isThere),
    ...texts.flatMap(crampedFormulas),
  ];
}

/** Deno's version stands in `.deno-version`; whatever names it must agree. */
function versionProblems({ read }: Course): string[] {
  const version = read(".deno-version")?.trim();
  if (version === undefined) return [".deno-version is missing: add it"];
  return papers.flatMap((path) => {
    const named = read(path)?.matchAll(/deno@(\d[\w.-]*)/g) ?? [];
    return [...named].filter(([, other]) => other !== version)
      .map(([text]) => `${path} says ${text}: make it deno@${version}`);
  });
}

/** A link to a file of ours, without what stands in it after a #. */
const LINK = /\]\(([^)\s:#]+)(?:#[^)]*)?\)/g;

/**
 * Links from papers and guides to files that aren't there. The Chinese ones have
 * the same: see {@linkcode pairProblems}.
 */
function linkProblems({ list, read }: Course): string[] {
  const isChinese = (path: string) => path.endsWith(".zh.md");
  const guides = list("lessons").filter((name) => /^\d\d_.*\.md$/.test(name))
    .map((name) => `lessons/${name}`);
  const texts = [...papers, ...guides].filter((path) => !isChinese(path));
  return texts.flatMap((path) => {
    const links = [...read(path)?.matchAll(LINK) ?? []]
      .map(([, link = ""]) => link);
    return links.filter((link) => {
      const { pathname } = new URL(link, `file:///${path}`);
      return !isChinese(link) && read(pathname.slice(1)) === undefined;
    }).map((link) => `${path} links to ${link}: there is no such file`);
  });
}

/** The course in this folder. */
async function here(): Promise<Course> {
  const read = (path: string) => readIfThere(pathOf(path));
  const rooms = await Promise.all(
    lessons.map(({ module }) => module)
      .filter((module) => read(`tests/catalogue/${module}/mod.ts`))
      .map(roomOf),
  );
  const variants = rooms.flatMap((room) =>
    "variants" in room ? room.variants : []
  );
  return {
    manifest: manifest as Course["manifest"],
    varied: new Set(variants.flatMap(({ make }) => Object.keys(make()))),
    list: (folder) =>
      [...Deno.readDirSync(pathOf(folder))].map(({ name }) => name),
    read,
  };
}

if (import.meta.main) {
  await runCommand("verify the course", async () => {
    const { values } = parseCommand(Deno.args, { write: flag }, USAGE);
    if (values.write) await writeWhole(pathOf(INDEX), indexOf(lessons));
    const course = await here();
    const compared = lessons.map(({ module }) => module).filter((module) =>
      ["lessons", "solutions"]
        .every((folder) => course.read(`${folder}/${module}.ts`) !== undefined)
    );
    const found = [
      ...problems(course),
      ...await typeProblems(pathOf("."), compared),
    ];
    for (const problem of found) console.error(problem);
    console.log(
      found.length === 0
        ? `The course is sound: ${lessons.length} lessons`
        : `${found.length} problems`,
    );
    return found.length === 0 ? 0 : 1;
  });
}
