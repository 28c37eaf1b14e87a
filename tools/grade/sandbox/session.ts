/**
 * The grader's side of a talk with a child: whatever the child does, an answer
 * or a reason comes back.
 *
 * @module
 */
import { setImmediate } from "node:timers";
import { RandomState } from "kit/nd/random.ts";
import type { Workshop } from "./box.ts";
import type { Reply, Request } from "./child.ts";
import { checkMeeting, decodeAll, endOf, hasTooManyParts } from "./limits.ts";
import { watchMemory } from "./memory.ts";
import { describeThrown, isThrown, revive } from "./thrown.ts";
import { type Packet, WireError } from "./packet.ts";
import { Wire } from "./wire.ts";

/** What is known of a lesson that a child was told to load. */
export interface Loaded {
  exports: string[];
  /** What it threw instead. */
  error?: unknown;
}

/** A child is no longer there, or no use; the message says why, as the end of a sentence. */
export class Gone extends Error {
  override name = "Gone";
}

/** Calls of a lesson that the grader stands in for, by module and name. */
export type StandIns = Record<string, Record<string, unknown>>;

/** A line of the protocol, at the most. */
const MAX_LINE = 32 * 2 ** 20;
/** What a child may print besides, at the most. */
const MAX_PRINTED = 2 ** 20;
const KEPT_ERRORS = 4_096;

/** A talk with a child. */
export class Session {
  /** How loading went, by module. */
  readonly loaded: Map<string, Loaded> = new Map();
  /** The module that the child was loading when it was last heard of. */
  loading: string | undefined;

  readonly #child: Deno.ChildProcess;
  readonly #discard: () => Promise<void>;
  readonly #modules: readonly string[];
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #lines: AsyncIterator<string>;
  readonly #standIns: StandIns;
  /** Whether what lessons return may be a promise. */
  patient = true;
  readonly #wire = new Wire(0, () => RandomState);
  readonly #mark = `\u0001${crypto.randomUUID()} `;
  readonly #ended: Promise<void>;
  #errors = "";
  #gone: Gone | undefined;
  #fresh = true;
  #printed = 0;
  /** Requests to be sent, and those who wait for the replies, in order. */
  #outbox = "";
  #turns: PromiseWithResolvers<unknown[]>[] = [];
  #busy = false;

