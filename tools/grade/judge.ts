/**
 * Grading one submission: its lessons' tests run here, its code in a child.
 *
 * @module
 */
import { settings } from "../../tests/support/settings.ts";
import { collect, type CollectedTest } from "../harness/registry.ts";
import { type Implementations, switchTo } from "../harness/switchboard.ts";
import { type Lesson, lessonById, lessons, numberOf } from "../course.ts";
import { notHandedIn, standIn, type Workshop } from "./sandbox/box.ts";
import { proxiesOf } from "./sandbox/proxies.ts";
import { type Loaded, Session } from "./sandbox/session.ts";
import {
  countedPoints,
  type LessonGrade,
  type Outcome,
  type PropertyGrade,
} from "./types.ts";

/** What the course itself brings to every grading. */
export interface Course {
  /** The tests of each lesson, by its id. */
  tests: Map<string, CollectedTest[]>;
  /** The reference version of each lesson, by its module. */
  reference: Implementations;
}

/** What a lesson may take, beside what its child may use. */
export interface Patience {
  /** Seconds for each property; the lesson's own when none are given. */
  seconds?: number;
}

/** Seconds for loading a lesson. */
const LOAD_SECONDS = 10;
/** Seconds for a property of a lesson that has been stopped once. */
const SECONDS_AFTER_HANG = 1;

/** Loads the tests and the reference version. */
export async function loadCourse(): Promise<Course> {
  const tests = new Map<string, CollectedTest[]>();
  const reference: Implementations = {};
  for (const { id, module } of lessons) {
    tests.set(
      id,
      await collect(() => import(`../../tests/${module}_test.ts`)),
    );
    reference[module] = { ...await import(`../../solutions/${module}.ts`) };
  }
  return { tests, reference };
}

/**
 * Grades the lessons of a submission.
 *
 * @param files The texts of its lessons by module.
 * @param seed The seed of the properties.
 */
export async function judge(
  course: Course,
  shop: Workshop,
  files: ReadonlyMap<string, string>,
  seed: number,
  patience: Patience,
): Promise<LessonGrade[]> {
  settings.seed = seed;
  const grades = new Map<string, LessonGrade>();
  for (const lesson of lessons) {
    const grade = await gradeLesson(lesson);
    grades.set(lesson.id, grade);
    const failed = lesson.buildsOn.some((id) => {
      const { max } = grades.get(id)!;
      return countedPoints(grades.get(id)!) < max;
    });
    if (grade.status === "missing" || grade.points === grade.max || !failed) {
      continue;
    }
    const outcome = await tryLesson(
      course,
      shop,
      files,
      lesson,
      patience,
      true,
    );
    if (outcome.loaded?.thrown || outcome.broken) continue;
    grade.withReference = {
      ...outcomeOf(lesson, outcome.properties),
      replaced: lesson.buildsOn,
    };
  }
  return [...grades.values()];

  async function gradeLesson(lesson: Lesson): Promise<LessonGrade> {
    const { id, points: max } = lesson;
    const nothing = { id, max, points: 0, properties: [] };
    if (!files.has(lesson.module)) return { ...nothing, status: "missing" };
    const { properties, broken } = await tryLesson(
      course,
      shop,
      files,
      lesson,
      patience,
      false,
    );
    if (broken) return { ...nothing, status: "broken", reason: broken };
    return { id, max, status: "graded", ...outcomeOf(lesson, properties) };
  }
}

function outcomeOf(lesson: Lesson, properties: PropertyGrade[]): Outcome {
  const sum = (some: PropertyGrade[]) =>
    some.reduce((total, { weight }) => total + weight, 0);
  const share = sum(properties.filter(({ passed }) => passed)) /
    sum(properties);
  const credit = lesson.credit === "all" ? Math.floor(share) : share;
  // To a tenth, downwards: full points mean that every property holds.
  return { properties, points: Math.floor(lesson.points * credit * 10) / 10 };
}

