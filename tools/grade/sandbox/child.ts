/**
 * Runs in the child that holds a submission: calls its functions as the grader
 * asks, and nothing else. It is a stranger's process from the moment the first
 * lesson is loaded: nothing that it says is believed for being said by this
 * code.
 *
 * @module
 */
import { NdArray } from "kit/nd/mod.ts";
import type { RandomState } from "kit/nd/random.ts";
import { describeThrown, revive, type Thrown } from "./thrown.ts";
import { type Packet, WireError } from "./packet.ts";
import { Wire } from "./wire.ts";

/** What the grader asks for. */
export type Request =
  & {
    /** Whether everything known is to be forgotten first. */
    fresh: boolean;
    packet: Packet;
    /** Whether random streams are among the values. */
    random: boolean;
    /** Whether what is returned may be a promise. */
    patient: boolean;
    /** Whether the second part of the result is a cache, which nobody looks into. */
    cache: boolean;
  }
  & (
    /** The values are the arguments. */
    | { type: "call" | "construct"; module: string; name: string }
    /** The values are the net's parameters, then the arguments. */
    | { type: "method"; net: number; name: string }
    /** The value is a cache; what it holds under these names is asked for. */
    | { type: "look"; names: readonly string[] }
  );

/** What the child says. */
export type Reply =
  /** It begins to load a lesson. */
  | { type: "loading"; module: string }
  /** A lesson is loaded: what it exports, or why it can't be. */
  | { type: "loaded"; module: string; exports: string[]; thrown?: Thrown }
  | { type: "ready" }
  /**
   * The values are the result, then what was sent, as it is now. The result of
   * a construction is the net's number and its parameters.
   */
  | { type: "done"; packet: Packet }
  | { type: "threw"; packet: Packet; thrown: Thrown }
  /** The result is nothing that can be sent. */
  | { type: "unfit"; message: string }
  /** A lesson calls one that the grader stands in for. The values are the arguments. */
  | { type: "ask"; module: string; name: string; packet: Packet };

/** What a child is made of: the generated main module hands it over. */
export interface Parts {
  /** Loads each lesson, in the order in which it is to be done. */
  lessons: Record<string, () => Promise<Record<string, unknown>>>;
  random: () => Promise<{ RandomState: typeof RandomState }>;
}

// Kept before a lesson can change them.
const read = Deno.stdin.readSync.bind(Deno.stdin);
const write = Deno.stdout.writeSync.bind(Deno.stdout);
const { parse, stringify } = JSON;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

let Random: typeof RandomState | undefined;
const wire = new Wire(1, () => Random);
let mark = "";
let rest = "";

const chunk = new Uint8Array(65_536);

function readLine(): string {
  for (;;) {
    const end = rest.indexOf("\n");
    if (end >= 0) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 1);
      return line;
    }
    // Before it waits: whoever answers may be waiting, too.
    flush();
    const length = read(chunk);
    if (length === null) Deno.exit(0);
    rest += decoder.decode(chunk.subarray(0, length), { stream: true });
  }
}

/** Replies that have not been sent: those to requests that came together go together. */
let outgoing = "";

function say(reply: Reply): void {
  outgoing += `\n${mark}${stringify(reply)}\n`;
}

function flush(): void {
  const bytes = encoder.encode(outgoing);
  outgoing = "";
  for (let sent = 0; sent < bytes.length;) sent += write(bytes.subarray(sent));
}

/** Takes away what a lesson has no use for and could keep others from their turn with. */
function tidy(): void {
  const silent = () => {};
  for (const name of Object.keys(console)) {
    Object.assign(console, { [name]: silent });
  }
  for (const name of ["Worker", "localStorage", "sessionStorage", "caches"]) {
    Reflect.deleteProperty(globalThis, name);
  }
  tidyProcess();
  // What the runtime is made of.
  const { internal } = Deno as unknown as { internal: symbol };
  Reflect.deleteProperty(Deno, internal);
}

/** The same with Node's `process`, once it is asked for: it takes long to load. */
function tidyProcess(): void {
  const { get } = Object.getOwnPropertyDescriptor(globalThis, "process")!;
  const { defineProperty, deleteProperty } = Reflect;
  const { call } = Function.prototype;
  const read = call.bind(get!);
  defineProperty(globalThis, "process", {
    configurable: true,
    get() {
      const process = read(globalThis);
      deleteProperty(process, "getBuiltinModule");
      deleteProperty(process, "binding");
      return process;
    },
  });
}

