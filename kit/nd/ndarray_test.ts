import { assert, assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "fast-check";
import { array, fromData, NdArray, type Shape, zeros } from "./mod.ts";
import {
  arrayFrom,
  arrays,
  assertClose,
  positions,
  product,
} from "./testing.ts";

const message = (
  attempt: () => unknown,
  type: typeof TypeError | typeof RangeError = TypeError,
) => assertThrows(attempt, type).message;

/** Arrays of at least one axis. */
const withRows = () => arrays().filter((x) => x.ndim > 0);

describe("NdArray", () => {
  it("knows its shape, size, number of axes and number format", () => {
    fc.assert(fc.property(arrays(), (x) => {
      assertEquals(x.size, product(x.shape));
      assertEquals(x.data.length, x.size);
      assertEquals(x.ndim, x.shape.length);
      assertEquals(x.dtype === "float32", x.data instanceof Float32Array);
    }));
  });

  it("keeps its shape to itself", () => {
    const shape = [2, 3];
    const x = zeros(shape);
    shape[0] = 7;
    assertEquals(x.shape, [2, 3]);
    assertThrows(() => (x.shape as number[])[0] = 7, TypeError);
  });

  it("shows number format, shape and values on the console", () => {
    const inspect = Symbol.for("nodejs.util.inspect.custom");
    const x: object = array([[1, 2.5]], "float32");
    const text = (x as { [inspect](): string })[inspect]();
    assertEquals(text, "NdArray float32 (1, 2)\n[[1.  2.5]]");
  });
});

describe("operators on arrays", () => {
  const numberOf = (x: NdArray) => x as unknown as number;

  it("are refused, and so are functions of numbers, with what to write instead", () => {
    const x = numberOf(array([[1, 2]]));
    const wanted =
      "Cannot take an array for a number: expected a method, such as " +
      "x.sub(y) for x - y or x.sqrt() for Math.sqrt(x), got an operator or a " +
      "function of numbers on shape (1, 2)";
    for (const attempt of [() => x - 1, () => 2 * x, () => Math.sqrt(x)]) {
      assertEquals(message(attempt), wanted);
    }
  });

  it("take a single value as what it is", () => {
    assertEquals(numberOf(array(2.5)) * 2, 5);
  });

  it("leave texts alone", () => {
    const x = array([1, 2]);
    assertEquals(`${x}`, "[1. 2.]");
    assertEquals("x is " + x, "x is [1. 2.]");
  });
});

describe("transpose()", () => {
  it("gives NumPy's order of values for any order of axes", () => {
    const pairs = arrays().chain((x) => {
      const axes = x.shape.map((_, axis) => axis);
      const orders = fc.shuffledSubarray(axes, { minLength: x.ndim });
      return fc.tuple(fc.constant(x), orders);
    });
    fc.assert(fc.property(pairs, ([x, axes]) => {
      const expected = positions(axes.map((axis) => x.shape[axis]!)).map(
        (index) => {
          let at = 0;
          x.shape.forEach((length, axis) => {
            at = at * length + index[axes.indexOf(axis)]!;
          });
          return x.data[at]!;
        },
      );
      const shape = axes.map((axis) => x.shape[axis]!);
      assertClose(x.transpose(axes), { values: expected, shape });
      assertEquals(x.transpose(axes).dtype, x.dtype);
    }));
  });

  it("without axes reverses them, and so does T", () => {
    fc.assert(fc.property(arrays(), (x) => {
      const axes = x.shape.map((_, axis) => axis).reverse();
      const { data: [...values], shape } = x.transpose(axes);
      assertClose(x.T, { values, shape });
      assertClose(x.transpose(), { values, shape });
    }));
  });

  it("counts axes from the end if they are negative", () => {
    assertEquals(zeros([2, 3, 4]).transpose([-1, 0, 1]).shape, [4, 2, 3]);
  });

  it("copies", () => {
    const x = array([1, 2]);
    x.T.set(9, 0);
    assertEquals(x.toArray(), [1, 2]);
  });

  it("refuses axes that are missing, repeated or out of range", () => {
    const x = zeros([2, 3]);
    const wanted =
      "Cannot transpose: expected each of the 2 axes of shape (2, 3) once, got ";
    assertEquals(message(() => x.transpose([0]), RangeError), wanted + "[0]");
    assertEquals(
      message(() => x.transpose([1, -1]), RangeError),
      wanted + "[1, -1]",
    );
    assertEquals(
      message(() => x.transpose(1 as never)),
      "Cannot transpose: expected an array of axes, got 1",
    );
    assertThrows(() => x.transpose([0, 2]), RangeError);
  });
});

describe("reshape()", () => {
  it("keeps the values in order and shares memory", () => {
    fc.assert(fc.property(arrays(), (x) => {
      const flat = x.reshape([x.size]);
      assert(flat.data === x.data);
      const back = flat.reshape(x.shape);
      assertEquals(back.shape, x.shape);
      assert(back.data === x.data);
    }));
  });

  it("computes the one axis that is -1", () => {
    assertEquals(zeros([4, 3, 2]).reshape([4, -1]).shape, [4, 6]);
    assertEquals(zeros([4, 3]).reshape([-1]).shape, [12]);
    assertEquals(zeros([0, 3]).reshape([-1, 3]).shape, [0, 3]);
    assertEquals(zeros([]).reshape([-1, 1]).shape, [1, 1]);
  });

  it("refuses another size, and says both", () => {
    assertEquals(
      message(() => zeros([2, 3]).reshape([4, 2])),
      "Cannot reshape shape (2, 3) to (4, 2): " +
        "expected a shape of 6 values, got one of 8",
    );
    assertEquals(
      message(() => zeros([2, 3]).reshape([4, -1])),
      "Cannot reshape shape (2, 3) to (4, -1): " +
        "expected the other axes to divide 6 values, got 4",
    );
    assertEquals(
      message(() => zeros([0, 3]).reshape([0, -1])),
      "Cannot reshape shape (0, 3) to (0, -1): " +
        "expected the other axes to divide 0 values, got 0",
    );
  });

  it("refuses what is not a shape", () => {
    const x = zeros([2, 3]);
    const start = "Cannot reshape shape (2, 3): expected a shape ";
    assertEquals(
      message(() => x.reshape(6 as unknown as Shape)),
      start + "such as [2, 3], got 6 (write [6])",
    );
    assertEquals(
      message(() => x.reshape(undefined as unknown as Shape)),
      start + "such as [2, 3], got undefined",
    );
    assertEquals(
      message(() => x.reshape([NaN, 3])),
      start + "of whole numbers from 0, got NaN in [NaN, 3]",
    );
    assertEquals(
      message(() => x.reshape([-1, -1])),
      start + "of whole numbers from 0, got -1 in [-1]",
    );
  });
});

describe("rows()", () => {
  const bound = fc.integer({ min: -6, max: 6 });

  it("selects as slice() does, and shares memory", () => {
    fc.assert(
      fc.property(
        withRows(),
        bound,
        fc.option(bound, { nil: undefined }),
        (x, from, to) => {
          const width = product(x.shape.slice(1));
          const kept = Array.from({ length: x.shape[0]! }, (_, i) => i)
            .slice(from, to);
          const values = kept.flatMap((row) => [
            ...x.data.slice(row * width, (row + 1) * width),
          ]);
          const shape = [kept.length, ...x.shape.slice(1)];
          assertClose(x.rows(from, to), { values, shape });
          assert(x.rows(from, to).data.buffer === x.data.buffer);
        },
      ),
    );
  });

  it("refuses an array without axes, and bounds that are not integers", () => {
    assertEquals(
      message(() => zeros([]).rows(0)),
      "Cannot select rows: expected an array with a first axis, got shape ()",
    );
    assertEquals(
      message(() => zeros([3]).rows(0.5)),
      "Cannot select rows: expected an integer, got 0.5",
    );
    assertEquals(
      message(() => zeros([3]).rows(0, "2" as never)),
      'Cannot select rows: expected an integer, got "2"',
    );
  });
});

describe("take()", () => {
  it("copies the rows in the given order", () => {
    const cases = withRows().chain((x) => {
      const last = x.shape[0]! - 1;
      const index = fc.integer({ min: -x.shape[0]!, max: Math.max(last, 0) });
      const indices = last < 0 ? fc.constant([]) : fc.array(index);
      return fc.tuple(fc.constant(x), indices);
    });
    fc.assert(fc.property(cases, ([x, indices]) => {
      const width = product(x.shape.slice(1));
      const values = indices.flatMap((index) => {
        const row = index < 0 ? index + x.shape[0]! : index;
        return [...x.data.slice(row * width, (row + 1) * width)];
      });
      const shape = [indices.length, ...x.shape.slice(1)];
      const taken = x.take(indices);
      assertClose(taken, { values, shape });
      assertEquals(taken.dtype, x.dtype);
      assert(taken.data.buffer !== x.data.buffer);
    }));
  });

  it("takes typed arrays of indices", () => {
    assertEquals(array([5, 6, 7]).take(Int32Array.of(2, 0)).toArray(), [7, 5]);
  });

  it("refuses a row that is not there", () => {
    const x = zeros([3, 2]);
    const wanted =
      "Cannot take rows: expected an integer from -3 to 2 along axis 0, got ";
    assertEquals(message(() => x.take([0, 3]), RangeError), wanted + "3");
    assertEquals(message(() => x.take([-4]), RangeError), wanted + "-4");
    assertEquals(message(() => x.take([0.5]), RangeError), wanted + "0.5");
    assertEquals(
      message(() => zeros([0]).take([0]), RangeError),
      "Cannot take rows: expected no index, since axis 0 has length 0, got 0",
    );
  });

  it("refuses what does not hold indices", () => {
    const x = zeros([3, 2]);
    const wanted = "Cannot take rows: expected an array of indices, got ";
    assertEquals(message(() => x.take(1 as never)), wanted + "1");
    assertEquals(message(() => x.take(null as never)), wanted + "null");
    assertEquals(
      message(() => x.take(zeros([2]) as never)),
      wanted + "an NdArray (its .data holds its values)",
    );
    assertThrows(() => zeros([]).take([0]), TypeError);
  });
});

describe("at() and set()", () => {
  it("reach every value, also counted from the end", () => {
    fc.assert(fc.property(arrays(), (x) => {
      positions(x.shape).forEach((index, i) => {
        assertEquals(x.at(...index), x.data[i]);
        const fromEnd = index.map((at, axis) => at - x.shape[axis]!);
        assertEquals(x.at(...fromEnd), x.data[i]);
        x.set(i, ...fromEnd);
        assertEquals(x.data[i], i);
      });
    }));
  });

  it("refuse a position that is not there", () => {
    const x = zeros([2, 3]);
    assertEquals(
      message(() => x.at(0, 3), RangeError),
      "Cannot read a value: expected an integer from -3 to 2 along axis 1, got 3",
    );
    assertEquals(
      message(() => x.set(1, -3, 0), RangeError),
      "Cannot set a value: expected an integer from -2 to 1 along axis 0, got -3",
    );
    assertEquals(
      message(() => x.at(0), RangeError),
      "Cannot read a value: expected 2 indices for shape (2, 3), got 1",
    );
    assertThrows(() => x.at(0, undefined as never), RangeError);
  });

  it("set() refuses what is not a number", () => {
    assertEquals(
      message(() => zeros([1]).set(true as never, 0)),
      "Cannot set a value: expected a number, got true",
    );
  });
});

describe("astype() and copy()", () => {
  it("copy the values, rounded to the number format", () => {
    fc.assert(fc.property(arrays(), (x) => {
      const { shape } = x;
      const rounded = { values: [...x.data].map(Math.fround), shape };
      assertClose(x.astype("float32"), rounded);
      assertEquals(x.astype("float32").dtype, "float32");
      for (const copy of [x.astype("float64"), x.copy(), x.astype(x.dtype)]) {
        assertClose(copy, { values: [...x.data], shape });
        assert(copy.data !== x.data);
      }
      assertEquals(x.copy().dtype, x.dtype);
    }));
  });

  it("refuse another number format", () => {
    assertEquals(
      message(() => zeros([1]).astype("int32" as never)),
      'Cannot convert: expected dtype "float64" or "float32", got "int32"',
    );
  });
});

describe("toArray()", () => {
  it("nests the values by axes, as array() reads them", () => {
    assertEquals(arrayFrom([1, 2, 3, 4], [2, 1, 2]).toArray(), [
      [[1, 2]],
      [[3, 4]],
    ]);
    assertEquals(arrayFrom([5], []).toArray(), 5);
    assertEquals(arrayFrom([], [2, 0]).toArray(), [[], []]);
    fc.assert(fc.property(arrays(), (x) => {
      // A length of 0 hides the lengths after it.
      fc.pre(x.size > 0);
      const again = array(x.toArray(), x.dtype);
      assertClose(again, { values: [...x.data], shape: x.shape });
    }));
  });
});

describe("fromData()", () => {
  it("shares the memory it is given", () => {
    const data = Float64Array.of(1, 2);
    const x = fromData(data, [2]);
    assert(x instanceof NdArray);
    data[0] = 7;
    assertEquals(x.toArray(), [7, 2]);
  });

  it("refuses a size that does not fit the shape", () => {
    assertEquals(
      message(() => fromData(new Float64Array(5), [2, 3])),
      "Cannot make an array from data: expected 6 values for shape (2, 3), " +
        "got 5",
    );
  });

  it("refuses anything but floating-point data", () => {
    assertEquals(
      message(() => fromData([1, 2] as never, [2])),
      "Cannot make an array from data: expected a Float64Array or a " +
        "Float32Array, got a plain array",
    );
    assertThrows(() => fromData(Int32Array.of(1) as never, [1]), TypeError);
  });
});
