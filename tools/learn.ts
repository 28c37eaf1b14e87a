/**
 * `deno task learn`: leads through the lessons, one at a time. In a terminal it
 * stays, looks again at every save, and takes keys; elsewhere it prints once.
 *
 * @module
 */
import supportsHyperlinks from "supports-hyperlinks";
import { isSystemError } from "./learn/files.ts";
import { Guard } from "./learn/guard.ts";
import { listLines } from "./learn/list.ts";
import { lookOnce } from "./learn/once.ts";
import { type Options, parseOptions, UsageError } from "./learn/options.ts";
import { Progress, ProgressFile } from "./learn/progress.ts";
import { Session } from "./learn/session.ts";
import { speaker } from "./learn/speaker.ts";
import { resetLesson } from "./learn/stubs.ts";
import { type Appearance, Style } from "./learn/style.ts";
import { RealTerminal } from "./learn/terminal.ts";
import { watchLessons } from "./learn/watch.ts";

/** Columns where nobody says how many; a terminal that doesn't know says 0. */
const PRINTED_WIDTH = 80;

async function main(options: Options): Promise<void> {
  const { language, plain } = options;
  const atTerminal = Deno.stdout.isTerminal();
  const look: Appearance = {
    language,
    plain,
    colours: atTerminal && !plain && !Deno.noColor &&
      Deno.env.get("TERM") !== "dumb",
    links: atTerminal && !plain && supportsHyperlinks.stdout,
  };
  const columns = atTerminal ? Deno.consoleSize().columns : 0;
  const width = columns || PRINTED_WIDTH;
  const style = new Style({ ...look, width });
  if (options.list) {
    const progress = new ProgressFile().read().progress ?? new Progress();
    console.log(listLines(style, progress).join("\n"));
    return;
  }
  if (options.reset !== undefined) {
    console.log(style.say(...await resetLesson(options.reset)));
    return;
  }
  if (atTerminal && Deno.stdin.isTerminal()) {
    await stay(look, options);
  } else {
    const guard = await Guard.start(false);
    const lines = await lookOnce(style, guard, options.lesson);
    console.log(lines.join("\n"));
    await guard.end();
  }
}

/** Stays, and ends with the process. */
async function stay(
  style: Appearance,
  { lesson, plain, poll }: Options,
): Promise<void> {
  const terminal = await RealTerminal.open(plain);
  const session = new Session(terminal, style);
  const watch = watchLessons((modules) => session.saved(modules), poll);
  session.start(lesson);
  await terminal.run(
    (key) => session.key(key),
    () => session.draw(),
    () => {
      watch[Symbol.dispose]();
      session.close();
    },
  );
}

let options;
try {
  options = parseOptions(Deno.args, navigator.language);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  Deno.exit(2);
}
const say = speaker(options.language);
if (options.help) console.log(say("usage"));
else {
  try {
    await main(options);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    console.error(say("cannotRun", { why: error.message }));
    Deno.exit(1);
  }
}
Deno.exit(0);
