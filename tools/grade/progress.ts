/**
 * How far a run is.
 *
 * @module
 */
// @ts-types="@types/cli-progress"
import { SingleBar } from "cli-progress";
import { clean, oneLine } from "./names.ts";

/** What came of a submission in this run. */
export type Ending = "graded" | "known" | "failed";

/** Shows how far a run is. */
export interface Progress {
  begin(name: string): void;
  end(name: string, how: Ending): void;
  say(line: string): void;
  stop(): void;
}

/** A bar in a terminal, elsewhere a line for each submission. */
export function showProgress(total: number): Progress {
  const terminal = Deno.stderr.isTerminal();
  const running = new Set<string>();
  let done = 0;
  let skipped = 0;
  const bar = new SingleBar({
    format: "{bar} {value} of {total} | {duration_formatted} gone, " +
      "{eta_formatted} left | {running}",
    etaBuffer: 50,
    hideCursor: true,
    // Its way would keep the process from ending.
    gracefulExit: false,
  });
  const show = () =>
    bar.update(done, { running: [...running].join("; ").slice(0, 60) });
  if (terminal) bar.start(total, 0, { running: "" });
  const stop = () => bar.stop();
  addEventListener("unload", stop);
  return {
    begin(name) {
      running.add(oneLine(name));
      show();
    },
    end(name, how) {
      running.delete(oneLine(name));
      done++;
      if (how === "known") skipped++;
      show();
      if (!terminal && how === "graded") {
        console.error(`${done} of ${total} graded: ${oneLine(name)}`);
      }
    },
    say(line) {
      console.error(clean(line));
    },
    stop() {
      stop();
      if (skipped > 0) {
        console.error(
          `${skipped} of ${total} were graded already; --fresh grades them again`,
        );
      }
    },
  };
}
