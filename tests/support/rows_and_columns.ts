/**
 * The layers of lessons 02, 03 and 05, whose `x` is a matrix: statistics of its
 * columns, or of its rows.
 *
 * @module
 */
import {
  columnBatches,
  type Matrix,
  rowBatches,
  transposed,
} from "./arbitraries.ts";
import type { Batch } from "./arbitraries.ts";
import {
  type Layer,
  notebookInput,
  reorderSamples,
} from "./backward_contract.ts";
import { say } from "./words.ts";

type Functions = "name" | "forward" | "backward";

/** Whose statistics are taken over the batch, or over the features of a row. */
export function matrixLayer(
  over: "batch" | "features",
  functions: Pick<Layer<Matrix, Batch>, Functions>,
): Layer<Matrix, Batch> {
  const flip = (rows: Matrix) => over === "batch" ? rows : transposed(rows);
  // One line of three numbers, with variance 2/3, beside a constant one.
  const x = flip([[1, 5], [2, 5], [3, 5]]);
  const dout = flip([[1, 0], [0, 2], [0, 0]]);
  const ones = x[0]!.map(() => 1);
  const root = Math.sqrt(3);
  return {
    ...functions,
    summed: "a sum over the batch",
    centred: {
      over: over === "batch" ? "the batch" : "the features of a row",
      sumOfDx: () =>
        over === "batch"
          ? say("sum of dx over the batch")
          : say("sum of dx over the features of a row"),
    },
    inputs: over === "batch" ? columnBatches : rowBatches,
    constant: (value, n, gamma) => ({
      x: Array.from({ length: n }, () => gamma.map(() => value)),
      gamma,
      beta: gamma,
      eps: 1e-5,
    }),
    reordered: reorderSamples,
    plan: () => ([i, j = 0]) => ({
      line: String(over === "batch" ? j : i),
      feature: j,
    }),
    three: over === "batch" ? { minN: 3 } : { minD: 3 },
    example: {
      input: { x, gamma: ones, beta: ones, eps: 1 / 3, dout },
      dx: flip([
        [1 / 3, -2 * root / 3],
        [-1 / 3, 4 * root / 3],
        [0, -2 * root / 3],
      ]),
    },
    cell: { number: over === "batch" ? 5 : 15, input: notebookInput },
  };
}
