import { assert, assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "fast-check";
import { array, type DType, NdArray, zeros } from "../nd/mod.ts";
import { adamFor } from "./fast/adam.ts";
import { adam, rmsprop, sgd, sgd_momentum, type UpdateRule } from "./mod.ts";
import { arrayFrom, arraysOf, dtypes, length, values } from "./testing.ts";

type Numbers = Record<string, number>;

/** The same for every step: a rule, its hyperparameters, and its definition. */
interface Case {
  rule: UpdateRule;
  /** Hyperparameters for which no rounding is blown up. */
  numbers: fc.Arbitrary<Numbers>;
  /** What the course sets where nothing is given. */
  defaults: Numbers;
  /** Names of the arrays that the rule remembers. */
  states: string[];
  /** The next value of one number by the definition, and the states; from all gradients so far. */
  define: (numbers: Numbers, gradients: readonly number[]) => {
    step: number;
    states: Numbers;
  };
}

const share = (min: number, max: number) =>
  fc.double({ min, max, noNaN: true });
const learning_rate = share(1e-4, 1);
const epsilon = fc.constantFrom(1e-8, 1e-4);

/** Sum of decayed terms, the last of which counts fully: what a moving average amounts to. */
function decayedSum(
  terms: readonly number[],
  decay: number,
  f: (term: number) => number,
): number {
  let total = 0;
  terms.forEach((term, i) => {
    total += decay ** (terms.length - 1 - i) * f(term);
  });
  return total;
}

const square = (value: number) => value ** 2;
const itself = (value: number) => value;

const cases: Record<string, Case> = {
  sgd: {
    rule: sgd,
    numbers: fc.record({ learning_rate }),
    defaults: { learning_rate: 1e-2 },
    states: [],
    define: ({ learning_rate = NaN }, gradients) => ({
      step: -learning_rate * gradients.at(-1)!,
      states: {},
    }),
  },
  sgd_momentum: {
    rule: sgd_momentum,
    numbers: fc.record({ learning_rate, momentum: share(0, 1) }),
    defaults: { learning_rate: 1e-2, momentum: 0.9 },
    states: ["velocity"],
    define: ({ learning_rate = NaN, momentum = NaN }, gradients) => {
      const velocity = -learning_rate * decayedSum(gradients, momentum, itself);
      return { step: velocity, states: { velocity } };
    },
  },
  rmsprop: {
    rule: rmsprop,
    numbers: fc.record({
      learning_rate,
      decay_rate: share(0.5, 0.99),
      epsilon,
    }),
    defaults: { learning_rate: 1e-2, decay_rate: 0.99, epsilon: 1e-8 },
    states: ["cache"],
    define: (
      { learning_rate = NaN, decay_rate = NaN, epsilon = NaN },
      gradients,
    ) => {
      const cache = (1 - decay_rate) *
        decayedSum(gradients, decay_rate, square);
      const last = gradients.at(-1)!;
      return {
        step: -learning_rate * last / (Math.sqrt(cache) + epsilon),
        states: { cache },
      };
    },
  },
  adam: {
    rule: adam,
    numbers: fc.record({
      learning_rate,
      beta1: share(0, 0.95),
      beta2: share(0.9, 0.999),
      epsilon,
    }),
    defaults: { learning_rate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
    states: ["m", "v"],
    define: (
      { learning_rate = NaN, beta1 = NaN, beta2 = NaN, epsilon = NaN },
      gradients,
    ) => {
      const t = gradients.length;
      const m = (1 - beta1) * decayedSum(gradients, beta1, itself);
      const v = (1 - beta2) * decayedSum(gradients, beta2, square);
      const m_hat = m / (1 - beta1 ** t);
      const v_hat = v / (1 - beta2 ** t);
      return {
        step: -learning_rate * m_hat / (Math.sqrt(v_hat) + epsilon),
        states: { m, v },
      };
    },
  },
};

/** Few values, or so many, made by a generator of their own, that kernels take them. */
const arraysFor = (shape: number[], dtype: DType) =>
  shape[0] === MANY
    ? fc.nat().map((seed) => many(MANY, seed, dtype))
    : arraysOf(shape, values, fc.constant(dtype));

const MANY = 300;

/** A parameter and the gradients of a few steps. */
const trainings = (dtype: fc.Arbitrary<DType> = dtypes) => {
  const shapes = fc.oneof(
    { weight: 5, arbitrary: fc.array(length, { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.constant<number[]>([MANY]) },
  );
  return fc.tuple(shapes, dtype).chain(([shape, dtype]) =>
    fc.tuple(
      arraysFor(shape, dtype),
      fc.array(arraysFor(shape, dtype), { minLength: 1, maxLength: 5 }),
    )
  );
};

function isNear(actual: number, wanted: number, tolerance: number): void {
  assert(
    Math.abs(actual - wanted) <= tolerance,
    `expected ${wanted} up to ${tolerance}, got ${actual}`,
  );
}

function linspace(from: number, to: number, count: number): number[] {
  return Array.from(
    { length: count },
    (_, i) => from + i * (to - from) / (count - 1),
  );
}

const grid = (from: number, to: number) =>
  arrayFrom(linspace(from, to, 20), [4, 5]);

for (const [name, { rule, numbers, defaults, states, define }] of entries()) {
  describe(`${name}()`, () => {
    it("agrees with its definition over several steps", () => {
      fc.assert(fc.property(trainings(), numbers, ([w, dws], numbers) => {
        let next = w;
        let config: Record<string, unknown> = numbers;
        dws.forEach((dw) => [next, config] = rule(next, dw, config));

        // No step is longer than 20 (momentum 1, five gradients of 4), so w stays below 64 and is
        // rounded to 2**-17 or 2**-46 a few times; roots and quotients add a few more of these.
        const tolerance = w.dtype === "float32" ? 1e-3 : 1e-11;
        for (let i = 0; i < w.size; i++) {
          const gradients = dws.map(({ data }) => data[i]!);
          let wanted = w.data[i]!;
          gradients.forEach((_, t) => {
            wanted += define(numbers, gradients.slice(0, t + 1)).step;
          });
          isNear(next.data[i]!, wanted, tolerance);
          const remembered = define(numbers, gradients).states;
          for (const state of states) {
            const { data } = config[state] as NdArray;
            isNear(data[i]!, remembered[state]!, tolerance);
          }
        }
      }));
    });

    it("has the course's defaults, and returns them", () => {
      fc.assert(fc.property(trainings(), ([w, dws]) => {
        const dw = dws[0]!;
        const [next, config] = rule(w, dw);
        const [same] = rule(w, dw, defaults);
        assertEquals([...next.data], [...same.data]);
        for (const [key, value] of Object.entries(config)) {
          if (states.includes(key)) continue;
          assertEquals(value, key === "t" ? 1 : defaults[key]);
        }
        const keys = Object.keys(config).filter((key) => key !== "t");
        assertEquals(keys.sort(), [...Object.keys(defaults), ...states].sort());
      }));
    });

    it("keeps the shape and number format of w, also for the rest", () => {
      const cases = trainings().chain(([w, dws]) =>
        fc.tuple(fc.constant(w), fc.constant(dws), dtypes)
      );
      fc.assert(fc.property(cases, ([w, dws, dtype]) => {
        const [next, config] = rule(w, dws[0]!.astype(dtype));
        const arrays = arraysIn(config);
        assertEquals(arrays.length, states.length);
        for (const { shape, dtype } of [next, ...arrays]) {
          assertEquals([shape, dtype], [w.shape, w.dtype]);
        }
        const [same] = rule(w, dws[0]!.astype(dtype).astype("float64"));
        assertEquals(next.data, same.data);
      }));
    });

    it("leaves its arguments alone and shares no memory with them", () => {
      fc.assert(fc.property(trainings(), ([w, dws]) => {
        const nothing = {};
        const [, config] = rule(w, dws[0]!, nothing);
        assertEquals(nothing, {});
        const given = [w, ...dws, ...arraysIn(config)];
        const before = given.map(({ data }) => [...data]);
        const keys = { ...config };
        const [next, nextConfig] = rule(w, dws[0]!, config);
        for (const { data } of [next, ...arraysIn(nextConfig)]) data.fill(NaN);
        assertEquals(given.map(({ data }) => [...data]), before);
        assert(nextConfig !== config);
        for (const [key, value] of Object.entries(config)) {
          assert(Object.is(value, keys[key as keyof typeof keys]));
        }
      }));
    });

    it("makes the same of memory that it may reuse", () => {
      fc.assert(fc.property(trainings(), ([w, dws]) => {
        const [, config] = rule(w, dws[0]!);
        const [expected, expectedConfig] = rule(w, dws[0]!, config);
        const states = arraysIn(config);
        const ours = w.copy();
        const [next, nextConfig] = rule(ours, dws[0]!, config, true);
        assert(next === ours);
        assertEquals(next.data, expected.data);
        assertEquals(
          structuredClone(nextConfig),
          structuredClone(expectedConfig),
        );
        assert(states.every((x, i) => x === arraysIn(nextConfig)[i]));
      }));
    });

    it("refuses shapes that differ, also ones that broadcast", () => {
      const message = (w: unknown, dw: unknown, config?: object) =>
        assertThrows(
          () => rule(w as NdArray, dw as NdArray, config),
          TypeError,
        ).message;
      const start = `Cannot update by ${name}: expected `;
      const w = zeros([2, 3]);
      assertEquals(
        message(w, zeros([3])),
        start + "dw of shape (2, 3), got (3,)",
      );
      assertEquals(
        message(w, undefined),
        start + "dw to be an NdArray, got undefined",
      );
      assertEquals(
        message([1], w),
        start + "w to be an NdArray, got a plain array",
      );
      assertEquals(
        message(w, w, null!),
        start + "config to be an object, got null",
      );
      const [, config] = rule(w, w);
      for (const state of states) {
        assertEquals(
          message(w, w, { ...config, [state]: zeros([3]) }),
          `${start}${state} of shape (2, 3), got (3,)`,
        );
        assertEquals(
          message(w, w, { ...config, [state]: 0 }),
          `${start}${state} to be an NdArray, got 0`,
        );
      }
    });

    it("refuses a config that it can't use", () => {
      const message = (config: object) =>
        assertThrows(() => rule(zeros([2]), zeros([2]), config), RangeError)
          .message;
      const start = `Cannot update by ${name}: expected `;
      for (const key of Object.keys(defaults)) {
        for (const value of [-0.1, NaN, Infinity, null, "0.1"]) {
          assert(
            message({ [key]: value }).startsWith(`${start}${key} to be a num`),
          );
        }
        rule(zeros([2]), zeros([2]), { [key]: 0 });
        rule(zeros([2]), zeros([2]), { [key]: undefined });
      }
      assertEquals(
        message({ learning_rate: "0.1" }),
        start + 'learning_rate to be a number from 0, got "0.1"',
      );
      const known = Object.keys(rule(zeros([2]), zeros([2]))[1]);
      const listed = known.filter((key) => !states.includes(key));
      assertEquals(
        message({ lr: 0.1 }),
        `${start}a config of ${[...listed, ...states].join(", ")}, got "lr"`,
      );
    });
  });
}

function entries(): [string, Case][] {
  return Object.entries(cases);
}

function arraysIn(config: object): NdArray[] {
  return Object.values(config).filter((value) => value instanceof NdArray);
}

describe("sgd()", () => {
  it("follows the gradient downhill", () => {
    const [w] = sgd(array([1, 2, 3]), array([10, 0, -10]), {
      learning_rate: 0.25,
    });
    assertEquals(w.toArray(), [-1.5, 2, 5.5]);
  });

  it("is linear in dw", () => {
    const whole = fc.integer({ min: -1000, max: 1000 });
    // Whole numbers and a power of two, so that nothing is rounded.
    fc.assert(fc.property(whole, whole, whole, whole, (w, a, b, factor) => {
      const step = (dw: number) => {
        const [next] = sgd(array([w]), array([dw]), { learning_rate: 0.125 });
        return next.at(0) - w;
      };
      assertEquals(step(factor * a + b) + 0, factor * step(a) + step(b) + 0);
    }));
  });
});

// The inputs of the course's own checks, so that the numbers can be compared with its notebook.
const W = grid(-0.4, 0.6);
const DW = grid(-0.6, 0.4);

describe("sgd_momentum()", () => {
  it("is what the course checks, worked out by hand at either end", () => {
    const [w, { velocity }] = sgd_momentum(W, DW, {
      learning_rate: 1e-3,
      velocity: grid(0.6, 0.9),
    });
    // 0.9 · 0.6 + 0.001 · 0.6 and 0.9 · 0.9 - 0.001 · 0.4, then added to -0.4 and 0.6.
    isNear(velocity.at(0, 0), 0.5406, 1e-15);
    isNear(velocity.at(3, 4), 0.8096, 1e-15);
    isNear(w.at(0, 0), 0.1406, 1e-15);
    isNear(w.at(3, 4), 1.4096, 1e-15);
  });

  it("is sgd without momentum", () => {
    const float64 = trainings(fc.constant("float64"));
    fc.assert(fc.property(float64, learning_rate, ([w, dws], learning_rate) => {
      const config = { learning_rate, momentum: 0, velocity: w };
      const [next] = sgd_momentum(w, dws[0]!, config);
      assertEquals(
        next.toArray(),
        sgd(w, dws[0]!, { learning_rate })[0].toArray(),
      );
    }));
  });
});

describe("rmsprop()", () => {
  it("is what the course checks, worked out by hand at either end", () => {
    const [w, { cache }] = rmsprop(W, DW, { cache: grid(0.6, 0.9) });
    // 0.99 · 0.6 + 0.01 · 0.36 and 0.99 · 0.9 + 0.01 · 0.16.
    isNear(cache.at(0, 0), 0.5976, 1e-15);
    isNear(cache.at(3, 4), 0.8926, 1e-15);
    // -0.4 + 0.006 / 0.77304592 and 0.6 - 0.004 / 0.94477510, the roots of those.
    isNear(w.at(0, 0), -0.39223849, 1e-8);
    isNear(w.at(3, 4), 0.59576619, 1e-8);
  });

  it("is not moved by a factor in all gradients", () => {
    const float64 = trainings(fc.constant("float64"));
    const exponent = fc.integer({ min: -30, max: 30 });
    fc.assert(fc.property(float64, exponent, ([w, dws], exponent) => {
      // A power of two rounds nothing, and this epsilon is lost in any root but 0.
      const run = (factor: number) => {
        let next = w;
        let config: object = { epsilon: 1e-300 };
        for (const dw of dws) {
          [next, config] = rmsprop(next, dw.mul(factor), config);
        }
        return next.toArray();
      };
      assertEquals(run(2 ** exponent), run(1));
    }));
  });
});

/** Many values by a generator of their own: thousands of them from fast-check take too long. */
function many(size: number, seed: number, dtype: DType): NdArray {
  const x = zeros([size], dtype);
  for (let i = 0; i < size; i++) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    x.data[i] = seed / 2 ** 30 - 2;
  }
  return x;
}

describe("adam() of many values", () => {
  const sizes = fc.constantFrom(256, 257, 2049, 4099);
  /** So few values that loops in JavaScript take the step. */
  const few = 100;

  it("has a kernel for them", () => {
    assert(adamFor(256));
    assertEquals(adamFor(few), undefined);
  });

  it("takes the steps that it takes of few, to the last bit in float64", () => {
    fc.assert(
      fc.property(sizes, fc.nat(), dtypes, (size, seed, dtype) => {
        const w = many(size, seed + 1, dtype);
        const dw = many(size, seed + 2, dtype);
        const m = many(size, seed + 3, dtype);
        const v = many(size, seed + 4, dtype).square();
        // What isn't a number stays where it is.
        dw.data[7] = NaN;
        dw.data[8] = Infinity;
        const numbers = { learning_rate: 0.01, beta1: 0.8, t: 3 };
        const [all, state] = adam(w, dw, { ...numbers, m, v });
        for (let from = 0; from < size; from += few) {
          const part = (x: NdArray) => x.rows(from, from + few);
          const states = { m: part(m), v: part(v) };
          const [some, last] = adam(part(w), part(dw), {
            ...numbers,
            ...states,
          });
          const pairs = [
            [all, some],
            [state.m, last.m],
            [state.v, last.v],
          ] as const;
          for (const [actual, expected] of pairs) {
            expected.data.forEach((wanted, i) => {
              const value = actual.data[from + i]!;
              // Values are up to 4, and a float32 step is rounded eight times.
              const error = dtype === "float64" ? 0 : 8 * 4 * 2 ** -24;
              assert(
                Object.is(value, wanted) || Math.abs(value - wanted) <= error,
                `expected ${wanted} at [${from + i}], got ${value}`,
              );
            });
          }
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe("adam()", () => {
  it("is what the course checks, worked out by hand at either end", () => {
    const config = { learning_rate: 1e-2, m: grid(0.6, 0.9), t: 5 };
    const [w, { m, v, t }] = adam(W, DW, { ...config, v: grid(0.7, 0.5) });
    assertEquals(t, 6);
    // 0.9 · 0.6 - 0.1 · 0.6 and 0.9 · 0.9 + 0.1 · 0.4.
    isNear(m.at(0, 0), 0.48, 1e-15);
    isNear(m.at(3, 4), 0.85, 1e-15);
    // 0.999 · 0.7 + 0.001 · 0.36 and 0.999 · 0.5 + 0.001 · 0.16.
    isNear(v.at(0, 0), 0.69966, 1e-15);
    isNear(v.at(3, 4), 0.49966, 1e-15);
    // With 1 - 0.9⁶ = 0.468559 and 1 - 0.999⁶ = 0.005985020 for the corrections:
    // -0.4 - 0.01 · 1.02441742 / 10.8121166 and 0.6 - 0.01 · 1.81407251 / 9.13701819.
    isNear(w.at(0, 0), -0.40094747, 1e-8);
    isNear(w.at(3, 4), 0.59801459, 1e-8);
  });

  it("first steps by the learning rate against the gradient's sign", () => {
    const float64 = trainings(fc.constant("float64"));
    fc.assert(fc.property(float64, learning_rate, ([w, dws], learning_rate) => {
      const [next] = adam(w, dws[0]!, { learning_rate });
      dws[0]!.data.forEach((dw, i) => {
        const step = next.data[i]! - w.data[i]!;
        // |dw| / (|dw| + epsilon) is 1 up to epsilon / |dw|; then rounding at values up to 5.
        const tolerance = dw === 0 ? 0 : 1e-8 / Math.abs(dw) + 1e-14;
        isNear(step, -learning_rate * Math.sign(dw), tolerance);
      });
    }));
  });

  it("refuses averages without their number of steps, and the reverse", () => {
    const m = zeros([2]);
    const message = (config: object) =>
      assertThrows(() => adam(m, m, config), RangeError).message;
    const start = "Cannot update by adam: expected m, v and t together, ";
    assertEquals(message({ t: 3 }), start + "got only t");
    assertEquals(message({ m, v: m }), start + "got only m and v");
    assertEquals(message({ v: m, t: 3 }), start + "got only v and t");
    assertEquals(message({ m, t: 0 }), start + "got only m and t");
    assertEquals(adam(m, m, { t: 0 })[1].t, 1);
    assertEquals(adam(m, m, { m, v: m, t: 0 })[1].t, 1);
  });

  it("refuses shares that divide by 0 and a t that counts nothing", () => {
    const message = (config: object) =>
      assertThrows(() => adam(zeros([2]), zeros([2]), config), RangeError)
        .message;
    const start = "Cannot update by adam: expected ";
    assertEquals(
      message({ beta1: 1 }),
      start + "beta1 to be a number from 0 to less than 1, got 1",
    );
    assertEquals(
      message({ beta2: 1 }),
      start + "beta2 to be a number from 0 to less than 1, got 1",
    );
    assertEquals(
      message({ t: 0.5 }),
      start + "t to be a whole number from 0, got 0.5",
    );
    assertEquals(
      message({ t: -1 }),
      start + "t to be a whole number from 0, got -1",
    );
  });
});

describe("momentum and decay_rate", () => {
  it("are shares", () => {
    const w = zeros([2]);
    assertEquals(
      assertThrows(() => sgd_momentum(w, w, { momentum: 1.5 }), RangeError)
        .message,
      "Cannot update by sgd_momentum: expected momentum to be a number " +
        "from 0 to 1, got 1.5",
    );
    assertThrows(() => rmsprop(w, w, { decay_rate: 1.5 }), RangeError);
    sgd_momentum(w, w, { momentum: 1 });
    rmsprop(w, w, { decay_rate: 1 });
  });
});
