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
  return nested.flatMap((part: number | Nested) =>
    typeof part === "number" ? [part] : flatten(part)
  );
}

/**
 * Numbers in rows, rows in planes, and so on.
 *
 * @param flat The numbers in order, as many as the shape has room for.
 */
export function fold<T extends Nested = Nested>(
  flat: readonly number[],
  [length, ...inner]: readonly number[],
): T {
  if (inner.length === 0) return [...flat] as unknown as T;
  const size = flat.length / length;
  return Array.from(
    { length },
    (_, i) => fold(flat.slice(i * size, (i + 1) * size), inner),
  ) as unknown as T;
}

/** Nested numbers whose entries are computed from those of others, all of one shape. */
export function combine<T extends Nested>(
  each: (...entries: number[]) => number,
  first: T,
  ...others: T[]
): T {
  const rest = others.map(flatten);
  return fold(
    flatten(first).map((entry, k) => each(entry, ...rest.map((r) => r[k]))),
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
