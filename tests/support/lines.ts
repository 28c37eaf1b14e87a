/**
 * The oracle of normalization layers whose `x` has any shape, in plain loops
 * over numbers. All that differs between such layers is which numbers are
 * normalized together, and which gamma and beta they meet: a plan says it.
 *
 * @module
 */
import { flatten, fold, type Nested, shapeOf } from "./nested.ts";
import {
  type Backward,
  type FlatForward,
  lineBackward,
  moments,
  momentsAbout,
  type Scaled,
} from "./oracles.ts";

/** The place of a number. */
export interface Place {
  /** Name of the line: of the numbers that are normalized together. */
  line: string;
  /** Which entry of gamma and beta it meets. */
  feature: number;
  /** What stands for the mean of the line; its own when none is given. */
  about?: number;
}

/** Gives the place of the number at an index of `x`; nothing where it is padding. */
export type Plan = (index: readonly number[]) => Place | undefined;

/** Mean and variance. */
export interface Statistics {
  mean: number;
  variance: number;
}

/** Where the numbers of a line are among the flat ones, and which feature each meets. */
interface Line {
  name: string;
  about?: number;
  positions: number[];
  features: number[];
}

/** The lines of a shape. */
function layout(shape: readonly number[], plan: Plan): Line[] {
  const size = shape.reduce((a, b) => a * b, 1);
  const index = shape.map(() => 0);
  const lines = new Map<string, Line>();
  for (let position = 0; position < size; position++) {
    const place = plan(index);
    if (place !== undefined) {
      let line = lines.get(place.line);
      if (line === undefined) {
        const { line: name, about } = place;
        line = { name, positions: [], features: [] };
        if (about !== undefined) line.about = about;
        lines.set(place.line, line);
      }
      line.positions.push(position);
      line.features.push(place.feature);
    }
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (++index[axis]! < shape[axis]!) break;
      index[axis] = 0;
    }
  }
  return [...lines.values()];
}

function momentsOf(
  { about, positions }: Line,
  flat: readonly number[],
): [number, number] {
  const values = positions.map((k) => flat[k]!);
  return about === undefined ? moments(values) : momentsAbout(about, values);
}

/** The numbers of each line. */
export function linesOf(x: Nested, plan: Plan): Map<string, number[]> {
  const flat = flatten(x);
  return new Map(
    layout(shapeOf(x), plan)
      .map(({ name, positions }) => [name, positions.map((k) => flat[k]!)]),
  );
}

/** Mean and biased variance of each line. */
export function statisticsOf(x: Nested, plan: Plan): Map<string, Statistics> {
  return new Map(
    [...linesOf(x, plan)].map(([line, values]) => {
      const [mean, variance] = moments(values);
      return [line, { mean, variance }];
    }),
  );
}

/**
 * The forward pass on flat numbers, as numerical derivatives call it again and
 * again.
 */
export function flatForward<X extends Nested>(
  { x, eps }: Scaled<X>,
  plan: Plan,
): FlatForward {
  const lines = layout(shapeOf(x), plan);
  return (flat, gamma, beta) => {
    const out = flat.map(() => 0);
    for (const line of lines) {
      const { positions, features } = line;
      const [mean, variance] = momentsOf(line, flat);
      const std = Math.sqrt(variance + eps);
      for (const [i, k] of positions.entries()) {
        const j = features[i]!;
        out[k] = gamma[j]! * ((flat[k]! - mean) / std) + beta[j]!;
      }
    }
    return out;
  };
}

/**
 * The forward pass: zero where there is padding.
 *
 * @param given The statistics to normalize a line by; its own when none are given.
 */
export function linesForward<X extends Nested>(
  { x, gamma, beta = gamma.map(() => 0), eps }: Scaled<X>,
  plan: Plan,
  given?: (line: string) => Statistics,
): { out: X; magnitude: X } {
  const shape = shapeOf(x);
  const flat = flatten(x);
  const out = flat.map(() => 0);
  const magnitude = flat.map(() => 0);
  for (const line of layout(shape, plan)) {
    const { name, positions, features } = line;
    const [own, ownVariance] = momentsOf(line, flat);
    const { mean, variance } = given?.(name) ??
      { mean: own, variance: ownVariance };
    const std = Math.sqrt(variance + eps);
    for (const [i, k] of positions.entries()) {
      const j = features[i]!;
      const x_hat = (flat[k]! - mean) / std;
      out[k] = gamma[j]! * x_hat + beta[j]!;
      // By given statistics, correct ways to write it subtract the mean before
      // or after scaling.
      const terms = given === undefined
        ? Math.max(1, Math.abs(x_hat))
        : (Math.abs(flat[k]!) + Math.abs(mean)) / std;
      magnitude[k] = Math.abs(gamma[j]!) * terms + Math.abs(beta[j]!);
    }
  }
  return { out: fold(out, shape), magnitude: fold(magnitude, shape) };
}

/** The backward pass: zero where there is padding. */
export function linesBackward<X extends Nested>(
  { x, gamma, eps, ...input }: Scaled<X> & { dout: X },
  plan: Plan,
): Backward<X> {
  const shape = shapeOf(x);
  const flat = flatten(x);
  const dout = flatten(input.dout);
  const none = (like: readonly number[]) => like.map(() => 0);
  const [dx, dx_size] = [none(dout), none(dout)];
  const [dgamma, dgamma_size] = [none(gamma), none(gamma)];
  const [dbeta, dbeta_size] = [none(gamma), none(gamma)];
  for (const line of layout(shape, plan)) {
    const { about, positions, features } = line;
    const [mean, variance] = momentsOf(line, flat);
    const std = Math.sqrt(variance + eps);
    const x_hat = positions.map((k) => (flat[k]! - mean) / std);
    const slopes = positions.map((k, i) => dout[k]! * gamma[features[i]!]!);
    const gradients = lineBackward(slopes, x_hat, std, about === undefined);
    const largest = Math.max(...slopes.map(Math.abs)) / std;
    for (const [i, k] of positions.entries()) {
      const j = features[i]!;
      dx[k] = gradients[i]!;
      dx_size[k] = largest;
      dgamma[j]! += dout[k]! * x_hat[i]!;
      dgamma_size[j]! += Math.abs(dout[k]!) * Math.max(1, Math.abs(x_hat[i]!));
      dbeta[j]! += dout[k]!;
      dbeta_size[j]! += Math.abs(dout[k]!);
    }
  }
  return {
    dx: fold(dx, shape),
    dgamma,
    dbeta,
    magnitude: {
      dx: fold(dx_size, shape),
      dgamma: dgamma_size,
      dbeta: dbeta_size,
    },
  };
}
