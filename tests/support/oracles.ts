/**
 * What the lessons should compute, in plain loops over numbers: nothing here
 * comes from `kit/`, from `lessons/` or from `solutions/`.
 *
 * Each oracle gives, beside its results, the magnitudes that the results were
 * computed from. A tolerance is a share of them: comparing a small difference of
 * large terms relative to the difference itself would compare rounding.
 *
 * @module
 */
import type { Batch, Matrix, Running } from "./arbitraries.ts";
import { transposed } from "./arbitraries.ts";
import { combine, flatten, fold, type Nested, shapeOf } from "./nested.ts";

/** Mean and biased variance. */
export function moments(line: readonly number[]): [number, number] {
  let sum = 0;
  for (const value of line) sum += value;
  return momentsAbout(sum / line.length, line);
}

/** What stands for the mean, and the mean square of the distances from it. */
export function momentsAbout(
  mean: number,
  line: readonly number[],
): [number, number] {
  let squares = 0;
  for (const value of line) squares += (value - mean) ** 2;
  return [mean, squares / line.length];
}

/** What a forward pass should give. */
export interface Forward {
  out: Matrix;
  /** Magnitude of each entry's terms: |gamma| · max(1, |x_hat|) + |beta|. */
  magnitude: Matrix;
  /** The normalized input. */
  x_hat: Matrix;
  /** sqrt(var + eps) of each feature (batch norm) or row (layer norm). */
  std: number[];
  mean: number[];
  variance: number[];
}

/** Normalizes each line with itself; gamma and beta come later. */
function normalizeLines(lines: Matrix, eps: number) {
  const stats = lines.map(moments);
  const mean = stats.map(([m]) => m);
  const variance = stats.map(([, v]) => v);
  const std = variance.map((v) => Math.sqrt(v + eps));
  const x_hat = lines.map((line, k) =>
    line.map((value) => (value - mean[k]!) / std[k]!)
  );
  return { mean, variance, std, x_hat };
}

function scaleAndShift(
  x_hat: Matrix,
  gamma: readonly number[],
  beta: readonly number[],
): { out: Matrix; magnitude: Matrix } {
  return {
    out: x_hat.map((row) => row.map((h, j) => gamma[j]! * h + beta[j]!)),
    magnitude: x_hat.map((row) =>
      row.map((h, j) =>
        Math.abs(gamma[j]!) * Math.max(1, Math.abs(h)) + Math.abs(beta[j]!)
      )
    ),
  };
}

/** Batch norm in train mode: statistics of each column. */
export function batchForward({ x, gamma, beta, eps }: Batch): Forward {
  const { x_hat, ...stats } = normalizeLines(transposed(x), eps);
  const rows = transposed(x_hat);
  return { ...scaleAndShift(rows, gamma, beta), x_hat: rows, ...stats };
}

/** Layer norm: statistics of each row. */
export function layerForward({ x, gamma, beta, eps }: Batch): Forward {
  const { x_hat, ...stats } = normalizeLines(x, eps);
  return { ...scaleAndShift(x_hat, gamma, beta), x_hat, ...stats };
}

/** Batch norm in test mode: the running averages for statistics. */
export function batchForwardTest(
  { x, gamma, beta, eps, running_mean, running_var }: Batch & Running,
): { out: Matrix; magnitude: Matrix } {
  const std = running_var.map((v) => Math.sqrt(v + eps));
  return {
    out: x.map((row) =>
      row.map((value, j) =>
        gamma[j]! * (value - running_mean[j]!) / std[j]! + beta[j]!
      )
    ),
    // Correct ways to write it subtract the mean before or after scaling.
    magnitude: x.map((row) =>
      row.map((value, j) =>
        Math.abs(gamma[j]!) * (Math.abs(value) + Math.abs(running_mean[j]!)) /
          std[j]! + Math.abs(beta[j]!)
      )
    ),
  };
}

/** The running averages after one more batch. */
export function updated(
  running: readonly number[],
  statistic: readonly number[],
  momentum: number,
): number[] {
  return running.map((old, j) =>
    momentum * old + (1 - momentum) * statistic[j]!
  );
}

/** What a backward pass should give. */
export interface Backward<X extends Nested = Matrix> {
  dx: X;
  dgamma: number[];
  dbeta: number[];
  /** Magnitudes of each entry's terms. */
  magnitude: { dx: X; dgamma: number[]; dbeta: number[] };
}

