import { assertEquals, assertMatch } from "@std/assert";
import { copyCourse } from "../testing.ts";

// A terminal of its own comes from `script`, and what runs from /proc and `pgrep`.
const ignore = Deno.build.os !== "linux" || !await isThere("script") ||
  !await isThere("pgrep");

async function isThere(command: string): Promise<boolean> {
  try {
    const { success } = await new Deno.Command(command, { args: ["--version"] })
      .output();
    return success;
  } catch {
    return false;
  }
}

/** Processes whose command line names a folder. */
async function processesOf(folder: string): Promise<[number, string][]> {
  const found: [number, string][] = [];
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const line = await Deno.readTextFile(`/proc/${name}/cmdline`)
      .catch(() => "");
    if (line.includes(folder)) found.push([Number(name), line]);
  }
  return found;
}

const ends: [how: string, end: (desk: Desk) => unknown][] = [
  ["q", ({ type }) => type("q")],
  ["Ctrl-C", ({ type }) => type("\x03")],
  ["SIGTERM", ({ pid }) => Deno.kill(pid, "SIGTERM")],
  ["SIGKILL", ({ pid }) => Deno.kill(pid, "SIGKILL")],
];

/**
 * Says the terminal's mode and how many processes are left, before the terminal
 * is closed, which would end them. The guard may need a moment for its work.
 */
function lastWords(folder: string): string {
  const left = `pgrep -f '${folder}/tools/([h]arness|[l]earn/guard)'`;
  return "for i in $(seq 50); do " +
    `stty -a | grep -q ' icanon' && ! ${left} > /dev/null && break; ` +
    `sleep 0.1; done; echo over; stty -a; echo left: $(${left} -c)`;
}

interface Desk {
  /** The process that learns. */
  pid: number;
  type(keys: string): Promise<void>;
}

for (const [how, end] of ends) {
  Deno.test({
    name: `after ${how} the terminal is as it was, and no process is left`,
    ignore,
    async fn() {
      await using course = await copyCourse();
      // A lesson that nobody but its owner, or the guard, ever ends.
      await course.write(
        "00_standardize",
        "export function standardize() {\n  while (true);\n}\n",
      );
      await Deno.writeTextFile(`${course.path}/progress.txt`, "");
      const learn =
        `"${Deno.execPath()}" run -A "${course.path}/tools/learn.ts" --lang en`;
      const shell = new Deno.Command("script", {
        args: [
          "-qec",
          `trap : INT; ${learn}; ${lastWords(course.path)}`,
          "/dev/null",
        ],
        env: { TERM: "xterm", SHELL: "/bin/sh" },
        stdin: "piped",
        stdout: "piped",
      }).spawn();
      const input = shell.stdin.getWriter();
      const output = shell.stdout.pipeThrough(new TextDecoderStream())
        .getReader();
      let text = "";
      const until = async (wanted: string) => {
        while (!text.includes(wanted)) {
          const { done, value } = await output.read();
          if (done) throw new Error(`${wanted} never came:\n${text}`);
          text += value;
        }
      };
      await until("Still running");
      await until("q quit");
      const running = await processesOf(`${course.path}/`);
      const [pid] = running.find(([, line]) =>
        line.includes("learn.ts\0--lang") && !line.includes("stty")
      )!;
      await end({
        pid,
        async type(keys) {
          await input.write(new TextEncoder().encode(keys));
        },
      });
      await until("over");
      await until("left: ");
      await input.close().catch(() => {});
      while (!(await output.read()).done);
      await shell.status;
      const after = text.slice(text.indexOf("over"));
      for (const mode of ["icanon", "echo", "isig", "icrnl", "opost"]) {
        assertEquals(new RegExp(`\\s-${mode}\\b`).test(after), false, after);
      }
      assertMatch(after, /left: 0/);
    },
  });
}
