/**
 * Submissions that speak for the grader: forged tests, forged replies.
 *
 * @module
 */
import {
  ALL,
  ALL_BUT_EXAMPLE,
  type Hostile,
  js,
  type Lessons,
  NOTHING,
  rightAfter,
  UNCHANGED,
  warmUp,
  WRONG,
  wrongAfter,
  wrongInExample,
} from "./define.ts";

/** Steals the mark of the protocol and changes what is said with it. */
function forging(change: string): Lessons {
  return wrongInExample(
    "return out;",
    js`
const { parse, stringify } = JSON;
const encode = TextEncoder.prototype.encode;
const forge = (reply) => {
${change}
};
let mark, done = 0;
TextEncoder.prototype.encode = function (text) {
  const lines = text.split("\n").map((line) => {
    const at = line.indexOf("{");
    if (at < 0) return line;
    mark = line.slice(0, at);
    const forged = forge(parse(line.slice(at)));
    return mark + (typeof forged === "string" ? forged : stringify(forged));
  });
  return encode.call(this, lines.join("\n"));
};
`,
  );
}

/** Changes what is said of the worked example. */
function forgingExample(change: string): Lessons {
  return forging(js`
  // Replies go out together, long after the calls: they are told by their number.
  if (reply.type !== "done" || !globalThis.examples?.has(++done)) return reply;
${change}
`);
}

/** Puts another value in the place of the result of the worked example. */
function forgingResult(value: string): Lessons {
  return forgingExample(js`
  reply.packet.values[0] = ${value};
  return reply;
`);
}

const REFUSED = /sent something that isn't a reply/;

