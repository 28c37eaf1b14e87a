/**
 * Notices that lessons were saved.
 *
 * @module
 */
import { readIfThere } from "../../lib/files.ts";
import { lessons, pathOf } from "../course.ts";

/** Editors write a file in several steps: how long it is quiet after the last. */
const QUIET = 20;
/** A file that is gone or empty is being written, or else really gone. */
const PATIENCE = 150;
/** How often to look where events can't be relied on. */
const POLL = 100;
/** How often besides events, which some network drives and containers don't send. */
const SELDOM = 1000;

/**
 * Watches the lessons' files, until it is disposed of.
 *
 * @param onSave Is called with the modules whose texts have changed.
 * @param poll Whether to look again and again rather than wait for events.
 */
export function watchLessons(
  onSave: (modules: Set<string>) => void,
  poll: boolean,
): Disposable {
  let texts = readAll();
  let emptySince: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function look(): void {
    const now = readAll();
    const changed = new Set(
      [...now.keys()].filter((module) => now.get(module) !== texts.get(module)),
    );
    if ([...changed].some((module) => !now.get(module)?.trim())) {
      emptySince ??= Date.now();
      if (Date.now() - emptySince < PATIENCE) return lookIn(PATIENCE);
    }
    emptySince = undefined;
    texts = now;
    if (changed.size > 0) onSave(changed);
  }

  function lookIn(milliseconds: number): void {
    clearTimeout(timer);
    timer = setTimeout(look, milliseconds);
  }

  let watcher: Deno.FsWatcher | undefined;
  try {
    if (!poll) watcher = Deno.watchFs(pathOf("lessons"), { recursive: false });
  } catch {
    // The system has none to give.
  }
  (async () => {
    for await (const { kind } of watcher ?? []) {
      if (kind !== "access") lookIn(QUIET);
    }
  })();
  const interval = setInterval(look, watcher === undefined ? POLL : SELDOM);
  return {
    [Symbol.dispose]() {
      clearTimeout(timer);
      clearInterval(interval);
      watcher?.close();
    },
  };
}

/** The texts of all lessons by module; undefined where there is none. */
function readAll(): Map<string, string | undefined> {
  const textOf = (module: string) =>
    readIfThere(pathOf(`lessons/${module}.ts`));
  return new Map(lessons.map(({ module }) => [module, textOf(module)]));
}
