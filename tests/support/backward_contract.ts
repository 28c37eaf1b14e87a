/**
 * The contract that the backward passes share, whatever the shape of `x` and
 * whatever the statistics are taken over.
 *
 * @module
 */
import fc from "fast-check";
import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";
import { RandomState } from "kit/nd/random.ts";
import { rel_error } from "kit/nn/mod.ts";
import {
  factors,
  LARGE,
  type Limits,
  oneOf,
  permute,
  withOrder,
  withTwoUpstreams,
  withUpstream,
} from "./arbitraries.ts";
import {
  arraysOf,
  assertSharesNothing,
  assertUnchanged,
  beside,
  rowsOf,
} from "./calls.ts";
import {
  assertClose,
  assertFinite,
  assertNumber,
  expectArray,
  expectTuple,
  RELATIVE,
} from "./close.ts";
import { FEW_RUNS, type Words } from "./contract.ts";
import { flatForward, linesBackward, linesOf, type Plan } from "./lines.ts";
import { combine, type Nested, shapeOf } from "./nested.ts";
import { recordedGradientCheck } from "./notebook.ts";
import {
  type Backward,
  centredDifferences,
  type Scaled,
  share,
} from "./oracles.ts";
import { say } from "./words.ts";

/** Gradients as a lesson returns them. */
type Gradients = [dx: unknown, dgamma: unknown, dbeta?: unknown];

/** The layer whose backward pass is tested; `I` is what its forward pass is given. */
export interface Layer<X extends Nested, I extends Scaled<X>> {
  /** Name of the backward function. */
  name: string;
  /** What gamma and beta were broadcast over, in words. */
  summed: string;
  /** Over what dx sums to zero, where a mean was subtracted. */
  centred?: {
    /** It in words. */
    over: string;
    /** "sum of dx over …", in the language of the run. */
    sumOfDx: () => string;
  };
  /** What it returns; all three unless given. */
  gradients?: readonly (typeof NAMES[number])[];
  /** Inputs of the kinds that hide bugs. */
  inputs: (limits?: Limits) => fc.Arbitrary<I>;
  /** A constant input of n samples and as many features as gamma has. */
  constant: (value: number, n: number, gamma: number[]) => I;
  /** The input with its samples in another order, or only some of them. */
  reordered: <J extends I>(input: J, order: readonly number[]) => J;
  /** The lesson's forward pass in train mode, for its cache. */
  forward: (
    x: NdArray,
    gamma: NdArray,
    beta: NdArray,
    input: I,
  ) => Promise<unknown>;
  /** The lesson's backward pass. */
  // deno-lint-ignore no-explicit-any -- the cache is the lesson's own business
  backward: (dout: NdArray, cache: any) => unknown;
  /** Which numbers are normalized together. */
  plan: (input: I) => Plan;
  /** Limits by which those are three at least, and all of them few. */
  three: Limits;
  /** The worked example of the guide; what it gives, exactly. */
  example: {
    input: I & { dout: X };
    dx: X;
    dgamma?: number[];
    dbeta?: number[];
  };
  /** The cell of the notebook that checks its gradients, with its input. */
  cell?: { number: number; input: () => I & { dout: X } };
}

const NAMES = ["dx", "dgamma", "dbeta"] as const;

/** The samples of an input in another order, for a layer whose `x` begins with them. */
export function reorderSamples<J extends { x: Nested }>(
  input: J,
  order: readonly number[],
): J {
  const rows = (nested: Nested) => permute<unknown>(nested, order);
  return {
    ...input,
    x: rows(input.x),
    ..."dout" in input ? { dout: rows(input.dout as Nested) } : {},
  };
}

/** The input of the notebook's gradient checks. */
export function notebookInput() {
  return { ...recordedGradientCheck(new RandomState(231), 4, 5), eps: 1e-5 };
}

