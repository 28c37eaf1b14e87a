/**
 * `deno task verify`: the course checks itself. Every problem says what to do.
 *
 * @module
 */
import { hashOf, type Lesson, lessons, numberOf, pathOf } from "./course.ts";
import {
  guidePath,
  headings,
  inLanguage,
  type Language,
  sections,
} from "./guide.ts";
import { hintProblems, HINTS } from "./hints.ts";
import { crampedFormulas, differences } from "./translation.ts";

/** The course as the checks see it. */
export interface Course {
  lessons: readonly Lesson[];
  /** Names of the files in a folder. */
  list(folder: string): string[];
  /** Text of a file, or undefined. */
  read(path: string): string | undefined;
}

/** The papers that have a Chinese version, besides the guides. */
const translated = ["README.md", "labs/README.md", "tools/handout/README.md"];

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
export async function problems(course: Course): Promise<string[]> {
  const ofLessons = await Promise.all(
    course.lessons.map((lesson) => lessonProblems(course, lesson)),
  );
  return [
    ...manifestProblems(course.lessons),
    ...ofLessons.flat(),
    ...textProblems(course),
    ...hintProblems(course.lessons, course.read),
    ...strayFiles(course),
    ...versionProblems(course),
    ...linkProblems(course),
  ];
}

function manifestProblems(lessons: readonly Lesson[]): string[] {
  const found: string[] = [];
  lessons.forEach((lesson, index) => {
    const { id, module, title, points, seconds, buildsOn } = lesson;
    const say = (text: string) => found.push(`course.json: ${id}: ${text}`);
    if (!/^[a-z0-9-]+$/.test(id)) say("write its id in a-z, 0-9 and hyphens");
    if (!/^\d\d_[a-z0-9_]+$/.test(module)) say(`name its module NN_name`);
    if (Number(module.slice(0, 2)) !== index) {
      say(`number its module ${String(index).padStart(2, "0")}, its place`);
    }
    if (lessons.some((other) => other !== lesson && other.id === id)) {
      say("give it an id of its own");
    }
    if (!title.en || !title.zh) say("give it a title in both languages");
    if (!(points > 0)) say("give it points");
    if (!(seconds > 0)) say("give it a time limit");
    for (const earlier of buildsOn) {
      const at = lessons.findIndex((other) => other.id === earlier);
      if (at < 0 || at >= index) {
        say(`let it build on earlier lessons only, not on "${earlier}"`);
      } else if (lessons[at].optional) {
        say(`let it build on no optional lesson, such as "${earlier}"`);
      }
    }
  });
  return found;
}

async function lessonProblems(
  course: Course,
  lesson: Lesson,
): Promise<string[]> {
  const { module, exports } = lesson;
  const number = numberOf(lesson);
  const found: string[] = [];
  const need = (path: string, why: string): string => {
    const text = course.read(path);
    if (text === undefined) found.push(`${path} is missing: add ${why}`);
    return text ?? "";
  };

  const stub = need(`lessons/${module}.ts`, "the stub");
  const solution = need(`solutions/${module}.ts`, "the reference version");
  need(`tests/${module}_test.ts`, "the tests");
  need(`tests/misconceptions/${module}.ts`, "the misconceptions");

  if (stub !== "") {
    const path = `lessons/${module}.ts`;
    if (!stub.includes(`unimplemented("Lesson ${number}: `)) {
      found.push(
        `${path} is no stub: let it call unimplemented("Lesson ${number}: …")`,
      );
    }
    const hash = await hashOf(stub);
    if (hash !== lesson.stub) {
      found.push(
        `${path} isn't the stub that course.json knows: undo the change, or ` +
          `make the lesson's "stub" there "${hash}"`,
      );
    }
    if (!stub.includes("TODO")) found.push(`${path}: say TODO where to write`);
    if (!stub.includes("Source: ")) found.push(`${path}: name its source`);
    if (!stub.includes(`lessons/${module}.md`)) {
      found.push(`${path}: point to its guide`);
    }
  }
  for (const [folder, text] of [["lessons", stub], ["solutions", solution]]) {
    if (text === "") continue;
    const actual = exportsOf(text);
    if (String(actual) !== String(exports)) {
      found.push(
        `${folder}/${module}.ts exports ${actual.join(", ") || "nothing"}; ` +
          `make that and course.json (${exports.join(", ")}) agree`,
      );
    }
  }
  return found;
}

const titles: Record<Language, (lesson: Lesson) => string> = {
  en: (lesson) => `# Lesson ${numberOf(lesson)}: ${lesson.title.en}`,
  zh: (lesson) => `# 第 ${numberOf(lesson)} 课 ${lesson.title.zh}`,
};

