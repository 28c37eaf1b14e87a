import { assert, assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "fast-check";
import { random as shared } from "numpy-ts/core";
import { NdArray } from "./mod.ts";
import { RandomState } from "./random.ts";

/**
 * Draws in an order that mixes odd and even numbers of normals with whole numbers.
 *
 * The same in NumPy, which gave the numbers below (1.24, `json.dumps` of each):
 *
 *     r = np.random.RandomState(seed)
 *     r.randn(3), r.randint(0, 10, 7), r.randn(), r.randn(2, 2), r.randint(5),
 *     r.choice(100, 5), r.randn(), r.choice(10, 4, replace=False), r.permutation(8),
 *     r.randn(2), r.choice(7), r.randint(-2**31, 2**31 - 1, 3),
 *     r.choice([3, 1, 4, 1, 5], 4), r.randn()
 */
function* draws(
  r: RandomState,
): Generator<number | Int32Array | NdArray, void> {
  yield r.randn(3);
  yield r.randint(0, 10, 7);
  yield r.randn();
  yield r.randn(2, 2);
  yield r.randint(5);
  yield r.choice(100, 5);
  yield r.randn();
  yield r.choice(10, 4, { replace: false });
  yield r.permutation(8);
  yield r.randn(2);
  yield r.choice(7);
  yield r.randint(-(2 ** 31), 2 ** 31 - 1, 3);
  yield r.choice([3, 1, 4, 1, 5], 4);
  yield r.randn();
}

// deno-fmt-ignore
const NUMPY = {
  231: [[0.41794341085522313, 1.3971002787857785, -1.7859043087115503], [7, 4, 1, 2, 2, 2, 1], -0.7088277337845966, [[-0.280336622057563, 0.892911991217145], [0.12387969148568327, -1.2073937201649343]], 3, [76, 92, 70, 60, 67], -0.34227539040889354, [3, 6, 8, 2], [0, 2, 6, 3, 4, 1, 5, 7], [0.2949076365884559, 0.2914628536500522], 3, [-1539887223, 1722435116, 1254459630], [3, 5, 1, 1], 0.02905275482294017],
  0: [[1.764052345967664, 0.4001572083672233, 0.9787379841057392], [9, 3, 5, 2, 4, 7, 6], 2.240893199201458, [[-0.055035123059621, -0.10731045224678325], [1.3654671795124211, -0.09769572171942498]], 0, [81, 37, 25, 77, 72], 0.48431215412066475, [6, 4, 8, 5], [2, 4, 7, 3, 5, 6, 1, 0], [0.5791404787067285, -0.06491034275341062], 6, [1177824715, 1017555826, -188332873], [5, 4, 3, 3], -0.9689802512341519],
  4294967295: [[0.6484086742306527, 0.6693235306338161, -1.0805437227474493], [6, 7, 7, 6, 5, 9, 9], 0.2845010447986309, [[-1.4568655509538075, -0.05015976554411699], [1.3189513595836415, 0.5647725776374815]], 1, [87, 84, 84, 47, 45], -0.14638291640596623, [3, 4, 0, 7], [2, 4, 1, 6, 3, 0, 5, 7], [-0.9461625433886764, -0.11407372512047097], 4, [1950543422, 1855490682, 801648384], [1, 4, 3, 3], -0.44449348763662994],
};

/** Drawn values as plain data. */
function plain(drawn: number | Int32Array | NdArray): unknown {
  if (drawn instanceof NdArray) return drawn.toArray();
  return typeof drawn === "number" ? drawn : [...drawn];
}

describe("RandomState", () => {
  for (const seed of [231, 0, 4294967295] as const) {
    it(`draws the numbers of NumPy bit for bit from seed ${seed}`, () => {
      const drawn = [...draws(new RandomState(seed))].map(plain);
      assertEquals<unknown>(drawn, NUMPY[seed]);
    });
  }

  it("keeps two streams apart that draw in turn", () => {
    const first = draws(new RandomState(231));
    const second = draws(new RandomState(0));
    for (const [i, expected] of NUMPY[0].entries()) {
      assertEquals(plain(first.next().value!), NUMPY[231][i]);
      assertEquals(plain(second.next().value!), expected);
    }
  });

  it("minds nobody else who draws from numpy-ts", () => {
    const drawn = [];
    for (const one of draws(new RandomState(231))) {
      drawn.push(plain(one));
      shared.seed(drawn.length);
      shared.randn();
    }
    assertEquals<unknown>(drawn, NUMPY[231]);
  });

  it("draws long arrays as NumPy does", () => {
    // r = np.random.RandomState(231); r.randn(1001).sum(); r.randint(1000); r.randn(1000)[-1]
    const r = new RandomState(231);
    const values = r.randn(1001).data;
    let total = 0;
    for (const value of values) total += value;
    assert(Math.abs(total - -30.895365344148487) <= 1e-12);
    assertEquals(r.randint(1000), 647);
    assertEquals(r.randn(1000).at(-1), -0.6181513533360165);
  });

  it("draws the same normals however they are divided into calls", () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 5 }));
    fc.assert(fc.property(sizes, (counts) => {
      const r = new RandomState(5);
      const parts = counts.flatMap((count) => [...r.randn(count).data]);
      const whole = new RandomState(5).randn(parts.length);
      assertEquals(parts, [...whole.data]);
    }));
  });

  it("seed() starts anew, and drops the normal left over", () => {
    const r = new RandomState(5);
    r.randn();
    r.seed(231);
    assertEquals<unknown>([...draws(r)].map(plain), NUMPY[231]);
  });

  it("starts another stream each time when it is given no seed", () => {
    const [one, other] = [new RandomState(), new RandomState()];
    assert(String(one.randn(3)) !== String(other.randn(3)));
  });

  it("refuses a seed that NumPy would", () => {
    for (const seed of [-1, 2 ** 32, 0.5, NaN, "1", null]) {
      const error = assertThrows(
        () => new RandomState(seed as number),
        RangeError,
      );
      const given = typeof seed === "string" ? '"1"' : seed;
      assertEquals(
        error.message,
        `Cannot seed: expected a whole number from 0 to 2**32 - 1, got ${given}`,
      );
    }
  });
});

