/**
 * Grading one submission: its lessons' tests run here, its code in a child.
 *
 * @module
 */
import type { Failure } from "../../tests/support/failure.ts";
import { importedBy } from "../../tests/support/blame.ts";
import { prose } from "../../tests/support/prose.ts";
import {
  type Contract,
  GRADING_RUNS,
  type Settings,
  type Test,
} from "../../tests/support/contract.ts";
import { speak } from "../../tests/support/words.ts";
import { contractOf } from "../contracts.ts";
import { type Lesson, lessons, numberOf } from "../course.ts";
import { isUntouched } from "../stubs.ts";
import { notHandedIn, standIn, type Workshop } from "./sandbox/box.ts";
import { proxiesOf } from "./sandbox/proxies.ts";
import { Session, type StandIns } from "./sandbox/session.ts";
import {
  countedPoints,
  type LessonGrade,
  type Outcome,
  type PropertyGrade,
} from "./types.ts";

/** What the course itself brings to every grading. */
export interface Course {
  /** The contract of each lesson, by its id. */
  contracts: Map<string, Contract>;
  /** The reference version of each lesson, by its module. */
  reference: StandIns;
}

/** What a lesson may take, beside what its child may use. */
export interface Patience {
  /** Seconds for each property; the lesson's own when none are given. */
  seconds?: number | undefined;
}

/** Seconds for loading a lesson. */
const LOAD_SECONDS = 10;
/** Seconds that the children of one lesson may load until no more are started. */
const LOAD_SECONDS_IN_ALL = 20;
/** Seconds for a property of a lesson that has been stopped once. */
const SECONDS_AFTER_HANG = 1;

/** How often a smaller input is looked for that shows a mistake. */
const SHRINKS = 60;

/** Loads the contracts and the reference version. */
export async function loadCourse(): Promise<Course> {
  const contracts = new Map<string, Contract>();
  const reference: StandIns = {};
  for (const lesson of lessons) {
    contracts.set(lesson.id, await contractOf(lesson));
    const { module } = lesson;
    reference[module] = { ...await import(`../../solutions/${module}.ts`) };
  }
  return { contracts, reference };
}

/**
 * Grades the lessons of a submission.
 *
 * First all are tried in one child, which is fast. What doesn't hold there is
 * tried again without the other lessons, so that none can harm another.
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
  // The same words on every machine.
  speak("en");
  prose.clear();
  const bench = new Bench(course, shop, files, seed, patience);
  const held: Held = files.size > 1 ? await bench.heldTogether() : new Map();
  const grades = new Map<string, LessonGrade>();
  for (const lesson of lessons) {
    const { id, points: max } = lesson;
    const nothing = { id, max, points: 0, properties: [] };
    if (lesson.optional && !await isBegun(lesson, files)) continue;
    if (!files.has(lesson.module)) {
      grades.set(id, { ...nothing, status: "missing" });
      continue;
    }
    const needed = neededBy(lesson, files);
    const failed = needed.filter(({ id }) => {
      const grade = grades.get(id);
      return grade === undefined || countedPoints(grade) < grade.max;
    });
    const known = held.get(id);
    // What others are to blame for is looked at with the reference, below.
    const { properties, broken }: Tried = known && failed.length > 0
      ? { properties: gradesOf(course.contracts.get(id)!.tests({}), known) }
      : await bench.tryAlone(lesson, needed, {
        held: known,
        explain: failed.length === 0,
      });
    const grade: LessonGrade = broken
      ? { ...nothing, status: "broken", reason: broken }
      : { id, max, status: "graded", ...outcomeOf(lesson, properties) };
    const answers = [...prose].filter(([name]) =>
      lesson.exports.includes(name)
    );
    if (answers.length > 0) grade.answers = Object.fromEntries(answers);
    grades.set(id, grade);
    if (failed.length === 0 || grade.points === max) continue;
    // Who earned nothing there has nothing that another could stand in for.
    const lent = needed.filter(({ id }) =>
      lesson.calls || (grades.get(id)?.points ?? 0) > 0
    );
    const second = await bench.tryAlone(lesson, needed, {
      explain: true,
      lent,
    });
    if (second.broken) continue;
    grade.withReference = {
      ...outcomeOf(lesson, second.properties),
      replaced: needed.map(({ id }) => id),
    };
    blameOthers(lesson, failed, properties, second.properties);
  }
  return [...grades.values()];
}

/** Whether a lesson was handed in, and isn't the stub that everybody was given. */
async function isBegun(
  lesson: Lesson,
  files: ReadonlyMap<string, string>,
): Promise<boolean> {
  const text = files.get(lesson.module);
  return text !== undefined && !await isUntouched(lesson, text);
}

