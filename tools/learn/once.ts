/**
 * Where there is no terminal: everything is printed once.
 *
 * @module
 */
import { type Lesson, lessons } from "../course.ts";
import { Checker, isSolved } from "./checker.ts";
import type { Guard } from "./guard.ts";
import { Progress } from "./progress.ts";
import { screen } from "./screen.ts";
import type { Style } from "./style.ts";

/**
 * Looks at the lessons in order, up to the first that has to be solved and isn't.
 *
 * @param style How it is shown.
 * @param guard Is told which processes there are.
 * @param only The lesson to look at, whatever the others are.
 * @returns The screen of that lesson.
 */
export async function lookOnce(
  style: Style,
  guard: Guard,
  only?: Lesson,
): Promise<string[]> {
  const progress = new Progress();
  const checker = new Checker(style.language, (pids) => guard.tell(pids));
  const view = { progress, hints: [], allHints: 0, interactive: false };
  try {
    for (const lesson of lessons) {
      if (lesson.optional && lesson !== only) continue;
      const look = await checker.check(lesson);
      const solved = look !== undefined && isSolved(look);
      progress.note(lesson, { solved });
      if (only === undefined ? !solved : lesson === only) {
        return screen(style, { ...view, lesson, look });
      }
    }
    return screen(style, { ...view, lesson: lessons.at(-1)!, finished: true });
  } finally {
    checker.close();
  }
}