describe("getState() and setState()", () => {
  it("carry a stream over as plain data, at any point of it", () => {
    const whole = [...draws(new RandomState(231))].map(plain);
    for (let cut = 0; cut < whole.length; cut++) {
      const r = new RandomState(231);
      const before = draws(r);
      for (let i = 0; i < cut; i++) before.next();
      const sent = JSON.parse(JSON.stringify(r.getState()));
      const normal = r.randn();
      const received = new RandomState(7);
      received.setState(sent);
      assertEquals(received.randn(), normal);
    }
  });

  it("copy, so that neither side changes the other", () => {
    const normal = new RandomState(1).randn();
    const r = new RandomState(1);
    const state = r.getState();
    (r.getState().key as number[]).fill(0);
    r.setState(state);
    (state.key as number[]).fill(0);
    assertEquals(r.randn(), normal);
  });

  it("refuse what is no state", () => {
    const r = new RandomState(1);
    const state = r.getState();
    const wrong: unknown[] = [
      undefined,
      {},
      { ...state, key: [1, 2] },
      { ...state, key: state.key.map(() => -1) },
      { ...state, position: 625 },
      { ...state, spareNormal: undefined },
    ];
    for (const one of wrong) {
      const error = assertThrows(() => r.setState(one as never), TypeError);
      assert(error.message.startsWith("Cannot set the state: "), error.message);
    }
    assertEquals(r.getState(), state);
  });
});

describe("randn()", () => {
  it("gives a number without lengths, and an array with them", () => {
    const r = new RandomState(0);
    assertEquals(typeof r.randn(), "number");
    assertEquals(r.randn(2, 3).shape, [2, 3]);
    assertEquals(r.randn(2).dtype, "float64");
    assertEquals(r.randn(2, 0).size, 0);
  });

  it("refuses lengths that are none", () => {
    const error = assertThrows(() => new RandomState(0).randn(-1), TypeError);
    assertEquals(
      error.message,
      "Cannot draw normal numbers: expected a shape of whole numbers from 0, " +
        "got -1 in [-1]",
    );
  });
});

describe("randint()", () => {
  it("gives one number without a size, and as many as the size says", () => {
    const r = new RandomState(0);
    assertEquals(typeof r.randint(3), "number");
    assert(r.randint(0, 3, 5) instanceof Int32Array);
    assertEquals(r.randint(0, 3, 5).length, 5);
    assertEquals(r.randint(3, undefined, 0).length, 0);
    assertEquals([...r.randint(7, 8, 3)], [7, 7, 7]);
  });

  it("refuses an empty interval, and bounds beyond 32 bits", () => {
    const r = new RandomState(0);
    const start =
      "Cannot draw whole numbers: expected 32-bit integers low < high, got ";
    const message = (attempt: () => unknown) =>
      assertThrows(attempt, RangeError).message;
    assertEquals(message(() => r.randint(0)), start + "0 and 0");
    assertEquals(message(() => r.randint(3, 2)), start + "3 and 2");
    assertEquals(message(() => r.randint(2 ** 31)), start + "0 and 2147483648");
    assertEquals(message(() => r.randint(0.5)), start + "0 and 0.5");
    assertEquals(
      message(() => r.randint(0, 2, -1)),
      "Cannot draw whole numbers: expected a whole number from 0, got -1",
    );
  });
});

describe("choice()", () => {
  it("without replacement gives every number at most once", () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 20 }), (n) => {
      const chosen = new RandomState(3).choice(n, n, { replace: false });
      const all = Array.from({ length: n }, (_, i) => i);
      assertEquals([...chosen].sort((a, b) => a - b), all);
    }));
  });

  it("refuses to choose from too few", () => {
    const r = new RandomState(0);
    const message = (attempt: () => unknown) =>
      assertThrows(attempt, RangeError).message;
    assertEquals(
      message(() => r.choice(3, 4, { replace: false })),
      "Cannot choose: expected at most 3 numbers, got 4",
    );
    assertEquals(
      message(() => r.choice([], 1)),
      "Cannot choose: expected at most 0 numbers, got 1",
    );
    assertEquals(
      message(() => r.choice(-1)),
      "Cannot choose: expected a whole number from 0, got -1",
    );
    assertEquals(r.choice(0, 0).length, 0);
  });

  it("refuses numbers that an Int32Array can't hold", () => {
    const error = assertThrows(
      () => new RandomState(0).choice([1, 0.5], 2),
      RangeError,
    );
    assertEquals(
      error.message,
      "Cannot choose: expected 32-bit integers to choose from, got 0.5",
    );
  });
});

describe("choice() from what is no collection", () => {
  it("is refused", () => {
    const error = assertThrows(
      () => new RandomState(0).choice(undefined as never),
      TypeError,
    );
    assertEquals(
      error.message,
      "Cannot choose: expected a number or an array of numbers, got undefined",
    );
  });
});

describe("permutation()", () => {
  it("refuses a number of things that is none", () => {
    const error = assertThrows(
      () => new RandomState(0).permutation(0.5),
      RangeError,
    );
    assertEquals(
      error.message,
      "Cannot permute: expected a whole number from 0, got 0.5",
    );
    assertEquals(new RandomState(0).permutation(0).length, 0);
  });
});