/** The lessons that it builds on, and those before it that its own code imports. */
function neededBy(
  lesson: Lesson,
  files: ReadonlyMap<string, string>,
): Lesson[] {
  const imported = importedBy(lesson.module, (module) => files.get(module));
  return lessons.filter(({ id, module }) =>
    lesson.buildsOn.includes(id) || imported.has(module)
  );
}

/** Explains what a lesson fails by what it still fails with the reference of the others. */
function blameOthers(
  lesson: Lesson,
  failed: readonly Lesson[],
  properties: readonly PropertyGrade[],
  withReference: readonly PropertyGrade[],
): void {
  const numbers = failed.map(numberOf).join(", ");
  for (const [k, property] of properties.entries()) {
    if (property.passed) continue;
    const { passed, message, misconceptions } = withReference[k]!;
    property.misconceptions = misconceptions;
    property.message = !passed
      ? message
      : `${property.name}\n  Lesson ${numberOf(lesson)}, ` +
        `lessons/${lesson.module}.ts: this holds with the reference version of ` +
        `what it builds on; of that, not solved: ${numbers}`;
  }
}

function outcomeOf(lesson: Lesson, properties: PropertyGrade[]): Outcome {
  const held = properties.filter(({ passed }) => passed);
  const share = held.length / properties.length;
  // To a tenth, downwards: full points mean that every property holds.
  return { properties, points: Math.floor(lesson.points * share * 10) / 10 };
}

/** How the properties of a lesson went. */
interface Tried {
  properties: PropertyGrade[];
  /** Why the lesson can't be loaded. */
  broken?: string;
}

/** The names of the properties that hold, by lesson, of those lessons where that is known. */
type Held = Map<string, ReadonlySet<string> | undefined>;

/** Where a submission is tried. */
class Bench {
  readonly #course: Course;
  readonly #shop: Workshop;
  readonly #texts: ReadonlyMap<string, string>;
  readonly #settings: Partial<Settings>;
  readonly #patience: Patience;