  private constructor(
    child: Deno.ChildProcess,
    discard: () => Promise<void>,
    modules: readonly string[],
    standIns: StandIns,
  ) {
    this.#child = child;
    this.#discard = discard;
    this.#modules = modules;
    this.#standIns = standIns;
    this.#input = child.stdin.getWriter();
    this.#lines = this.#readLines();
    const errors = this.#readErrors();
    this.#ended = child.status.then(async () => {
      await errors;
      await this.#discard();
    });
  }

  /** Starts a child; its lessons are loaded by `load`. */
  static async start(
    shop: Workshop,
    files: ReadonlyMap<string, string>,
    modules: readonly string[],
    standIns: StandIns,
  ): Promise<Session> {
    const { child, discard } = await shop.start(files, modules);
    const session = new Session(child, discard, modules, standIns);
    if (shop.watched !== undefined) {
      session.#ended.finally(watchMemory(session, shop.watched));
    }
    return session;
  }

  /** The process, for those who watch its memory. */
  get pid(): number {
    return this.#child.pid;
  }

  /** Why the child is gone, if it is. */
  get gone(): Gone | undefined {
    return this.#gone;
  }

  /** Waits until the child has loaded its lessons. */
  async load(): Promise<void> {
    await this.#send(`${this.#mark}\n`);
    for (const module of this.#modules) {
      await this.#expect("loading", module);
      this.loading = module;
      const { exports, thrown } = await this.#expect("loaded", module);
      if (!Array.isArray(exports)) throw this.#refuse();
      if (thrown !== undefined && !isThrown(thrown)) throw this.#refuse();
      const error = thrown && (revive(thrown) || "an empty text was thrown");
      this.loaded.set(module, { exports, error });
    }
    await this.#expect("ready");
    this.loading = undefined;
  }

  /** Waits for what has to come next. */
  async #expect<T extends Reply["type"]>(
    type: T,
    module?: string,
  ): Promise<Extract<Reply, { type: T }>> {
    let reply = await this.#receive();
    for (; reply.type === "ask"; reply = await this.#receive()) {
      await this.#standInFor(reply);
    }
    if (reply.type !== type) throw this.#refuse();
    if ("module" in reply && reply.module !== module) throw this.#refuse();
    return reply as Extract<Reply, { type: T }>;
  }

  /** From here on nothing is known to both sides: a property begins. */
  forget(): void {
    this.#wire.clear();
    this.#fresh = true;
  }

  /** Calls a function of a lesson. */
  async call(
    module: string,
    name: string,
    args: unknown[],
    /** Whether it returns `[out, cache]`. */
    cache = false,
  ): Promise<unknown> {
    return (await this.#ask({ type: "call", module, name }, args, cache))[0];
  }

  /** Reads what a cache holds under some names; nothing if it is no object. */
  async look(
    cache: unknown,
    names: readonly string[],
  ): Promise<unknown[] | undefined> {
    const [values] = await this.#ask({ type: "look", names }, [cache]);
    return Array.isArray(values) ? values : undefined;
  }

  /** Builds a net: its number, and its parameters. */
  async construct(
    module: string,
    name: string,
    args: unknown[],
  ): Promise<[net: number, params: unknown]> {
    const [made] = await this.#ask({ type: "construct", module, name }, args);
    const [number, params] = Array.isArray(made) ? made : [];
    if (typeof number !== "number") throw this.#refuse();
    return [number, params];
  }

  /** Calls a method of a net: its result, and its parameters as they are now. */
  async method(
    net: number,
    name: string,
    params: unknown,
    args: unknown[],
  ): Promise<[result: unknown, params: unknown]> {
    const request = { type: "method", net, name } as const;
    // A copy, which goes with its contents: they may have been changed here.
    const sent = typeof params === "object" ? { ...params } : params;
    const [result, after] = await this.#ask(request, [sent, ...args]);
    return [result, after];
  }

  /** Ends the child, for a reason or because it isn't needed any more. */
  async end(why?: string): Promise<void> {
    if (why !== undefined) this.#gone ??= new Gone(why);
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
    // What hasn't been read is of no interest now.
    await this.#lines.return?.();
    await this.#ended;
  }

  async #ask(
    request:
      | { type: "call" | "construct"; module: string; name: string }
      | { type: "method"; net: number; name: string }
      | { type: "look"; names: readonly string[] },
    args: unknown[],
    cache = false,
  ): Promise<unknown[]> {
    if (this.#gone) throw this.#gone;
    const packet = this.#wire.encode(args);
    const random = args.some(hasRandom);
    const fresh = this.#fresh;
    const { patient } = this;
    const whole: Request = {
      ...request,
      fresh,
      random,
      patient,
      cache,
      packet,
    };
    this.#fresh = false;
    this.#outbox += `${JSON.stringify(whole)}\n`;
    const turn = Promise.withResolvers<unknown[]>();
    this.#turns.push(turn);
    if (!this.#busy) {
      this.#busy = true;
      setImmediate(() => this.#exchange());
    }
    return await turn.promise;
  }

  /**
   * Sends the requests that have come together, and takes in their replies.
   * Where a property tries its inputs at the same time, they are many.
   */
  async #exchange(): Promise<void> {
    const turns = this.#turns;
    const text = this.#outbox;
    this.#turns = [];
    this.#outbox = "";
    // Not awaited: a child that can't write its replies doesn't read on.
    this.#send(text).catch(() => {});
    for (const turn of turns) {
      await this.#takeReply().then(turn.resolve, turn.reject);
    }
    setImmediate(() => {
      if (this.#turns.length > 0) this.#exchange();
      else this.#busy = false;
    });
  }

  async #takeReply(): Promise<unknown[]> {
    for (;;) {
      const reply = await this.#receive();
      switch (reply.type) {
        case "done":
          return this.#decode(reply.packet);
        case "threw":
          this.#decode(reply.packet);
          if (!isThrown(reply.thrown)) throw this.#refuse();
          throw revive(reply.thrown);
        case "unfit":
          if (typeof reply.message !== "string") throw this.#refuse();
          throw new Error(reply.message.slice(0, KEPT_ERRORS));
        case "ask":
          await this.#standInFor(reply);
          break;
        default:
          throw this.#refuse();
      }
    }
  }

  /** Does for a lesson what another one would, which the grader stands in for. */
  async #standInFor(asked: Extract<Reply, { type: "ask" }>): Promise<void> {
    const { module, name } = asked;
    const standIn = Object.hasOwn(this.#standIns, module) &&
      Object.hasOwn(this.#standIns[module]!, name) &&
      this.#standIns[module]![name];
    if (typeof standIn !== "function") throw this.#refuse();
    const args = this.#decode(asked.packet);
    let reply: Reply;
    try {
      checkMeeting(name, args);
      const result = standIn(...args);
      reply = {
        type: "done",
        packet: this.#wire.encode([result, ...args], true),
      };
    } catch (error) {
      if (error instanceof WireError) {
        throw this.#refuse("asked for too much data");
      }
      const packet = this.#wire.encode([undefined, ...args], true);
      reply = { type: "threw", thrown: describeThrown(error), packet };
    }
    await this.#send(`${JSON.stringify(reply)}\n`);
  }

  #decode(packet: Packet): unknown[] {
    try {
      return this.#wire.decode(packet);
    } catch (error) {
      throw this.#refuse((error as Error).message.replace(/^it /, ""));
    }
  }

  /** Ends a child that doesn't keep to the protocol. */
  #refuse(why = "sent something that isn't a reply"): Gone {
    this.#gone ??= new Gone(why);
    this.end();
    return this.#gone;
  }

  async #send(text: string): Promise<void> {
    try {
      await this.#input.write(encoder.encode(text));
    } catch {
      throw await this.#whyGone();
    }
  }

  async #receive(): Promise<Reply> {
    const { value, done } = await this.#lines.next();
    if (done) throw await this.#whyGone();
    if (hasTooManyParts(value)) throw this.#refuse();
    try {
      const reply = JSON.parse(value);
      if (typeof reply === "object" && reply !== null) return reply;
    } catch {
      // Said below.
    }
    throw this.#refuse();
  }

  /** The lines of the protocol among what the child prints. */
  async *#readLines(): AsyncGenerator<string> {
    let parts: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of this.#child.stdout) {
      let from = 0;
      for (
        let end = chunk.indexOf(NEWLINE);
        end >= 0;
        end = chunk.indexOf(NEWLINE, from)
      ) {
        parts.push(chunk.subarray(from, end));
        const line = decodeAll(parts, length + end - from);
        parts = [];
        length = 0;
        from = end + 1;
        if (line.startsWith(this.#mark)) yield line.slice(this.#mark.length);
        else this.#printed += line.length + 1;
      }
      parts.push(chunk.subarray(from));
      length += chunk.length - from;
      if (this.#printed > MAX_PRINTED || length > MAX_LINE) {
        this.#gone ??= new Gone("printed too much");
        this.end();
        return;
      }
    }
  }

  async #readErrors(): Promise<void> {
    const decoder = new TextDecoder();
    let length = 0;
    for await (const chunk of this.#child.stderr) {
      length += chunk.length;
      if (this.#errors.length < KEPT_ERRORS) {
        this.#errors += decoder.decode(chunk, { stream: true });
      }
      if (length > MAX_PRINTED && this.#gone === undefined) {
        this.#gone = new Gone("printed too much");
        this.#child.kill("SIGKILL");
      }
    }
  }

  async #whyGone(): Promise<Gone> {
    const { code, signal } = await this.#child.status;
    await this.#ended;
    return this.#gone ??= new Gone(endOf(code, signal, this.#errors));
  }
}

const NEWLINE = 10;
const encoder = new TextEncoder();
/** Whether a random stream is an argument or an option. */
function hasRandom(arg: unknown): boolean {
  return arg instanceof RandomState ||
    (typeof arg === "object" && arg !== null &&
      Object.values(arg).some((one) => one instanceof RandomState));
}