/** Loads the lessons, then does what is asked until nothing more is. */
export async function serve({ lessons, random }: Parts): Promise<never> {
  mark = readLine();
  tidy();
  const loaded: Record<string, Record<string, unknown>> = {};
  for (const [module, load] of Object.entries(lessons)) {
    say({ type: "loading", module });
    flush();
    try {
      loaded[module] = await load();
      const exports = Object.keys(loaded[module]);
      say({ type: "loaded", module, exports });
    } catch (error) {
      say({
        type: "loaded",
        module,
        exports: [],
        thrown: describeThrown(error),
      });
    }
  }
  say({ type: "ready" });
  for (;;) {
    const request = backlog.shift() ?? parse(readLine()) as Request;
    if (request.random) Random ??= (await random()).RandomState;
    say(await answer(request, loaded));
  }
}

async function answer(
  request: Request,
  loaded: Record<string, Record<string, unknown>>,
): Promise<Reply> {
  if (request.fresh) {
    wire.clear();
    nets = [];
  }
  const sent = wire.decode(request.packet);
  const { touched } = wire;
  const pack = (result: unknown) => {
    if (request.cache && Array.isArray(result)) wire.seal(result[1]);
    // Of an array, only the memory can have changed.
    const now = sent.map((one) => one instanceof NdArray ? null : one);
    return wire.encode([result, ...now], true, touched);
  };
  try {
    try {
      return { type: "done", packet: pack(await carryOut(request, sent)) };
    } catch (error) {
      if (error instanceof WireError) throw error;
      const thrown = describeThrown(error);
      return { type: "threw", thrown, packet: pack(undefined) };
    }
  } catch (error) {
    return { type: "unfit", message: describeThrown(error).message };
  }

  async function carryOut(request: Request, sent: unknown[]): Promise<unknown> {
    if (request.type === "method") return await callMethod(request, sent);
    if (request.type === "look") return look(sent[0], request.names);
    const found = loaded[request.module]![request.name];
    return request.type === "call"
      ? await settled(request, (found as AnyFunction)(...sent))
      : await construct(found as AnyClass, sent);
  }
}

type AnyFunction = (...args: unknown[]) => unknown;
type AnyClass = new (...args: unknown[]) => unknown;

/** What can be seen of a net from outside. */
interface Net {
  params: Record<string, unknown>;
  [method: string]: unknown;
}

let nets: Net[] = [];

/** What a cache holds under some names; nothing if it is no object. */
function look(
  cache: unknown,
  names: readonly string[],
): unknown[] | undefined {
  if (typeof cache !== "object" || cache === null) return undefined;
  return names.map((name) => (cache as Record<string, unknown>)[name]);
}

/** What a lesson returned, which has to be there by now unless somebody waits. */
function settled(
  { patient, name }: { patient: boolean; name: string },
  result: unknown,
): unknown {
  if (patient || !(result instanceof Promise)) return result;
  result.catch(() => {});
  throw new TypeError(
    `${name}() returned a promise: take async and await out of it`,
  );
}

async function construct(
  found: AnyClass,
  args: unknown[],
): Promise<[number: number, params: unknown]> {
  const net = await new found(...args) as Net;
  return [nets.push(net) - 1, net.params];
}

async function callMethod(
  request: { net: number; name: string; patient: boolean },
  sent: unknown[],
): Promise<unknown> {
  const net = nets[request.net]!;
  const [params, ...args] = sent;
  for (const [key, value] of Object.entries(params ?? {})) {
    if (net.params[key] !== value) net.params[key] = value;
  }
  try {
    const call = net[request.name] as AnyFunction;
    return await settled(request, call.apply(net, args));
  } finally {
    sent[0] = net.params;
  }
}

/** Requests that had been sent before the grader could answer a lesson. */
const backlog: Request[] = [];

/** Calls a lesson that the grader stands in for, and waits for the answer. */
export function ask(
  module: string,
  name: string,
  args: readonly unknown[],
): unknown {
  say({ type: "ask", module, name, packet: wire.encode(args, true) });
  let reply: Reply | Request = parse(readLine());
  while ("fresh" in reply) {
    backlog.push(reply);
    reply = parse(readLine()) as Reply | Request;
  }
  if (reply.type === "done") return wire.decode(reply.packet)[0];
  if (reply.type !== "threw") throw new Error("Cannot go on");
  wire.decode(reply.packet);
  throw revive(reply.thrown);
}
