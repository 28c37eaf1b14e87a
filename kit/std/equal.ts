/** Values whose text says all that they are. */
const TEXTS = new Set<unknown>(
  [RegExp, URL, URLSearchParams].map((type) => type.prototype),
);

const TypedArray = Object.getPrototypeOf(Uint8Array);

/**
 * Whether two values are deeply equal as `@std/assert` means it: 0 is -0, NaN is
 * NaN, prototypes count, and a missing property isn't an undefined one.
 *
 * @param seen The pairs that were entered, so that a value may contain itself.
 * @throws {TypeError} If what they hold can't be looked at.
 */
export function equal(
  a: unknown,
  b: unknown,
  seen: Map<object, object> = new Map(),
): boolean {
  if (a === b || Object.is(a, b)) return true;
  if (!isObject(a) || !isObject(b)) return false;
  if (a instanceof Date && b instanceof Date) {
    return Object.is(a.getTime(), b.getTime());
  }
  const prototype = prototypeOf(a);
  if (prototype !== prototypeOf(b)) return false;
  if (isTyped(a) && isTyped(b)) return sameItems(a, b);
  if (isBuffer(a) && isBuffer(b)) {
    return sameItems(new Uint8Array(a), new Uint8Array(b));
  }
  if (a instanceof WeakMap || a instanceof WeakSet) {
    throw new TypeError(
      `Cannot compare: expected what can be listed, got a ${a.constructor.name}`,
    );
  }
  if (a instanceof WeakRef && b instanceof WeakRef) {
    return equal(a.deref(), b.deref(), seen);
  }
  if (seen.get(a) === b) return true;
  if (Object.keys(a).length !== Object.keys(b).length) return false;
  seen.set(a, b);
  if (isKeyed(a) && isKeyed(b)) return sameEntries(a, b, seen);
  if (TEXTS.has(prototype)) return String(a) === String(b);
  for (const key of keysOf(a, b)) {
    if (!(key in a && key in b)) return false;
    const value = a[key];
    if (isEndless(value, a, key)) {
      throw new TypeError(
        `Cannot compare: expected .${
          String(key)
        } to be one object, got another ` +
          `at each reading; compare what it holds`,
      );
    }
    if (!equal(value, b[key], seen)) return false;
  }
  return true;
}

type Properties = Record<PropertyKey, unknown>;

function isObject(value: unknown): value is Properties {
  return typeof value === "object" && value !== null;
}

/** An object without prototype passes for one of the common kind. */
function prototypeOf(value: object): object {
  return Object.getPrototypeOf(value) ?? Object.prototype;
}

function isTyped(value: object): value is ArrayLike<unknown> & object {
  return value instanceof TypedArray;
}

function isBuffer(value: object): value is ArrayBuffer | SharedArrayBuffer {
  return value instanceof ArrayBuffer ||
    // A page that isn't isolated has none.
    "SharedArrayBuffer" in globalThis && value instanceof SharedArrayBuffer;
}

function isKeyed(value: object): value is Map<unknown, unknown> | Set<unknown> {
  return value instanceof Map || value instanceof Set;
}

function sameItems(a: ArrayLike<unknown>, b: ArrayLike<unknown>): boolean {
  return a.length === b.length &&
    Array.from(a).every((item, i) => equal(item, b[i]));
}

function sameEntries(
  a: Map<unknown, unknown> | Set<unknown>,
  b: Map<unknown, unknown> | Set<unknown>,
  seen: Map<object, object>,
): boolean {
  return a.size === b.size && [...a.entries()].every(([key, value]) => {
    if (!isObject(key)) {
      return b.has(key) &&
        equal(value, b instanceof Map ? b.get(key) : key, seen);
    }
    return [...b.entries()].some(([k, v]) =>
      equal(key, k, seen) && equal(value, v, seen)
    );
  });
}

/** Of plain values what can be listed, of others all that is within reach. */
function keysOf(a: object, b: object): Iterable<PropertyKey> {
  return isPlain(a)
    ? Reflect.ownKeys({ ...a, ...b })
    : new Set([...keysWithin(a), ...keysWithin(b)]);
}

function isPlain(value: object): boolean {
  const prototype: unknown = prototypeOf(value);
  return prototype === Object.prototype || prototype === Array.prototype;
}

function keysWithin(value: object | null): PropertyKey[] {
  const isEnd = value === null || value === Object.prototype ||
    value === Array.prototype;
  if (isEnd) return [];
  return [
    ...Reflect.ownKeys(value),
    ...keysWithin(Object.getPrototypeOf(value)),
  ];
}

/** A getter such as `x.T`, which leads to ever more objects of the same kind. */
function isEndless(
  value: unknown,
  owner: Properties,
  key: PropertyKey,
): boolean {
  return isObject(value) && !isPlain(value) && value !== owner[key] &&
    Object.getPrototypeOf(value) === Object.getPrototypeOf(owner);
}
