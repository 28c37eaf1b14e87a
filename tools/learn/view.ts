/**
 * What is on the screen, as lines, whatever it is: a lesson, the list, a text.
 *
 * @module
 */
import type { Mode } from "./actions.ts";
import { listScreen } from "./list.ts";
import { hints } from "./material.ts";
import { screen, type View } from "./screen.ts";
import type { Style } from "./style.ts";

/** What is known where keys can be pressed. */
type Known =
  & Pick<View, "lesson" | "progress" | "look" | "notice" | "finished">
  & { mode: Mode };

/** The lines of the screen. */
export function linesOf(style: Style, known: Known): string[] {
  const { mode, lesson, progress } = known;
  if (mode.name === "list") {
    return listScreen(style, progress, mode.filter, mode.chosen);
  }
  if (mode.name === "text") {
    const back = style.paint("dim", style.say("back"));
    return [...mode.lines, "", back];
  }
  const all = hints(lesson, style.language);
  const { hints: seen = 0, solved } = progress.of(lesson);
  return screen(style, {
    ...known,
    hints: solved ? [] : all.slice(0, seen),
    allHints: all.length,
    question: mode.name === "question" ? mode.text : undefined,
    interactive: true,
  });
}
