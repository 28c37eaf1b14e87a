/**
 * Lessons' functions return what they computed, and no promise of it: contracts
 * await every call for the sake of sandboxes, and wouldn't notice.
 *
 * @module
 */
import { Mismatch } from "./close.ts";
import type { Callable, Exports } from "./trace.ts";
import { say } from "./words.ts";

/** A lesson whose functions, and methods of whose classes, may return no promise. */
export function refusingPromises(
  lesson: Exports,
  names: readonly string[],
): Exports {
  const refusing = { ...lesson };
  for (const name of names) {
    const found = lesson[name];
    if (typeof found !== "function") continue;
    refusing[name] = /^class\b/.test(String(found))
      ? new Proxy(found, {
        construct: (target, args, newTarget) =>
          methodsOf(Reflect.construct(target, args, newTarget)),
      })
      : settled(name, found);
  }
  return refusing;
}

/** An object whose methods are called on itself, private fields and all. */
function methodsOf(made: object): object {
  return new Proxy(made, {
    get(target, name) {
      const found = Reflect.get(target, name, target);
      return typeof found === "function" && typeof name === "string"
        ? settled(name, found.bind(target))
        : found;
    },
    set: (target, name, value) => Reflect.set(target, name, value, target),
  });
}

function settled(name: string, call: Callable): Callable {
  return (...args) => {
    const result = call(...args);
    if (typeof result?.then !== "function") return result;
    // It may be rejected later, when nobody waits for it.
    result.then(undefined, () => {});
    throw new Mismatch(
      name,
      say("{call} returned a promise: take async and await out of it", {
        call: `${name}()`,
      }),
    );
  };
}
