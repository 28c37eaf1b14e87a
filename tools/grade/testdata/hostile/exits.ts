/**
 * Submissions that end their process, or try to end others, or never end.
 *
 * @module
 */
import {
  ALL,
  ALL_BUT_EXAMPLE,
  type Hostile,
  js,
  NOTHING,
  reference,
  rightAfter,
  rightAtCall,
  telling,
  wrongInExample,
} from "./define.ts";

const ENDED = /ended its process \((exit code \d+|signal \w+)\)/;
const SUCCESS = /ended its process \(exit code 0\)/;
const STOPPED = /was stopped after \d+ s; is there a loop that never ends\?/;
const SETTLES = /waits for a promise that never settles/;

export const exits: Hostile[] = [
  {
    name: "exit-at-import",
    tries: "ends with status 0, as if all had gone well, when it is loaded",
    lessons: rightAfter("Deno.exit(0);"),
    earns: NOTHING,
    says: SUCCESS,
  },
  {
    name: "exit-at-call",
    tries: "ends with status 0 when it is called",
    lessons: rightAtCall("Deno.exit(0);"),
    earns: NOTHING,
    says: SUCCESS,
  },
  {
    name: "exit-by-timer",
    tries: "ends with status 0 a little later",
    lessons: rightAfter(js`
setTimeout(() => Deno.exit(0), 10);
await new Promise((done) => setTimeout(done, 60_000));
`),
    earns: NOTHING,
    says: SUCCESS,
  },
  {
    name: "exit-by-process",
    tries: "ends with status 0 by node's means",
    lessons: rightAfter(js`
process.exitCode = 0;
process.reallyExit(0);
`),
    earns: NOTHING,
    says: SUCCESS,
  },
  {
    name: "exit-by-abort",
    tries: "ends by a signal",
    lessons: rightAfter("process.abort();"),
    earns: NOTHING,
    says: ENDED,
  },
  {
    name: "exit-by-close",
    tries: "closes its window",
    lessons: rightAfter(js`
globalThis.close();
await new Promise((done) => setTimeout(done, 60_000));
`),
    earns: NOTHING,
    says: SUCCESS,
  },
  {
    name: "exit-unheard",
    tries: "closes the way to the grader",
    lessons: rightAfter("Deno.stdout.close();\nDeno.stdin.close();"),
    earns: NOTHING,
    says: ENDED,
  },
  {
    name: "exit-by-patch",
    tries: "makes the grader's questions end it, after a late exit",
    lessons: rightAfter(js`
addEventListener("unload", () => { for (;;); });
globalThis.onunload = () => { throw null; };
const { parse } = JSON;
JSON.parse = (text) => { Deno.exit(0); return parse(text); };
`),
    // Neither is ever called.
    earns: ALL,
  },
  {
    name: "questions-to-nobody",
    tries: "asks whoever sits at the keyboard, and waits for the answer",
    lessons: rightAtCall(js`
alert("Press Enter");
confirm("Do you give me all points?");
prompt("How many points do you give me?", "all");
`),
    earns: ALL,
  },
  {
    name: "exit-of-others",
    tries: "kills the grader and everybody else",
    lessons: telling(js`
await attempt("Deno.kill(ppid)", () => { Deno.kill(Deno.ppid, "SIGKILL"); return "killed"; });
await attempt("Deno.kill(1)", () => { Deno.kill(1, "SIGTERM"); return "killed"; });
await attempt("process.kill(ppid)", () => process.kill(process.ppid, 9));
await attempt("process.kill(0)", () => process.kill(0, 9));
await attempt("process._kill", () => process._kill(process.ppid, 15));
await attempt("process._debugProcess", () => { process._debugProcess(process.ppid); return "signalled"; });
`),
    earns: NOTHING,
    says: /it found nothing/,
  },
  {
    name: "stack-overflow",
    tries: "calls itself without end",
    lessons: wrongInExample(
      "const deeper = () => deeper() + 1;\n  return deeper();",
    ),
    earns: ALL_BUT_EXAMPLE,
    says: /threw RangeError: Maximum call stack size exceeded/,
  },
  {
    name: "stack-overflow-below",
    tries: "makes the engine itself call itself without end",
    lessons: rightAfter(js`
let deep = [];
for (let k = 0; k < 1e6; k++) deep = [deep];
structuredClone(deep);
`),
    earns: NOTHING,
    says: /Maximum call stack size exceeded|ended its process/,
  },
  {
    name: "rejection-unheard",
    tries: "rejects promises that nobody waits for",
    lessons: rightAfter(js`
Promise.reject(new Error("unheard"));
await new Promise((done) => setTimeout(done, 50));
`),
    earns: NOTHING,
    says: /ended its process \(exit code 1\)/,
  },
  {
    name: "loop-at-import",
    tries: "never gets loaded, and ignores that it is told to end",
    lessons: rightAfter(js`
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) {
  try { Deno.addSignalListener(signal, () => {}); } catch { /* not here */ }
}
for (;;);
`),
    earns: NOTHING,
    says: STOPPED,
  },
  {
    name: "loop-at-call",
    tries: "never returns",
    lessons: wrongInExample("for (;;);"),
    earns: ALL_BUT_EXAMPLE,
    says: STOPPED,
  },
  {
    name: "loop-in-test-mode",
    tries: "never returns in test mode, and is right in train mode",
    lessons: {
      "01_batchnorm_forward": reference["01_batchnorm_forward"].replace(
        `if (mode === "test") {`,
        "$& for (;;);",
      ),
    },
    // 17 of 24 properties don't ask for test mode.
    earns: { "batchnorm-forward": 14.1 },
    says: STOPPED,
  },
  {
    name: "promise-at-import",
    tries: "waits, while it is loaded, for what never comes",
    lessons: rightAfter("await new Promise(() => {});"),
    earns: NOTHING,
    says: SETTLES,
  },
  {
    name: "promise-at-call",
    tries: "returns a promise that never settles",
    lessons: wrongInExample("return new Promise(() => {});"),
    earns: ALL_BUT_EXAMPLE,
    says: /returned a promise/,
  },
  {
    name: "promise-of-main",
    tries: "waits for the module that waits for it",
    lessons: rightAfter(`import "../main.ts";`),
    earns: NOTHING,
    says: SETTLES,
  },
];
