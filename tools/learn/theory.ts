/**
 * A guide as a page for the browser, with its formulas set.
 *
 * @module
 */
import { writeWhole } from "../../lib/files.ts";
import type { Language } from "../../lib/language.ts";
import { type Lesson, pathOf, root } from "../course.ts";
import { type Guide, guide } from "./material.ts";

const STYLE = `
body { font: 17px/1.6 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; }
th, td { text-align: left; vertical-align: top; border: 1px solid #8888; padding: 0.2rem 0.6rem; }
pre { overflow-x: auto; background: #8881; padding: 0.8rem; }
code { font-size: 0.9em; }
math { font-size: 1.1em; }
:root { color-scheme: light dark; }
`;

/** A guide as HTML. */
export async function pageOf({ language, text }: Guide): Promise<string> {
  // Not before somebody wants to see a page.
  const [{ Marked }, { default: temml }] = await Promise.all([
    import("marked"),
    import("temml"),
  ]);
  const body = new Marked({
    extensions: [{
      name: "formula",
      level: "inline",
      start: (source) => source.indexOf("$"),
      tokenizer(source) {
        const [raw, displayed, inline] =
          /^(?:\$\$([^$]+)\$\$|\$([^$\n]+)\$)/.exec(source) ?? [];
        if (raw === undefined) return undefined;
        return { type: "formula", raw, displayed, inline };
      },
      renderer: ({ displayed, inline }) =>
        temml.renderToString(displayed ?? inline, {
          displayMode: displayed !== undefined,
        }),
    }],
  }).parse(text);
  const [, title] = /^# (.*)/.exec(text) ?? [];
  return `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<base href="${new URL("lessons/", root)}">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
${body}</body>
</html>
`;
}

/** Writes the page of a lesson's guide, and gives its path from the course's folder. */
export async function writePage(
  lesson: Lesson,
  language: Language,
): Promise<string> {
  const path = `.kata/${lesson.module}.html`;
  await writeWhole(pathOf(path), await pageOf(guide(lesson, language)));
  return path;
}

/** What opens a file in the browser. */
const OPEN: [name: string, ...args: string[]] = Deno.build.os === "darwin"
  ? ["open"]
  : Deno.build.os === "windows"
  ? ["cmd", "/c", "start", ""]
  : [Deno.env.has("WSL_DISTRO_NAME") ? "wslview" : "xdg-open"];

/** Opens a file in the browser; false where there is none. */
export async function openInBrowser(path: string): Promise<boolean> {
  const [name, ...args] = OPEN;
  try {
    const { success } = await new Deno.Command(name, {
      args: [...args, pathOf(path)],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn().status;
    return success;
  } catch {
    return false;
  }
}
