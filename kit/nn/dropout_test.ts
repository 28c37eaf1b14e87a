import { assert, assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { array, ones, zeros } from "../nd/mod.ts";
import { RandomState } from "../nd/random.ts";
import { dropout_backward, dropout_forward } from "./mod.ts";

describe("dropout_forward()", () => {
  it("keeps the share it is told to, divided by that share", () => {
    for (const keep of [0.1, 0.5, 0.8]) {
      const random = new RandomState(1);
      const x = array([[3, -2]]).mul(ones([5000, 2]));
      const [out] = dropout_forward(x, { keep, random });
      let kept = 0;
      out.data.forEach((value, i) => {
        if (value === 0) return;
        assertEquals(value, x.data[i]! * (1 / keep));
        kept++;
      });
      // Five standard deviations of 10,000 draws, of at most half a value each.
      const share = kept / out.size;
      assert(Math.abs(share - keep) < 5 * 0.5 / 100, `${keep}: ${share}`);
    }
  });

  it("drops other values the next time", () => {
    const options = { keep: 0.5, random: new RandomState(1) };
    const [first] = dropout_forward(ones([40]), options);
    const [second] = dropout_forward(ones([40]), options);
    assert(first.data.some((value, i) => value !== second.data[i]));
  });

  it("keeps everything where the share is 1", () => {
    const random = new RandomState(0);
    const x = array([[1, -2], [0, 4]]);
    const [out, cache] = dropout_forward(x, { keep: 1, random });
    assertEquals(out.toArray(), x.toArray());
    assertEquals(dropout_backward(x, cache).toArray(), x.toArray());
  });

  it("keeps the type and its input", () => {
    const random = new RandomState(0);
    const x = ones([2, 3], "float32");
    const [out, { mask }] = dropout_forward(x, { keep: 0.5, random });
    assertEquals([out.dtype, mask.dtype], ["float32", "float32"]);
    assertEquals(x.toArray(), [[1, 1, 1], [1, 1, 1]]);
  });

  it("refuses a share that is none", () => {
    const random = new RandomState(0);
    for (const keep of [0, -1, 1.5, NaN]) {
      assertEquals(
        assertThrows(
          () => dropout_forward(zeros([2]), { keep, random }),
          RangeError,
        ).message,
        "Cannot apply dropout: expected keep to be above 0 and at most 1, " +
          `got ${keep}`,
      );
    }
  });
});

describe("dropout_backward()", () => {
  it("lets gradients through where values came through", () => {
    const random = new RandomState(3);
    const [out, cache] = dropout_forward(ones([100]), { keep: 0.25, random });
    const dx = dropout_backward(ones([100]).mul(5), cache);
    assertEquals(dx.toArray(), out.mul(5).toArray());
    assert(dx.data.includes(0) && dx.data.includes(20));
  });

  it("refuses a gradient of another shape", () => {
    assertEquals(
      assertThrows(
        () => dropout_backward(zeros([3]), { mask: zeros([2, 3]) }),
        TypeError,
      ).message,
      "Cannot go back through dropout: expected dout of shape (2, 3), got (3,)",
    );
  });
});
