/**
 * The contract that the backward passes share: batch norm's two (statistics
 * over the batch) and layer norm's (statistics over the features).
 *
 * @module
 */
import fc from "fast-check";
import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";
import { RandomState } from "kit/nd/random.ts";
import { rel_error } from "kit/nn/mod.ts";
import {
  type Batch,
  columnBatches,
  factors,
  type Matrix,
  permute,
  rowBatches,
  transposed,
  withOrder,
  withTwoUpstreams,
  withUpstream,
} from "./arbitraries.ts";
import { assertSharesNothing, assertUnchanged, rowsOf } from "./calls.ts";
import {
  assertClose,
  assertFinite,
  assertNumber,
  expectArray,
  expectTuple,
  RELATIVE,
} from "./close.ts";
import { type Contract, FEW_RUNS } from "./contract.ts";
import { recordedGradientCheck } from "./notebook.ts";
import {
  type Backward,
  centredDifferences,
  type Forward,
  normBackward,
  share,
} from "./oracles.ts";
import { say } from "./words.ts";

/** Gradients as a lesson returns them. */
type Gradients = [dx: unknown, dgamma: unknown, dbeta: unknown];

/** The layer whose backward pass is tested. */
export interface Layer {
  /** Name of the backward function. */
  name: string;
  /** What the statistics are taken over. */
  over: "batch" | "features";
  /** The lesson's forward pass in train mode, for its cache. */
  forward: (
    x: NdArray,
    gamma: NdArray,
    beta: NdArray,
    eps: number,
  ) => Promise<unknown>;
  /** The lesson's backward pass. */
  // deno-lint-ignore no-explicit-any -- the cache is the lesson's own business
  backward: (dout: NdArray, cache: any) => unknown;
  /** The oracle of the forward pass. */
  oracle: (input: Batch) => Forward;
}

const NAMES = ["dx", "dgamma", "dbeta"];

