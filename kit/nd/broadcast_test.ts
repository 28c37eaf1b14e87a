import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { forEachRun, planLoops } from "./broadcast.ts";
import type { Shape } from "./types.ts";

/** How many runs of which length, and whether x and y advance in them. */
function runsOf(shape: Shape, x: Shape, y: Shape) {
  const loops = planLoops(shape, x, y);
  const { length, strideX, strideY } = loops.at(-1)!;
  let runs = 0;
  forEachRun(loops.slice(0, -1), () => runs++);
  return { runs, length, strideX, strideY };
}

describe("planLoops()", () => {
  it("makes one run of equal shapes", () => {
    assertEquals(runsOf([2, 3, 4], [2, 3, 4], [2, 3, 4]), {
      runs: 1,
      length: 24,
      strideX: 1,
      strideY: 1,
    });
  });

  it("makes one run of an array and a single value", () => {
    for (const one of [[], [1], [1, 1, 1]]) {
      assertEquals(runsOf([2, 3, 4], [2, 3, 4], one), {
        runs: 1,
        length: 24,
        strideX: 1,
        strideY: 0,
      });
    }
  });

  it("makes a run of each row if a row is repeated", () => {
    assertEquals(runsOf([5, 3], [5, 3], [3]), {
      runs: 5,
      length: 3,
      strideX: 1,
      strideY: 1,
    });
  });

  it("makes a run of each row if a column is repeated", () => {
    assertEquals(runsOf([5, 3], [5, 1], [5, 3]), {
      runs: 5,
      length: 3,
      strideX: 0,
      strideY: 1,
    });
  });

  it("merges the axes after one value per channel", () => {
    assertEquals(runsOf([2, 3, 4, 5], [2, 3, 4, 5], [1, 3, 1, 1]), {
      runs: 6,
      length: 20,
      strideX: 1,
      strideY: 0,
    });
  });

  it("makes no run of an array without values", () => {
    assertEquals(runsOf([0, 3], [0, 1], [3]).runs, 0);
    assertEquals(runsOf([2, 0], [2, 1], [1, 0]).length, 0);
  });
});

describe("forEachRun()", () => {
  it("visits positions in row-major order", () => {
    const loops = planLoops([2, 2, 3], [2, 1, 3], [2, 1]);
    const visited: number[][] = [];
    forEachRun(loops.slice(0, -1), (...run) => visited.push(run));
    assertEquals(visited, [[0, 0, 0], [0, 1, 1], [3, 0, 2], [3, 1, 3]]);
  });
});