/** Guides that aren't as guides are, and texts whose languages differ. */
function textProblems(course: Course): string[] {
  const paths = [
    ...course.lessons.map(({ module }) => guidePath(module, "en")),
    ...translated,
  ];
  return [
    ...course.lessons.flatMap((lesson) => [
      ...guideProblems(course, lesson, "en"),
      ...guideProblems(course, lesson, "zh"),
    ]),
    ...paths.flatMap((path) => pairProblems(course, path)),
  ];
}

function guideProblems(
  course: Course,
  lesson: Lesson,
  language: Language,
): string[] {
  const path = guidePath(lesson.module, language);
  const guide = course.read(path);
  if (guide === undefined) return [];
  const found: string[] = [];
  const title = titles[language](lesson);
  if (!guide.startsWith(`${title}\n`)) {
    found.push(`${path}: begin with "${title}"`);
  }
  const actual = [...sections(guide).keys()].join(", ");
  const expected = Object.values(headings)
    .map((heading) => heading[language]).join(", ");
  if (actual !== expected) {
    found.push(`${path} has the sections ${actual}; make them ${expected}`);
  }
  return found;
}

function pairProblems(course: Course, path: string): string[] {
  const texts = [path, inLanguage(path, "zh")]
    .map((path) => ({ path, markdown: course.read(path) ?? "" }));
  const missing = texts.filter(({ markdown }) => markdown === "");
  if (missing.length > 0) {
    return missing.map(({ path }) => `${path} is missing: add it`);
  }
  const [english, chinese] = texts;
  // In the student's copy, what is in tools/handout/ stands at the top.
  const isThere = (path: string) =>
    course.read(path.replace(/^tools\/handout\//, "")) !== undefined;
  return [
    ...differences(english, chinese, isThere),
    ...texts.flatMap(crampedFormulas),
  ];
}

/** The functions and classes that a module exports. */
function exportsOf(source: string): string[] {
  return [...source.matchAll(/^export (?:async )?(?:function|class) (\w+)/gm)]
    .map(([, name]) => name);
}

function strayFiles(course: Course): string[] {
  const expected: Record<string, string[]> = {
    lessons: ["ts", "md", "zh.md"],
    solutions: ["ts"],
    "tests/misconceptions": ["ts"],
  };
  return Object.entries(expected).flatMap(([folder, endings]) =>
    course.list(folder)
      .filter((name) =>
        !course.lessons.some(({ module }) =>
          endings.some((ending) => name === `${module}.${ending}`)
        )
      )
      .map((name) => `${folder}/${name}`)
      .filter((path) => path !== HINTS)
      .map((path) => `${path} belongs to no lesson: remove it`)
  );
}

/** Deno's version stands in `.deno-version`; whatever names it must agree. */
function versionProblems(course: Course): string[] {
  const version = course.read(".deno-version")?.trim();
  if (version === undefined) return [".deno-version is missing: add it"];
  return papers.flatMap((path) => {
    const named = course.read(path)?.matchAll(/deno@(\d[\w.-]*)/g) ?? [];
    return [...named].filter(([, other]) => other !== version)
      .map(([text]) => `${path} says ${text}: make it deno@${version}`);
  });
}

/**
 * Links from papers and guides to files that aren't there. The Chinese ones have
 * the same: see {@linkcode pairProblems}.
 */
function linkProblems(course: Course): string[] {
  const guides = course.list("lessons").filter((name) => name.endsWith(".md"))
    .map((name) => `lessons/${name}`);
  const texts = [...papers, ...guides].filter((path) => !isChinese(path));
  return texts.flatMap((path) => {
    const links = course.read(path)?.matchAll(LINK) ?? [];
    return [...links].filter(([, link]) => {
      const { pathname } = new URL(link, `file:///${path}`);
      return !isChinese(link) && course.read(pathname.slice(1)) === undefined;
    }).map(([, link]) => `${path} links to ${link}: there is no such file`);
  });
}

/** A link to a file of ours, without what stands in it after a #. */
const LINK = /\]\(([^)\s:#]+)(?:#[^)]*)?\)/g;

function isChinese(path: string): boolean {
  return path.endsWith(".zh.md");
}

/** The course in this folder. */
const here: Course = {
  lessons,
  list(folder) {
    return [...Deno.readDirSync(pathOf(folder))]
      .filter(({ isFile }) => isFile).map(({ name }) => name);
  },
  read(path) {
    try {
      return Deno.readTextFileSync(pathOf(path));
    } catch {
      return undefined;
    }
  },
};

if (import.meta.main) {
  const found = await problems(here);
  for (const problem of found) console.error(problem);
  console.log(
    found.length === 0
      ? `The course is sound: ${lessons.length} lessons`
      : `${found.length} problems`,
  );
  Deno.exit(found.length === 0 ? 0 : 1);
}
