/**
 * Functions and classes that look like a submission's and call its child: what
 * a contract is handed while a submission is graded.
 *
 * @module
 */
import type { Contract, Returned } from "../../../tests/support/contract.ts";
import { lessonById } from "../../course.ts";
import { Gone, type Session } from "./session.ts";

/** Proxies of a lesson and of those that it builds on, and who looks into caches. */
export function proxiesOf(
  { lesson, returns }: Pick<Contract, "lesson" | "returns">,
  session: () => Session,
): Record<string, unknown> {
  const all = [...lesson.buildsOn.map(lessonById), lesson];
  return {
    look: (cache: unknown, names: string[]) => session().look(cache, names),
    ...Object.fromEntries(
      all.flatMap(({ module, exports }) =>
        exports.map((name) => [
          name,
          proxyOf(session, module, name, returns[name]),
        ])
      ),
    ),
  };
}

function proxyOf(
  session: () => Session,
  module: string,
  name: string,
  returns: Returned | undefined,
): unknown {
  /** The child, if it has what is to be called. */
  const able = () => {
    const child = session();
    const why = cantCall(child, module, name);
    if (why !== undefined) throw why;
    return child;
  };
  if (returns !== "net") {
    const cache = returns === "out and cache";
    return async (...args: unknown[]) =>
      await able().call(module, name, lent(args), cache);
  }
  // Called with `new`, it gives a promise: tests await what they construct.
  return function (...args: unknown[]) {
    return construct(able, module, name, args);
  };
}

/** Arguments with lists of their own: labels and widths stay what the test made them. */
function lent(args: readonly unknown[]): unknown[] {
  return args.map((arg) => Array.isArray(arg) ? [...arg] : arg);
}

function cantCall(
  session: Session,
  module: string,
  name: string,
): Error | undefined {
  if (session.gone) return session.gone;
  const loaded = session.loaded.get(module);
  const file = `lessons/${module}.ts`;
  if (loaded === undefined) return new Gone(`never got to load ${file}`);
  if (loaded.error) {
    return new Error(`${file} can't be loaded: ${loaded.error}`);
  }
  if (!loaded.exports.includes(name)) {
    return new Error(`${file} doesn't export ${name}`);
  }
}

async function construct(
  able: () => Session,
  module: string,
  name: string,
  args: unknown[],
): Promise<unknown> {
  const session = able();
  const [number, made] = await session.construct(module, name, lent(args));
  const net: Record<string, unknown> = { params: made };
  return new Proxy(net, {
    get(_, key) {
      // `await` asks whether it is a promise.
      if (typeof key === "symbol" || key === "then") return undefined;
      if (key === "params") return net.params;
      return async (...args: unknown[]) => {
        const [result, params] = await able().method(
          number,
          key,
          net.params,
          lent(args),
        );
        net.params = params;
        return result;
      };
    },
  });
}
