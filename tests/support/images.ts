/**
 * What lesson 07 is tried on: batches of images whose channels differ in
 * magnitude, offset and spread.
 *
 * @module
 */
import fc from "fast-check";
import { epsilon, factors, type Limits, line } from "./arbitraries.ts";
import type { Plan } from "./lines.ts";
import { fold } from "./nested.ts";
import type { Input } from "./oracles.ts";

/** Images: by sample, then channel, height and width, or channels last. */
export type Images = number[][][][];

/** The axis that counts the channels. */
export type Axis = 1 | 3;

/** The input of batch norm for images. */
export interface ImageBatch extends Input<Images> {
  axis: Axis;
}

/** Each channel is normalized over all of its pixels. */
export function channelPlan(axis: Axis): Plan {
  return (index) => ({ line: String(index[axis]), feature: index[axis]! });
}

/** Images from (N, C, H, W) to (N, H, W, C). */
export function channelsLast(images: Images): Images {
  return images.map((maps) =>
    maps[0]!.map((row, h) => row.map((_, w) => maps.map((map) => map[h]![w]!)))
  );
}

/** Images from (N, H, W, C) to (N, C, H, W). */
export function channelsFirst(images: Images): Images {
  return images.map((rows) =>
    rows[0]![0]!.map((_, c) => rows.map((row) => row.map((pixel) => pixel[c]!)))
  );
}

/** Images by channels first in the layout with the channels on an axis, each in shape (H, W), in a layout. */
export function inLayout(images: Images, axis: Axis): Images {
  return axis === 1 ? images : channelsLast(images);
}

/** Only one channel of images. */
export function channel(images: Images, c: number, axis: Axis): Images {
  const first = axis === 1 ? images : channelsFirst(images);
  return inLayout(first.map((maps) => [maps[c]!]), axis);
}

/** Batches of images; `minN` is of samples, `minD` of channels. */
export function imageBatches(
  { minN = 1, maxN = 3, minD = 1, maxD = 3, eps, tame = false, large = false }:
    Limits = {},
): fc.Arbitrary<ImageBatch> {
  return fc.record({
    n: fc.integer({ min: minN, max: maxN }),
    c: fc.integer({ min: minD, max: maxD }),
    h: large ? fc.constant(4) : fc.integer({ min: 1, max: 2 }),
    w: large ? fc.constant(5) : fc.integer({ min: 1, max: 3 }),
    axis: fc.constantFrom<Axis>(1, 3),
    eps: eps === undefined ? epsilon : fc.constant(eps),
  }).chain(({ n, c, h, w, axis, eps }) =>
    fc.record({
      channels: fc.array(line(n * h * w, eps, tame), {
        minLength: c,
        maxLength: c,
      }),
      gamma: factors(c),
      beta: factors(c),
    }).map(({ channels, ...rest }) => {
      const maps = channels.map((flat) => fold<number[][][]>(flat, [n, h, w]));
      const x = maps[0]!.map((_, i) => maps.map((images) => images[i]!));
      return { x: inLayout(x, axis), ...rest, eps, axis };
    })
  );
}
