import { assertEquals, assertMatch } from "@std/assert";
import { copyCourse } from "../testing.ts";

/** Runs a line of the shell. */
function sh(line: string): { success: boolean; text: string } {
  const { success, stdout } = new Deno.Command("sh", { args: ["-c", line] })
    .outputSync();
  return { success, text: new TextDecoder().decode(stdout) };
}

// A terminal of its own comes from `script`, and what runs from `pgrep`.
const ignore = Deno.build.os !== "linux" ||
  !sh("command -v script && command -v pgrep").success;

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
        `${Deno.execPath()} run -A ${course.path}/tools/learn.ts --lang en`;
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
      const pid = Number(sh(`pgrep -f '^${learn}'`).text);
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