/** Registers the contract. */
export function backwardContract<X extends Nested, I extends Scaled<X>>(
  { group, example, property }: Words,
  layer: Layer<X, I>,
): void {
  const { name, inputs, gradients: names = NAMES } = layer;
  type Upstream = I & { dout: X };

  const upstream = (limits?: Limits) =>
    withUpstream(inputs(limits)) as fc.Arbitrary<Upstream>;
  const twoUpstreams = () =>
    withTwoUpstreams(inputs()) as fc.Arbitrary<Upstream & { other: X }>;

  /** What plain loops give. */
  const expectedOf = (input: Upstream) =>
    linesBackward(input, layer.plan(input));
  const differencesOf = (input: Upstream) =>
    centredDifferences(flatForward(input, layer.plan(input)), input);

  /** Runs the lesson forward and keeps its cache. */
  async function cacheOf(
    input: I,
    { x, gamma, beta } = arraysOf(input),
  ): Promise<unknown> {
    const result = await layer.forward(x[0], gamma[0], beta[0], input);
    return expectTuple(result, say("the forward pass"), ["out", "cache"])[1];
  }

  /** Runs the lesson backward on a cache. */
  async function backward(dout: NdArray, cache: unknown): Promise<Gradients> {
    const result = await layer.backward(dout, cache);
    return expectTuple(result, `${name}()`, names) as Gradients;
  }

  async function gradients(input: Upstream): Promise<Gradients> {
    return await backward(nd.array(input.dout), await cacheOf(input));
  }

  function assertGradients(
    [dx, dgamma, dbeta]: Gradients,
    expected: Backward<X>,
    about = (name: string) => name,
  ): void {
    const { magnitude } = expected;
    const tolerated = <T extends Nested>(m: T) => share<T>(RELATIVE, m);
    if (names.includes("dbeta")) {
      assertClose(
        dbeta,
        expected.dbeta,
        about("dbeta"),
        tolerated(magnitude.dbeta),
      );
    }
    assertClose(
      dgamma,
      expected.dgamma,
      about("dgamma"),
      tolerated(magnitude.dgamma),
    );
    assertClose(dx, expected.dx, about("dx"), tolerated(magnitude.dx));
  }

  group(`${name}()`, () => {
    example("gives the worked example of the guide", async () => {
      const { input, ...expected } = layer.example;
      const actual = await gradients(input);
      for (const [k, name] of names.entries()) {
        if (expected[name] === undefined) continue;
        assertClose(actual[k], expected[name], name, 1e-12);
      }
    });

    const { cell } = layer;
    if (cell) {
      example(
        `passes the gradient check of the notebook, cell ${cell.number}`,
        async () => {
          const input = cell.input();
          const actual = await gradients(input);
          const numeric = differencesOf(input);
          for (const [k, what] of names.entries()) {
            const shape = shapeOf(numeric[what]);
            assertNumber(
              rel_error(
                expectArray(actual[k], what, shape),
                nd.array(numeric[what]),
              ),
              0,
              say("relative error of {what}", { what }),
              // The notebook: "between 1e-13 and 1e-8".
              1e-8,
            );
          }
        },
      );
    }

    for (const [k, what] of names.entries()) {
      property(
        `gives the ${what} of plain loops` +
          (what === "dx" ? "" : `, ${layer.summed}`),
        { input: upstream() },
        async ({ input }) => {
          const expected = expectedOf(input);
          assertClose(
            (await gradients(input))[k],
            expected[what],
            what,
            share<Nested>(RELATIVE, expected.magnitude[what]),
          );
        },
        { also: () => ({ input: oneOf(upstream(LARGE)) }) },
      );
    }

    property(
      "agrees with centred differences of the forward pass",
      // Three numbers at least: of two, what is left of dx is rounding. An eps
      // of 0.1 and up keeps the curvature, and so the error of the differences,
      // within bounds.
      { input: upstream({ ...layer.three, eps: 0.1, tame: true }) },
      async ({ input }) => {
        const actual = await gradients(input);
        const numeric = differencesOf(input);
        const { magnitude } = expectedOf(input);
        // The step is 1e-5 of a standard deviation: its square, and the
        // rounding of `out` divided by it, each leave about 1e-10.
        for (const [k, what] of names.entries()) {
          assertClose(
            actual[k],
            numeric[what],
            what,
            combine<Nested>((m) => 1e-7 * (1 + m), magnitude[what]),
          );
        }
      },
      { runs: 20 },
    );

    property(
      "looks at its arrays anew in every call",
      { input: upstream() },
      async ({ input }) => {
        const cache = await cacheOf(input);
        const dout = nd.array(input.dout);
        await backward(dout, cache);
        dout.data.forEach((value, i) => dout.data[i] = -2 * value);
        const turned = combine((value: number) => -2 * value, input.dout);
        assertGradients(
          await backward(dout, cache),
          expectedOf({ ...input, dout: turned }),
        );
      },
    );

    property(
      "is linear in the upstream gradient",
      { input: twoUpstreams(), factor: fc.integer({ min: -3, max: 3 }) },
      async ({ input, factor }) => {
        const { dout, other } = input;
        const cache = await cacheOf(input);
        const sum = <T extends Nested>(a: T, b: T, size = factor) =>
          combine<T>((one, two) => size * one + two, a, b);
        const one = expectedOf(input);
        const two = expectedOf({ ...input, dout: other });
        const size = (what: "dgamma" | "dbeta") =>
          sum(one.magnitude[what], two.magnitude[what], Math.abs(factor));
        assertGradients(
          await backward(nd.array(sum(dout, other)), cache),
          {
            dx: sum(one.dx, two.dx),
            dgamma: sum(one.dgamma, two.dgamma),
            dbeta: sum(one.dbeta, two.dbeta),
            magnitude: {
              dx: sum(one.magnitude.dx, two.magnitude.dx, Math.abs(factor)),
              dgamma: size("dgamma"),
              dbeta: size("dbeta"),
            },
          },
          (what) => say("{what} of a combination", { what }),
        );
      },
    );

    const { centred } = layer;
    if (centred) {
      property(
        `gives a dx that sums to zero over ${centred.over}`,
        { input: upstream() },
        async ({ input }) => {
          const [dx] = await gradients(input);
          const actual = rowsOf(dx, "dx", input.x);
          const { magnitude } = expectedOf(input);
          const linesIn = (values: X) => [
            ...linesOf(values, layer.plan(input)).values(),
          ];
          const sums = linesIn(actual)
            .map((line) => line.reduce((a, b) => a + b, 0));
          const limits = linesIn(magnitude.dx)
            .map((line) => RELATIVE * line.length * line[0]!);
          assertClose(
            nd.array(sums),
            sums.map(() => 0),
            centred.sumOfDx(),
            limits,
          );
        },
      );
    }

    property(
      "follows the order of the batch",
      { input: withUpstream(withOrder(inputs({ minN: 2 }))) },
      async ({ input }) => {
        const moved = layer.reordered(
          input as unknown as Upstream,
          input.order,
        );
        const { dx, magnitude, ...rest } = expectedOf(
          input as unknown as Upstream,
        );
        const rows = (nested: X) =>
          permute<unknown>(nested, input.order) as unknown as X;
        assertGradients(
          await gradients(moved),
          {
            ...rest,
            dx: rows(dx),
            magnitude: { ...magnitude, dx: rows(magnitude.dx) },
          },
          (what) => say("{what} of the reordered batch", { what }),
        );
      },
    );

    property(
      "can go back twice from one forward pass",
      { input: twoUpstreams() },
      async ({ input }) => {
        const cache = await cacheOf(input);
        await backward(nd.array(input.other), cache);
        assertGradients(
          await backward(nd.array(input.dout), cache),
          expectedOf(input),
          (what) => say("{what}, second time", { what }),
        );
      },
    );

    property(
      "goes back from the forward pass whose cache it is given",
      { one: upstream(), two: upstream() },
      async ({ one, two }) => {
        const first = await cacheOf(one);
        const second = await cacheOf(two);
        assertGradients(
          await backward(nd.array(one.dout), first),
          expectedOf(one),
          (what) => say("{what} of the first of two", { what }),
        );
        assertGradients(
          await backward(nd.array(two.dout), second),
          expectedOf(two),
          (what) => say("{what} of the second of two", { what }),
        );
      },
      { runs: FEW_RUNS },
    );

    property(
      "leaves dout, x and gamma as they are and returns arrays of its own",
      { input: upstream() },
      async ({ input }) => {
        await checkMemory(input);
        // One sample is where a sum over the batch is no more than another shape.
        await checkMemory(layer.reordered(input, [0]));
      },
      { runs: FEW_RUNS },
    );

    async function checkMemory(input: Upstream): Promise<void> {
      const { beta, ...arrays } = arraysOf(input);
      const arguments_ = { dout: beside(input.dout), ...arrays };
      const cache = await cacheOf(input, { ...arrays, beta });
      const actual = await backward(arguments_.dout[0], cache);
      assertUnchanged(arguments_);
      const results = names.map((what, k) => {
        const shape = k === 0 ? shapeOf(input.x) : [input.gamma.length];
        return [what, expectArray(actual[k], what, shape)] as const;
      });
      assertSharesNothing(Object.fromEntries(results), arguments_);
      assertGradients(
        await backward(nd.array(input.dout), cache),
        expectedOf(input),
        (what) => say("{what} after the first ones were overwritten", { what }),
      );
    }

    property(
      "stays finite for constant input, one sample and one feature",
      { value: fc.integer({ min: -3, max: 3 }), gamma: factors(2) },
      async ({ value, gamma }) => {
        for (const [n, d] of [[4, 2], [1, 2], [3, 1], [1, 1]] as const) {
          const input = layer.constant(value, n, gamma.slice(0, d));
          let entry = 0;
          const dout = combine<X>(() => entry++ % 5 - 2, input.x);
          const actual = await gradients({ ...input, dout });
          for (const [k, what] of names.entries()) {
            const shape = k === 0 ? shapeOf(input.x) : [d];
            assertFinite(actual[k], what, shape);
          }
        }
      },
      { runs: FEW_RUNS },
    );
  });
}