interface Tried {
  properties: PropertyGrade[];
  /** Why the lesson can't be loaded. */
  broken?: string;
  loaded?: Loaded;
}

/** Runs the tests of a lesson, with a new child whenever one is spoilt. */
async function tryLesson(
  { tests, reference }: Course,
  shop: Workshop,
  files: ReadonlyMap<string, string>,
  lesson: Lesson,
  patience: Patience,
  withReference: boolean,
): Promise<Tried> {
  const others = lesson.buildsOn.map((id) => lessonById(id).module);
  const replaced = withReference ? others : [];
  const texts = new Map(files);
  for (const { module } of lessons) {
    if (!texts.has(module)) texts.set(module, notHandedIn(module));
  }
  for (const module of replaced) {
    // What only the tests use stays on this side, and out of reach.
    if (lesson.calls) texts.set(module, standIn(module));
    else texts.delete(module);
  }
  const modules = [lesson.module, ...withReference ? [] : others];
  const standIns = Object.fromEntries(
    (lesson.calls ? replaced : []).map((module) => [module, reference[module]]),
  );
  let session = await open();
  try {
    const broken = whyBroken(lesson, session);
    if (broken) return { properties: [], broken };
    const proxies = proxiesOf(lesson, () => session);
    for (const module of replaced) proxies[module] = reference[module];
    switchTo(proxies);

    const properties: PropertyGrade[] = [];
    let seconds = patience.seconds ?? lesson.seconds;
    for (const { name, run } of tests.get(lesson.id)!) {
      if (session.gone) {
        await session.end();
        session = await open();
      }
      session.forget();
      const stop = after(seconds, () => session.end(stopped(seconds)));
      const weight = lesson.weights?.[name] ?? 1;
      try {
        await run();
        properties.push({ name, weight, passed: session.gone === undefined });
      } catch (error) {
        properties.push({ name, weight, passed: false, ...failureOf(error) });
      }
      clearTimeout(stop);
      if (session.gone === undefined) continue;
      Object.assign(properties.at(-1)!, {
        message: `${name}\n  Lesson ${numberOf(lesson)}, ` +
          `lessons/${lesson.module}.ts: it ${session.gone.message}`,
        misconception: undefined,
      });
      if (session.gone.message === stopped(seconds)) {
        seconds = Math.min(seconds, SECONDS_AFTER_HANG);
      }
    }
    return { properties };
  } finally {
    await session.end();
  }

  async function open(): Promise<Session> {
    const session = await Session.start(shop, texts, modules, standIns);
    const stop = after(
      LOAD_SECONDS,
      () => session.end(stopped(LOAD_SECONDS)),
    );
    // Why it didn't get there is known to the session.
    await session.load().catch(() => {});
    clearTimeout(stop);
    return session;
  }
}

function after(
  seconds: number,
  act: () => Promise<void>,
): ReturnType<typeof setTimeout> {
  return setTimeout(act, seconds * 1000);
}

function stopped(seconds: number): string {
  return `was stopped after ${seconds} s; is there a loop that never ends?`;
}

/** Why a lesson's own module is no use, if so. */
function whyBroken(lesson: Lesson, session: Session): string | undefined {
  const file = `lessons/${lesson.module}.ts`;
  const loaded = session.loaded.get(lesson.module);
  if (loaded === undefined) return `${file} ${session.gone?.message}`;
  if (loaded.thrown) {
    const { name, message } = loaded.thrown;
    return `${file} can't be loaded: ${name ? `${name}: ` : ""}${message}`;
  }
  const missing = lesson.exports.find((name) => !loaded.exports.includes(name));
  if (missing) {
    return `${file} doesn't export ${missing}. Is "export" missing before it, ` +
      "or is its name another?";
  }
}

function failureOf(
  error: unknown,
): Pick<PropertyGrade, "message" | "misconception"> {
  const { known } = error as { known?: { id: string } };
  return {
    message: error instanceof Error ? error.message : String(error),
    misconception: known?.id,
  };
}
