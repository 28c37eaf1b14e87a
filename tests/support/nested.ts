/**
 * Arrays of any depth in plain numbers: what the properties draw and the
 * oracles give.
 *
 * @module
 */

/** Numbers in rows, rows in planes, and so on. */
export type Nested = readonly number[] | readonly Nested[];

/** The shape of nested numbers. */
export function shapeOf(nested: Nested): number[] {
  const [first] = nested;
  return Array.isArray(first)
    ? [nested.length, ...shapeOf(first)]
    : [nested.length];
}

/** The numbers in order. */
export function flatten(nested: Nested): number[] {
  const flat: number[] = [];
  gather(nested, flat);
  return flat;
}

function gather(nested: Nested, flat: number[]): void {
  for (const part of nested) {
    if (typeof part === "number") flat.push(part);
    else gather(part, flat);
  }
}

/**
 * Numbers in rows, rows in planes, and so on.
 *
 * @param flat The numbers in order, as many as the shape has room for.
 */
export function fold<T extends Nested = Nested>(
  flat: readonly number[],
  shape: readonly number[],
): T {
  let next = 0;
  const part = (axis: number): unknown[] => {
    const parts: unknown[] = [];
    for (let i = 0; i < shape[axis]!; i++) {
      parts.push(axis === shape.length - 1 ? flat[next++] : part(axis + 1));
    }
    return parts;
  };
  return part(0) as unknown as T;
}

/** Nested numbers whose entries are computed from those of others, all of one shape. */
export function combine<T extends Nested>(
  each: (...entries: number[]) => number,
  first: T,
  ...others: T[]
): T {
  const rest = others.map(flatten);
  return fold(
    flatten(first).map((entry, k) => each(entry, ...rest.map((r) => r[k]!))),
    shapeOf(first),
  );
}

/** The index that a position in the flat numbers has in a shape. */
export function indexOf(position: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  for (const length of shape.toReversed()) {
    index.unshift(position % length);
    position = Math.floor(position / length);
  }
  return index;
}