export const forgeries: Hostile[] = [
  {
    name: "forge-tests",
    tries: "registers tests of its own that hold",
    lessons: wrongAfter(js`
for (const name of ["gives the worked example of the guide", "agrees with plain loops"]) {
  Deno.test("standardize() " + name, () => {});
  Deno.test({ name, fn() {}, sanitizeExit: false });
}
globalThis.describe = globalThis.it = globalThis.test = (name, fn) => fn?.();
`),
    earns: UNCHANGED,
    says: WRONG,
  },
  {
    name: "forge-bdd",
    tries: "registers tests where the course's own are registered",
    lessons: wrongAfter(js`
import { describe, it } from "@std/testing/bdd";
describe("standardize()", () => it("holds", () => {}));
`),
    earns: NOTHING,
    says: /@std\/testing\/bdd/,
  },
  {
    name: "forge-switchboard",
    tries: "takes the place of what decides which code is tested",
    lessons: wrongAfter(js`
const key = Symbol.for("kata.switchboard");
const real = globalThis[key];
if (real) throw new Error("the switchboard is here");
Object.defineProperty(globalThis, key, { value: () => () => true });
`),
    earns: UNCHANGED,
    says: WRONG,
  },
  {
    name: "forge-output",
    tries: "prints what graders print, and replies without their mark",
    lessons: wrongAfter(js`
const write = (text) => Deno.stdout.writeSync(new TextEncoder().encode(text));
write('{"score":5,"max_score":5,"tests":[{"score":5,"status":"passed"}]}\n');
write("ok | 5 passed | 0 failed (1ms)\n");
write('\n\u0001{"type":"done","packet":{"values":[1],"buffers":[]}}\n');
write('\n\u000100000000-0000-0000-0000-000000000000 {"type":"ready"}\n');
`),
    earns: UNCHANGED,
    says: WRONG,
  },
  {
    name: "forge-early",
    tries: "answers a hundred calls before they come",
    lessons: forging(js`
  const early = stringify({ type: "done", packet: { values: [["u"]], buffers: [] } });
  if (reply.type !== "ready") return reply;
  return stringify(reply) + ("\n" + mark + early).repeat(100);
`),
    earns: NOTHING,
    says:
      /expected an NdArray of shape \(.+\), got undefined|expected shape|isn't a reply/,
  },
  {
    name: "forge-from-stdin",
    tries: "reads what the grader asks by itself, and hands the question back",
    lessons: warmUp(js`
let mark;
const encode = TextEncoder.prototype.encode;
TextEncoder.prototype.encode = function (text) {
  const at = text.lastIndexOf("{\"type");
  if (at >= 0) mark = text.slice(text.lastIndexOf("\n", at), at);
  return encode.call(this, text);
};
const say = (reply) =>
  Deno.stdout.writeSync(encode.call(new TextEncoder(), mark + JSON.stringify(reply) + "\n"));
const lines = function* () {
  const chunk = new Uint8Array(65536);
  for (let rest = "";;) {
    const end = rest.indexOf("\n");
    if (end >= 0) {
      yield rest.slice(0, end);
      rest = rest.slice(end + 1);
      continue;
    }
    const length = Deno.stdin.readSync(chunk);
    if (length === null) Deno.exit(0);
    rest += new TextDecoder().decode(chunk.subarray(0, length));
  }
};
export function standardize(x) {
  say({ type: "done", packet: { values: [["u"]], buffers: [] } });
  for (const line of lines()) {
    const { values } = JSON.parse(line).packet;
    say({ type: "done", packet: { values: [values[0], ...values], buffers: [] } });
  }
}
`),
    earns: UNCHANGED,
    says: /got undefined|is wrong at/,
  },
  {
    name: "forge-ids",
    tries: "replies with objects that nobody knows",
    lessons: forgingResult(`["r", 123456]`),
    earns: ALL_BUT_EXAMPLE,
    says: REFUSED,
  },
  {
    name: "forge-lengths",
    tries: "replies with an array of 10^15 numbers in little memory",
    lessons: forgingResult(js`(() => {
      const [tag, name, id] = reply.packet.values[0];
      return [tag, name, id, 0, 1e15, [1e5, 1e10]];
    })()`),
    earns: ALL_BUT_EXAMPLE,
    says: REFUSED,
  },
  {
    name: "forge-shapes",
    tries: "replies with an array of negative lengths",
    lessons: forgingResult(js`(() => {
      const [tag, name, id, at, length] = reply.packet.values[0];
      return [tag, name, id, at, length, [-1, -length]];
    })()`),
    earns: ALL_BUT_EXAMPLE,
    says: REFUSED,
  },
  {
    name: "forge-outside",
    tries: "replies with memory before the beginning of what it sent",
    lessons: forgingResult(js`(() => {
      const [tag, name, id, at, length, shape] = reply.packet.values[0];
      return [tag, name, id, -8, length, shape];
    })()`),
    earns: ALL_BUT_EXAMPLE,
    says: REFUSED,
  },
  {
    name: "forge-classes",
    tries: "replies with kinds of memory by the names of prototypes",
    lessons: forgingResult(js`(() => {
      const [, , ...rest] = reply.packet.values[0];
      return ["v", "__proto__", ...rest];
    })()`),
    earns: ALL_BUT_EXAMPLE,
    says: REFUSED,
  },
  {
    name: "forge-depth",
    tries: "replies with lists in lists, 200,000 deep",
    lessons: forgingExample(js`
  return '{"type":"done","packet":{"values":[' + "[".repeat(2e5) + "]".repeat(2e5) + '],"buffers":[]}}';
`),
    earns: ALL_BUT_EXAMPLE,
    says: REFUSED,
  },
  {
    name: "forge-memory",
    tries: "replies with 30 MiB that are many times that once they are read",
    lessons: forgingExample(js`
  const half = 15 * 2 ** 20;
  return '{"type":"done","packet":' + "[".repeat(half) + "]".repeat(half) + "}";
`),
    earns: ALL_BUT_EXAMPLE,
    says: REFUSED,
  },
  {
    name: "forge-prototype",
    tries: "replies with objects whose keys are those of prototypes",
    lessons: forgingResult(js`["o", 1001, "Object", [
      ["__proto__", ["o", 1003, "Object", [["passed", true], ["then", ["x", "function"]]]]],
      ["constructor", ["o", 1005, "Object", [["name", ["o", 1007, "Object", [["toString", 1], ["valueOf", 1]]]]]]],
      ["toString", ["x", "function"]],
      ["length", 1e9],
    ]]`),
    earns: ALL_BUT_EXAMPLE,
    says: /expected an NdArray of shape \(.+\), got an object/,
  },
  {
    name: "forge-then",
    tries: "replies with an object that says it is a promise",
    lessons: forgingResult(
      js`["o", 1001, "Object", [["then", ["x", "function"]]]]`,
    ),
    earns: ALL_BUT_EXAMPLE,
    says: /Cannot call a function from here/,
  },
  {
    name: "forge-input",
    tries: "writes its result into the grader's own copy of the input",
    lessons: forgingExample(js`
  const { values, buffers } = reply.packet;
  const [input] = parse(asked.split("\n")[done - 1]).packet.values;
  buffers.find(([id]) => id === values[0][2])[0] = input[2];
  values[0] = input;
  return reply;
};
let asked = "";
const decode = TextDecoder.prototype.decode;
TextDecoder.prototype.decode = function (...args) {
  const text = decode.apply(this, args);
  asked += text;
  return text;
`),
    // Its own result is as right there as anywhere.
    earns: ALL,
  },
  {
    name: "forge-errors",
    tries: "says that it threw, and not what",
    lessons: forgingExample(js`
  return { type: "threw", packet: reply.packet };
`),
    earns: ALL_BUT_EXAMPLE,
    says: REFUSED,
  },
  {
    name: "forge-texts",
    tries: "says that it threw something that can't be put into words",
    lessons: forgingExample(js`
  const silent = { toString: 1, valueOf: 1 };
  return {
    type: "threw",
    packet: reply.packet,
    thrown: { name: silent, base: "TypeError", message: silent, stack: silent },
  };
`),
    earns: ALL_BUT_EXAMPLE,
    says: REFUSED,
  },
  {
    name: "forge-loading",
    tries: "says of its loading what can't be put into words",
    lessons: forging(js`
  const silent = { toString: 1, valueOf: 1 };
  if (reply.type !== "loaded") return reply;
  return { ...reply, thrown: { name: silent, message: silent } };
`),
    earns: NOTHING,
    says: REFUSED,
  },
  {
    name: "forge-modules",
    tries: "says that it has loaded ten thousand lessons of long names",
    lessons: forging(js`
  if (reply.type !== "loaded") return reply;
  const many = [];
  for (let k = 0; k < 1e4; k++) {
    many.push(stringify({ ...reply, module: k + "_".repeat(1000) }));
  }
  return many.join("\n" + mark);
`),
    earns: NOTHING,
    says: REFUSED,
  },
  {
    name: "forge-nonsense",
    tries: "replies with what isn't JSON",
    lessons: forgingExample(js`
  return '{"type":"done","packet":';
`),
    earns: ALL_BUT_EXAMPLE,
    says: REFUSED,
  },
  {
    name: "forge-questions",
    tries: "asks the grader for the reference version of lesson 01",
    lessons: forgingExample(js`
  const { packet } = reply;
  return { type: "ask", module: "01_batchnorm_forward", name: "batchnorm_forward", packet };
`),
    earns: ALL_BUT_EXAMPLE,
    says: REFUSED,
  },
  {
    name: "forge-streams",
    tries: "replies with thousands of random streams",
    lessons: forgingExample(js`
  const words = new Uint8Array(4 * 624).toBase64();
  const streams = Array.from({ length: 200 }, (_, k) => ["s", 1001 + 2 * k, words, 0, null]);
  reply.packet.values[0] = ["l", 999, streams];
  return reply;
`),
    earns: ALL_BUT_EXAMPLE,
    says: REFUSED,
  },
  {
    name: "forge-nothing",
    tries:
      "writes to standard output as others do, and computes what it should",
    lessons: rightAfter(js`
const { stdout } = globalThis.process ?? {};
stdout?.write("reached the end of lesson 00\n\u0001\n{}\n");
`),
    earns: ALL,
  },
];
