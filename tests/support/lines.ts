/**
 * The oracle of normalization layers whose `x` has any shape, in plain loops
 * over numbers. All that differs between such layers is which numbers are
 * normalized together, and which gamma and beta they meet: a plan says it.
 *
 * @module
 */
import { flatten, fold, indexOf, type Nested, shapeOf } from "./nested.ts";
import { type Backward, type Input, lineBackward, moments } from "./oracles.ts";

/** The place of a number. */
export interface Place {
  /** Name of the line: of the numbers that are normalized together. */
  line: string;
  /** Which entry of gamma and beta it meets. */
  feature: number;
}

/** Gives the place of the number at an index of `x`; nothing where it is padding. */
export type Plan = (index: readonly number[]) => Place | undefined;

/** Mean and variance. */
export interface Statistics {
  mean: number;
  variance: number;
}

/** The positions of each line in the flat numbers of a shape. */
function positionsOf(shape: readonly number[], plan: Plan) {
  const size = shape.reduce((a, b) => a * b, 1);
  const lines = new Map<string, { position: number; feature: number }[]>();
  for (let position = 0; position < size; position++) {
    const place = plan(indexOf(position, shape));
    if (place === undefined) continue;
    const { line, feature } = place;
    lines.set(line, [...lines.get(line) ?? [], { position, feature }]);
  }
  return lines;
}

/** The numbers of each line. */
export function linesOf(x: Nested, plan: Plan): Map<string, number[]> {
  const flat = flatten(x);
  return new Map(
    [...positionsOf(shapeOf(x), plan)].map(([line, places]) => [
      line,
      places.map(({ position }) => flat[position]),
    ]),
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
 * The forward pass: zero where there is padding.
 *
 * @param given The statistics to normalize a line by; its own when none are given.
 */
export function linesForward<X extends Nested>(
  { x, gamma, beta, eps }: Input<X>,
  plan: Plan,
  given?: (line: string) => Statistics,
): { out: X; magnitude: X; x_hat: number[] } {
  const shape = shapeOf(x);
  const flat = flatten(x);
  const own = statisticsOf(x, plan);
  const [out, magnitude, x_hat] = [0, 0, 0].map(() => flat.map(() => 0));
  for (const [line, places] of positionsOf(shape, plan)) {
    const { mean, variance } = given?.(line) ?? own.get(line)!;
    const std = Math.sqrt(variance + eps);
    for (const { position: k, feature: j } of places) {
      x_hat[k] = (flat[k] - mean) / std;
      out[k] = gamma[j] * x_hat[k] + beta[j];
      // By given statistics, correct ways to write it subtract the mean before
      // or after scaling.
      const terms = given === undefined
        ? Math.max(1, Math.abs(x_hat[k]))
        : (Math.abs(flat[k]) + Math.abs(mean)) / std;
      magnitude[k] = Math.abs(gamma[j]) * terms + Math.abs(beta[j]);
    }
  }
  return { out: fold(out, shape), magnitude: fold(magnitude, shape), x_hat };
}

/** The backward pass: zero where there is padding. */
export function linesBackward<X extends Nested>(
  input: Input<X> & { dout: X },
  plan: Plan,
): Backward<X> {
  const { x, gamma, eps } = input;
  const shape = shapeOf(x);
  const dout = flatten(input.dout);
  const { x_hat } = linesForward(input, plan);
  const own = statisticsOf(x, plan);
  const [dx, dx_size] = [0, 0].map(() => dout.map(() => 0));
  const [dgamma, dgamma_size, dbeta, dbeta_size] = [0, 0, 0, 0]
    .map(() => gamma.map(() => 0));
  for (const [line, places] of positionsOf(shape, plan)) {
    const std = Math.sqrt(own.get(line)!.variance + eps);
    const slopes = places.map(({ position, feature }) =>
      dout[position] * gamma[feature]
    );
    const hats = places.map(({ position }) => x_hat[position]);
    const gradients = lineBackward(slopes, hats, std);
    const largest = Math.max(...slopes.map(Math.abs)) / std;
    places.forEach(({ position: k, feature: j }, i) => {
      dx[k] = gradients[i];
      dx_size[k] = largest;
      dgamma[j] += dout[k] * x_hat[k];
      dgamma_size[j] += Math.abs(dout[k]) * Math.max(1, Math.abs(x_hat[k]));
      dbeta[j] += dout[k];
      dbeta_size[j] += Math.abs(dout[k]);
    });
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