  constructor(
    course: Course,
    shop: Workshop,
    files: ReadonlyMap<string, string>,
    seed: number,
    patience: Patience,
  ) {
    this.#course = course;
    this.#settings = { seed, runs: GRADING_RUNS, shrinks: SHRINKS };
    this.#shop = shop;
    this.#patience = patience;
    this.#texts = new Map(
      lessons.map((
        { module },
      ) => [module, files.get(module) ?? notHandedIn(module)]),
    );
  }

  /**
   * Tries all lessons in one child, each with all its tests at the same time;
   * gives the names of the properties that hold, by lesson.
   */
  async heldTogether(): Promise<Held> {
    const held: Held = new Map();
    const modules = lessons.map(({ module }) => module);
    const session = await this.#open(this.#texts, modules, {});
    try {
      for (const lesson of lessons) {
        if (session.gone) break;
        if (whyBroken(lesson, session)) continue;
        const contract = this.#course.contracts.get(lesson.id)!;
        const tests = contract.tests(proxiesOf(contract, () => session), {
          remote: true,
        });
        const seconds = this.#patience.seconds ?? lesson.seconds;
        held.set(lesson.id, await this.#holding(tests, session, seconds));
      }
    } finally {
      await session.end();
    }
    return held;
  }

  /** Tries a lesson in a child of its own, a new one whenever one is spoilt. */
  async tryAlone(
    lesson: Lesson,
    needed: readonly Lesson[],
    { held, explain, lent }: {
      /** The properties that hold; none if that has not been looked at. */
      held?: ReadonlySet<string> | undefined;
      explain: boolean;
      /** Those whose reference it may call, where the reference stands in for all needed. */
      lent?: readonly Lesson[];
    },
  ): Promise<Tried> {
    const { reference, contracts } = this.#course;
    const contract = contracts.get(lesson.id)!;
    const sentences = contract.tests({});
    if (held && sentences.every(({ name }) => held?.has(name))) {
      return { properties: gradesOf(sentences, held) };
    }
    const others = needed.map(({ module }) => module);
    const replaced = lent ? others : [];
    const texts = new Map(this.#texts);
    const standIns: StandIns = {};
    // What only the tests use stays on this side, and out of reach.
    for (const module of replaced) texts.delete(module);
    for (const { module } of lent ?? []) {
      texts.set(module, standIn(module));
      standIns[module] = reference[module]!;
    }
    const modules = [lesson.module, ...lent ? [] : others];
    let loading = 0;
    const open = async () => {
      const start = performance.now();
      const session = await this.#open(texts, modules, standIns);
      loading += (performance.now() - start) / 1000;
      return session;
    };
    let session = await open();
    try {
      const broken = whyBroken(lesson, session);
      if (broken) return { properties: [], broken };
      const tests = contract.tests({
        ...proxiesOf(contract, () => session),
        ...Object.assign({}, ...replaced.map((module) => reference[module])),
      }, { remote: true });

      let seconds = this.#patience.seconds ?? lesson.seconds;
      held ??= await this.#holding(tests, session, seconds);
      const properties = gradesOf(tests, held ?? new Set());
      for (const [k, grade] of properties.entries()) {
        if (grade.passed) continue;
        // A child that ended while it loaded would do so again.
        const again = session.gone && session.loading === undefined;
        if (again && loading < LOAD_SECONDS_IN_ALL) {
          await session.end();
          session = await open();
        }
        const run = () => tests[k]!.run({ ...this.#settings, explain });
        await runTest(lesson, run, grade, session, seconds);
        if (session.gone?.message === stopped(seconds)) {
          seconds = Math.min(seconds, SECONDS_AFTER_HANG);
        }
      }
      return { properties };
    } finally {
      await session.end();
    }
  }

  /**
   * Runs tests on all their inputs at the same time; gives the names of those
   * that pass, or nothing if the child didn't live to see the end.
   */
  async #holding(
    tests: readonly Test[],
    session: Session,
    seconds: number,
  ): Promise<Set<string> | undefined> {
    session.forget();
    const stop = after(seconds, session);
    const settings = { ...this.#settings, explain: false, together: true };
    const ends = await Promise.allSettled(
      tests.map(({ run }) => run(settings)),
    );
    clearTimeout(stop);
    // What passes without the child has shown nothing.
    if (session.gone) return undefined;
    const held = tests.filter((_, k) => ends[k]?.status === "fulfilled");
    return new Set(held.map(({ name }) => name));
  }

  async #open(
    texts: ReadonlyMap<string, string>,
    modules: readonly string[],
    standIns: StandIns,
  ): Promise<Session> {
    const session = await Session.start(this.#shop, texts, modules, standIns);
    session.patient = false;
    const stop = after(LOAD_SECONDS, session);
    // Why it didn't get there is known to the session.
    await session.load().catch(() => {});
    clearTimeout(stop);
    return session;
  }
}

/** The grades of properties of which some hold. */
function gradesOf(
  tests: readonly Test[],
  held: ReadonlySet<string>,
): PropertyGrade[] {
  return tests.map(({ name }) => ({ name, passed: held.has(name) }));
}

/** The known mistakes that a failure names. */
function namesIn(error: unknown): string[] | undefined {
  const { notes = [] } = error as Partial<Failure>;
  const names = notes.flatMap(({ id }) => id ?? []);
  return names.length > 0 ? names : undefined;
}

/** Runs a test, with a time limit, and notes how it went. */
async function runTest(
  lesson: Lesson,
  run: () => Promise<void>,
  grade: PropertyGrade,
  session: Session,
  seconds: number,
): Promise<void> {
  session.forget();
  const stop = after(seconds, session);
  try {
    await run();
    grade.passed = session.gone === undefined;
  } catch (error) {
    grade.message = error instanceof Error ? error.message : String(error);
    grade.misconceptions = namesIn(error);
  }
  clearTimeout(stop);
  if (session.gone) {
    // What the test made of it says less than how the child ended.
    const { loading } = session;
    const it = loading === undefined || loading === lesson.module
      ? "it"
      : `lessons/${loading}.ts, which it builds on,`;
    grade.message = `${grade.name}\n  Lesson ${numberOf(lesson)}, ` +
      `lessons/${lesson.module}.ts: ${it} ${session.gone.message}`;
    grade.misconceptions = undefined;
  }
}

function after(
  seconds: number,
  session: Session,
): ReturnType<typeof setTimeout> {
  return setTimeout(() => session.end(stopped(seconds)), seconds * 1000);
}

function stopped(seconds: number): string {
  return `was stopped after ${seconds} s; is there a loop that never ends?`;
}

/** Why a lesson's own module is no use, if so. */
function whyBroken(lesson: Lesson, session: Session): string | undefined {
  const file = `lessons/${lesson.module}.ts`;
  const loaded = session.loaded.get(lesson.module);
  if (loaded === undefined) return `${file} ${session.gone?.message}`;
  if (loaded.error) return `${file} can't be loaded: ${loaded.error}`;
  const missing = lesson.exports.find((name) => !loaded.exports.includes(name));
  if (missing) {
    return `${file} doesn't export ${missing}. Is "export" missing before it, ` +
      "or is its name another?";
  }
}
