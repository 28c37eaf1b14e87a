/**
 * Lets one process run the same tests on many implementations: `kata/` points
 * to modules whose functions ask here, at every call, what to call.
 *
 * Import this module before any that imports from `kata/`.
 *
 * @module
 */

/** What each lesson's module exports. */
export type Implementations = Record<string, Record<string, unknown>>;

let current: Implementations = {};

/** Makes `kata/` stand for these implementations. */
export function switchTo(implementations: Implementations): void {
  current = implementations;
}

type AnyFunction = (...args: unknown[]) => unknown;
type AnyClass = new (...args: unknown[]) => object;

function exchange(module: string, name: string): unknown {
  const find = () => {
    const found = current[module]?.[name];
    if (found === undefined) {
      throw new ReferenceError(`Cannot find ${name} in ${module}`);
    }
    return found;
  };
  // A function can be called and constructed, whichever the export is.
  return function (...args: unknown[]) {
    return new.target === undefined
      ? (find() as AnyFunction)(...args)
      : new (find() as AnyClass)(...args);
  };
}

Object.assign(globalThis, { [Symbol.for("kata.switchboard")]: exchange });