/** Registers the contract. */
export function backwardContract(
  { group, example, property }: Contract,
  layer: Layer,
): void {
  const { name, over, oracle } = layer;
  const batches = over === "batch" ? columnBatches : rowBatches;
  const normalized = over === "batch" ? "the batch" : "the features of a row";

  /** Runs the lesson forward and keeps its cache. */
  async function cacheOf({ x, gamma, beta, eps }: Batch): Promise<unknown> {
    const result = await layer.forward(
      nd.array(x),
      nd.array(gamma),
      nd.array(beta),
      eps,
    );
    return expectTuple(result, say("the forward pass"), ["out", "cache"])[1];
  }

  /** Runs the lesson backward on a cache. */
  async function backward(dout: Matrix, cache: unknown): Promise<Gradients> {
    const result = await layer.backward(nd.array(dout), cache);
    return expectTuple(result, `${name}()`, NAMES) as Gradients;
  }

  async function gradients(
    input: Batch & { dout: Matrix },
  ): Promise<Gradients> {
    return await backward(input.dout, await cacheOf(input));
  }

  function assertGradients(
    [dx, dgamma, dbeta]: Gradients,
    expected: Backward,
    about = (name: string) => name,
  ): void {
    const { magnitude } = expected;
    assertClose(
      dbeta,
      expected.dbeta,
      about("dbeta"),
      share(RELATIVE, magnitude.dbeta),
    );
    assertClose(
      dgamma,
      expected.dgamma,
      about("dgamma"),
      share(RELATIVE, magnitude.dgamma),
    );
    assertClose(dx, expected.dx, about("dx"), share(RELATIVE, magnitude.dx));
  }

  group(`${name}()`, () => {
    example("gives the worked example of the guide", async () => {
      const flip = over === "batch"
        ? (rows: Matrix) => rows
        : (rows: Matrix) => transposed(rows);
      // One line of three numbers, with variance 2/3, beside a constant one.
      const x = flip([[1, 5], [2, 5], [3, 5]]);
      const dout = flip([[1, 0], [0, 2], [0, 0]]);
      const ones = x[0].map(() => 1);
      const input = { x, gamma: ones, beta: ones, eps: 1 / 3, dout };
      const [dx] = await gradients(input);
      const root = Math.sqrt(3);
      assertClose(
        dx,
        flip([[1 / 3, -2 * root / 3], [-1 / 3, 4 * root / 3], [
          0,
          -2 * root / 3,
        ]]),
        "dx",
        1e-12,
      );
    });

    example(
      `passes the gradient check of the notebook, cell ${
        over === "batch" ? 5 : 15
      }`,
      async () => {
        const drawn = recordedGradientCheck(new RandomState(231), 4, 5);
        const input = { ...drawn, eps: 1e-5 };
        const [dx, dgamma, dbeta] = await gradients(input);
        const numeric = centredDifferences(oracle, input);
        const check = (what: string, actual: NdArray, expected: NdArray) =>
          // The notebook: "between 1e-13 and 1e-8".
          assertNumber(
            rel_error(actual, expected),
            0,
            say("relative error of {what}", { what }),
            1e-8,
          );
        check("dx", expectArray(dx, "dx", [4, 5]), nd.array(numeric.dx));
        check(
          "dgamma",
          expectArray(dgamma, "dgamma", [5]),
          nd.array(numeric.dgamma),
        );
        check(
          "dbeta",
          expectArray(dbeta, "dbeta", [5]),
          nd.array(numeric.dbeta),
        );
      },
    );

    property(
      "gives the dx of plain loops",
      { input: withUpstream(batches()) },
      async ({ input }) => {
        const expected = normBackward(over, input);
        const [dx] = await gradients(input);
        assertClose(
          dx,
          expected.dx,
          "dx",
          share(RELATIVE, expected.magnitude.dx),
        );
      },
    );

    property(
      "gives the dgamma of plain loops, a sum over the batch",
      { input: withUpstream(batches()) },
      async ({ input }) => {
        const expected = normBackward(over, input);
        const [, dgamma] = await gradients(input);
        assertClose(
          dgamma,
          expected.dgamma,
          "dgamma",
          share(RELATIVE, expected.magnitude.dgamma),
        );
      },
    );

    property(
      "gives the dbeta of plain loops, a sum over the batch",
      { input: withUpstream(batches()) },
      async ({ input }) => {
        const expected = normBackward(over, input);
        const [, , dbeta] = await gradients(input);
        assertClose(
          dbeta,
          expected.dbeta,
          "dbeta",
          share(RELATIVE, expected.magnitude.dbeta),
        );
      },
    );

    property(
      "agrees with centred differences of the forward pass",
      // Three numbers at least: of two, what is left of dx is rounding. An eps
      // of 0.1 and up keeps the curvature, and so the error of the differences,
      // within bounds.
      {
        input: withUpstream(
          batches({ minN: 3, minD: 3, eps: 0.1, tame: true }),
        ),
      },
      async ({ input }) => {
        const [dx, dgamma, dbeta] = await gradients(input);
        const numeric = centredDifferences(oracle, input);
        const { magnitude } = normBackward(over, input);
        // The step is 1e-5 of a standard deviation: its square, and the
        // rounding of `out` divided by it, each leave about 1e-10.
        const tolerance = 1e-7;
        assertClose(
          dx,
          numeric.dx,
          "dx",
          magnitude.dx.map((row) => row.map((m) => tolerance * (1 + m))),
        );
        assertClose(
          dgamma,
          numeric.dgamma,
          "dgamma",
          magnitude.dgamma.map((m) => tolerance * (1 + m)),
        );
        assertClose(
          dbeta,
          numeric.dbeta,
          "dbeta",
          magnitude.dbeta.map((m) => tolerance * (1 + m)),
        );
      },
      { runs: 20 },
    );

    property(
      "is linear in the upstream gradient",
      {
        input: withTwoUpstreams(batches()),
        factor: fc.integer({ min: -3, max: 3 }),
      },
      async ({ input, factor }) => {
        const { dout, other } = input;
        const cache = await cacheOf(input);
        const sum = dout.map((row, i) =>
          row.map((g, j) => factor * g + other[i][j])
        );
        const one = normBackward(over, input);
        const two = normBackward(over, { ...input, dout: other });
        const combine = (a: number[], b: number[], size = factor) =>
          a.map((value, j) => size * value + b[j]);
        const size = Math.abs(factor);
        assertGradients(
          await backward(sum, cache),
          {
            dx: one.dx.map((row, i) => combine(row, two.dx[i])),
            dgamma: combine(one.dgamma, two.dgamma),
            dbeta: combine(one.dbeta, two.dbeta),
            magnitude: {
              dx: one.magnitude.dx.map((row, i) =>
                combine(row, two.magnitude.dx[i], size)
              ),
              dgamma: combine(
                one.magnitude.dgamma,
                two.magnitude.dgamma,
                size,
              ),
              dbeta: combine(one.magnitude.dbeta, two.magnitude.dbeta, size),
            },
          },
          (what) => say("{what} of a combination", { what }),
        );
      },
    );

    property(
      `gives a dx that sums to zero over ${normalized}`,
      { input: withUpstream(batches()) },
      async ({ input }) => {
        const [dx] = await gradients(input);
        const rows = rowsOf(dx, "dx", input.x);
        const { magnitude } = normBackward(over, input);
        const lines = over === "batch" ? transposed : (m: Matrix) => m;
        const sums = lines(rows).map((line) => line.reduce((a, b) => a + b, 0));
        const limits = lines(magnitude.dx).map((line) =>
          RELATIVE * line.length * line[0]
        );
        assertClose(
          nd.array(sums),
          sums.map(() => 0),
          over === "batch"
            ? say("sum of dx over the batch")
            : say("sum of dx over the features of a row"),
          limits,
        );
      },
    );

    property(
      "follows the order of the batch",
      { input: withUpstream(withOrder(batches({ minN: 2 }))) },
      async ({ input }) => {
        const { x, dout, order } = input;
        const { dx, magnitude, ...rest } = normBackward(over, input);
        assertGradients(
          await gradients({
            ...input,
            x: permute(x, order),
            dout: permute(dout, order),
          }),
          {
            ...rest,
            dx: permute(dx, order),
            magnitude: { ...magnitude, dx: permute(magnitude.dx, order) },
          },
          (what) => say("{what} of the reordered batch", { what }),
        );
      },
    );

    property(
      "can go back twice from one forward pass",
      { input: withTwoUpstreams(batches()) },
      async ({ input }) => {
        const cache = await cacheOf(input);
        await backward(input.other, cache);
        assertGradients(
          await backward(input.dout, cache),
          normBackward(over, input),
          (what) => say("{what}, second time", { what }),
        );
      },
    );

    property(
      "goes back from the forward pass whose cache it is given",
      { one: withUpstream(batches()), two: withUpstream(batches()) },
      async ({ one, two }) => {
        const first = await cacheOf(one);
        const second = await cacheOf(two);
        assertGradients(
          await backward(one.dout, first),
          normBackward(over, one),
          (what) => say("{what} of the first of two", { what }),
        );
        assertGradients(
          await backward(two.dout, second),
          normBackward(over, two),
          (what) => say("{what} of the second of two", { what }),
        );
      },
    );

    property(
      "leaves dout, x and gamma as they are and returns arrays of its own",
      { input: withUpstream(batches()) },
      async ({ input }) => {
        await checkMemory(input);
        // One sample is where a sum over the batch is no more than another shape.
        const [x, dout] = [input.x.slice(0, 1), input.dout.slice(0, 1)];
        await checkMemory({ ...input, x, dout });
      },
      { runs: FEW_RUNS },
    );

    async function checkMemory(
      input: Batch & { dout: Matrix },
    ): Promise<void> {
      const inputs: Record<string, [NdArray, number[] | Matrix]> = {
        dout: [nd.array(input.dout), input.dout],
        x: [nd.array(input.x), input.x],
        gamma: [nd.array(input.gamma), input.gamma],
      };
      const [x, gamma, dout] = [inputs.x[0], inputs.gamma[0], inputs.dout[0]];
      const [, cache] = expectTuple(
        await layer.forward(x, gamma, nd.array(input.beta), input.eps),
        say("the forward pass"),
        ["out", "cache"],
      );
      const [dx, dgamma, dbeta] = expectTuple(
        await layer.backward(dout, cache),
        `${name}()`,
        NAMES,
      );
      assertUnchanged(inputs);
      const shape = [input.x.length, input.gamma.length];
      assertSharesNothing({
        dx: expectArray(dx, "dx", shape),
        dgamma: expectArray(dgamma, "dgamma", [shape[1]]),
        dbeta: expectArray(dbeta, "dbeta", [shape[1]]),
      }, inputs);
      assertGradients(
        await backward(input.dout, cache),
        normBackward(over, input),
        (what) => say("{what} after the first ones were overwritten", { what }),
      );
    }

    property(
      "stays finite for constant input, one sample and one feature",
      { value: fc.integer({ min: -3, max: 3 }), gamma: factors(2) },
      async ({ value, gamma }) => {
        for (const [n, d] of [[4, 2], [1, 2], [3, 1], [1, 1]]) {
          const x = Array.from({ length: n }, () => Array(d).fill(value));
          const dout = x.map((row, i) => row.map((_, j) => i - 2 * j + 1));
          const g = gamma.slice(0, d);
          const [dx, dgamma, dbeta] = await gradients(
            { x, gamma: g, beta: g, eps: 1e-5, dout },
          );
          assertFinite(dx, "dx", [n, d]);
          assertFinite(dgamma, "dgamma", [d]);
          assertFinite(dbeta, "dbeta", [d]);
        }
      },
      { runs: FEW_RUNS },
    );
  });
}
