/**
 * `deno task learn`: goes through the lessons in order and stops at the first
 * that isn't solved. In a terminal it stays, and looks again at every save.
 *
 * @module
 */
import { styleText } from "node:util";
import { type Lesson, lessons, numberOf, pathOf, root } from "./course.ts";
import {
  isSolved,
  type LessonResult,
  passed,
  runLesson,
} from "./run_lesson.ts";
import { plainText, sections } from "./guide.ts";
import { typeErrors } from "./type_check.ts";

/** How far a student is. */
interface Progress {
  solved: Lesson[];
  /** The first lesson that isn't solved, if there is one. */
  current?: LessonResult;
  /** What the type checker says of it. */
  typeErrors: string[];
}

/** Runs the lessons in order, up to the first that isn't solved. */
async function look(): Promise<Progress> {
  const checking = typeErrors();
  const folder = new URL("lessons/", root);
  const solved: Lesson[] = [];
  for (const lesson of lessons) {
    const result = await runLesson(lesson, folder);
    const errors = (await checking).get(lesson.module) ?? [];
    if (!isSolved(result) || errors.length > 0) {
      return { solved, current: result, typeErrors: errors };
    }
    solved.push(lesson);
  }
  return { solved, typeErrors: [] };
}

function show(progress: Progress): string {
  const { solved, current } = progress;
  const points = solved.reduce((sum, lesson) => sum + lesson.points, 0);
  const all = lessons.reduce((sum, lesson) => sum + lesson.points, 0);
  const lines = [
    styleText("bold", "Normalization Kata") +
    `: ${solved.length} of ${lessons.length} lessons, ${points} of ${all} points`,
    "",
    ...lessons.map((lesson) => {
      const name = `${numberOf(lesson)} ${lesson.title.en}`;
      if (solved.includes(lesson)) return styleText("green", `  ✓ ${name}`);
      return lesson === current?.lesson
        ? styleText("bold", `  ▸ ${name}`)
        : `    ${name}`;
    }),
    "",
  ];
  if (current === undefined) {
    lines.push(styleText("green", "All lessons are solved. Well done!"));
    return lines.join("\n");
  }
  lines.push(...showLesson(current, progress.typeErrors));
  return lines.join("\n");
}

function showLesson(result: LessonResult, typeErrors: string[]): string[] {
  const { lesson, tests, broken, printed } = result;
  const { module } = lesson;
  const lines = [
    styleText("bold", `Lesson ${numberOf(lesson)}: ${lesson.title.en}`),
    `  write   lessons/${module}.ts`,
    `  read    lessons/${module}.md`,
    `  tests   tests/${module}_test.ts`,
    "",
  ];
  const unwritten = tests.some(({ failure }) => failure?.kind === "unwritten");
  if (unwritten) lines.push(...guideExcerpt(module), "");

  if (typeErrors.length > 0) {
    lines.push(styleText("red", "The types don't fit:"), typeErrors[0], "");
  }
  if (broken) {
    lines.push(styleText("red", broken.message), "");
  }
  if (printed.length > 0) {
    lines.push(
      "Your code printed:",
      ...printed.map((line) => `  ${line}`),
      "",
    );
  }
  if (tests.length > 0) {
    lines.push(`${passed(result)} of ${tests.length} properties hold:`);
    for (const { name, failure } of tests) {
      lines.push(
        failure
          ? styleText("red", `  ✗ ${name}`)
          : styleText("green", `  ✓ ${name}`),
      );
    }
    lines.push("");
  }
  const first = tests.find(({ failure }) => failure !== undefined);
  if (first?.failure && !unwritten) {
    lines.push("The first that doesn't:", first.failure.message, "");
  }
  lines.push(
    unwritten
      ? `What to do: read the guide, replace unimplemented(…) in lessons/${module}.ts, and save.`
      : `What to do: mend lessons/${module}.ts and save.`,
  );
  return lines;
}

/** The beginning of a lesson's guide: the idea and the specification. */
function guideExcerpt(module: string): string[] {
  const guide = sections(Deno.readTextFileSync(pathOf(`lessons/${module}.md`)));
  const lines: string[] = [];
  for (const heading of ["The idea", "Spec card"]) {
    const text = plainText(guide.get(heading) ?? "");
    lines.push(styleText("bold", heading), text, "");
  }
  return [...lines, `The whole guide is in lessons/${module}.md.`];
}

async function watch(): Promise<void> {
  const watcher = Deno.watchFs(pathOf("lessons"));
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running = false;
  let again = false;
  const refresh = async () => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    const text = show(await look());
    console.clear();
    console.log(text);
    console.log("\nSaving a file looks again; Ctrl-C ends.");
    running = false;
    if (again) {
      again = false;
      await refresh();
    }
  };
  await refresh();
  for await (const { kind } of watcher) {
    if (kind === "access") continue;
    // Editors write a file in several steps.
    clearTimeout(timer);
    timer = setTimeout(refresh, 50);
  }
}

if (Deno.args.length > 0) {
  console.error(
    `Cannot run learn: expected no arguments, got "${Deno.args.join(" ")}"`,
  );
  Deno.exit(2);
}
if (Deno.stdout.isTerminal() && Deno.stdin.isTerminal()) {
  await watch();
} else {
  console.log(show(await look()));
}