/**
 * The gradient through the normalization of one line, by its Jacobian:
 * d(x_hat_i)/d(x_j) = (δ_ij − 1/n − x_hat_i · x_hat_j / n) / std. Without the
 * 1/n where no mean was subtracted.
 */
export function lineBackward(
  dx_hat: readonly number[],
  x_hat: readonly number[],
  std: number,
  centred = true,
): number[] {
  const n = x_hat.length;
  const mean = centred ? 1 / n : 0;
  return x_hat.map((h_j, j) => {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const delta = i === j ? 1 : 0;
      sum += dx_hat[i]! * (delta - mean - x_hat[i]! * h_j / n) / std;
    }
    return sum;
  });
}

/** The backward pass, normalizing over the batch or over the features. */
export function normBackward(
  over: "batch" | "features",
  input: Batch & { dout: Matrix },
): Backward {
  const { gamma, dout } = input;
  const forward = over === "batch" ? batchForward(input) : layerForward(input);
  const dx_hat = dout.map((row) => row.map((g, j) => g * gamma[j]!));

  const lines = over === "batch" ? transposed : (matrix: Matrix) => matrix;
  const line_dx_hat = lines(dx_hat);
  const line_x_hat = lines(forward.x_hat);
  const dx = line_dx_hat.map((line, k) =>
    lineBackward(line, line_x_hat[k]!, forward.std[k]!)
  );
  const magnitude = line_dx_hat.map((line, k) => {
    const largest = Math.max(...line.map(Math.abs)) / forward.std[k]!;
    return line.map(() => largest);
  });

  const columns = transposed(dout);
  const x_hat_columns = transposed(forward.x_hat);
  return {
    dx: lines(dx),
    dgamma: columns.map((column, j) =>
      column.reduce((sum, g, i) => sum + g * x_hat_columns[j]![i]!, 0)
    ),
    dbeta: columns.map((column) => column.reduce((sum, g) => sum + g, 0)),
    magnitude: {
      dx: lines(magnitude),
      dgamma: columns.map((column, j) =>
        column.reduce(
          (sum, g, i) =>
            sum + Math.abs(g) * Math.max(1, Math.abs(x_hat_columns[j]![i]!)),
          0,
        )
      ),
      dbeta: columns.map((column) =>
        column.reduce((sum, g) => sum + Math.abs(g), 0)
      ),
    },
  };
}

/** A share of magnitudes, entry by entry: what a comparison tolerates. */
export function share<T extends Nested>(factor: number, magnitude: T): T {
  return combine((m) => factor * m, magnitude);
}

/** What a layer that scales is given, whatever the shape of `x`. */
export interface Scaled<X extends Nested = Nested> {
  x: X;
  gamma: number[];
  /** None where it doesn't shift. */
  beta?: number[];
  eps: number;
}

/** What a layer that scales and shifts is given. */
export interface Input<X extends Nested = Nested> extends Scaled<X> {
  beta: number[];
}

/** A forward pass from flat `x`, gamma and beta to flat `out`. */
export type FlatForward = (
  x: readonly number[],
  gamma: readonly number[],
  beta: readonly number[],
) => number[];

/**
 * The gradients of sum(out · dout) by centred differences of a forward pass.
 *
 * @param forward The oracle of the forward pass.
 * @param input The batch and the upstream gradient.
 * @param h Step, as a share of 1: inputs are of the order of 1.
 * @returns Gradients shaped as x, gamma and beta.
 */
export function centredDifferences<X extends Nested>(
  forward: FlatForward,
  input: Scaled<X> & { dout: X },
  h = 1e-5,
): { dx: X; dgamma: number[]; dbeta: number[] } {
  const x = flatten(input.x);
  const gamma = [...input.gamma];
  const beta = [...input.beta ?? gamma.map(() => 0)];
  const dout = flatten(input.dout);
  const loss = () => {
    let sum = 0;
    for (const [k, value] of forward(x, gamma, beta).entries()) {
      sum += value * dout[k]!;
    }
    return sum;
  };
  const slopes = (values: number[]) =>
    values.map((value, i) => {
      values[i] = value + h;
      const above = loss();
      values[i] = value - h;
      const below = loss();
      values[i] = value;
      return (above - below) / (2 * h);
    });
  return {
    dx: fold(slopes(x), shapeOf(input.x)),
    dgamma: slopes(gamma),
    dbeta: slopes(beta),
  };
}
