import { assert, assertEquals } from "@std/assert";
import { allPoints } from "../course.ts";
import {
  allExtra,
  gradeOf,
  lesson,
  mixed,
  perfect,
  property,
} from "./sample_grades.ts";
import {
  countedOutcome,
  isSolved,
  notesOf,
  scoreOf,
  tenths,
  totalOf,
  totalPoints,
} from "./words.ts";

Deno.test("countedOutcome() takes the reference only where that is better", () => {
  const own = lesson("fc-net", [property("a"), property("b", "no")]);
  const withPoints = (points: number) => ({
    ...own,
    withReference: { properties: [], points, replaced: ["standardize"] },
  });
  for (const other of [own.points - 1, own.points]) {
    const both = withPoints(other);
    assert(countedOutcome(both) === both && !isSolved(both));
  }
  const both = withPoints(own.max);
  assert(countedOutcome(both) === both.withReference && isSolved(both));
  assert(countedOutcome(own) === own && !isSolved(own));
  assert(isSolved(lesson("fc-net", [property("a")])));
});

Deno.test("scoreOf() names several lessons that the reference stood in for", () => {
  const replaced = ["batchnorm-forward", "fc-net", "layernorm-forward"];
  const withReference = { properties: [], points: 20, replaced };
  assertEquals(
    scoreOf(lesson("fc-net", [property("a", "no")], { withReference })),
    "20 of 20 points: 0 by itself, 20 with the reference versions " +
      "of lessons 01, 06, and 04",
  );
});

Deno.test("totalOf() adds up tenths, and counts optional lessons apart", () => {
  const points = (points: number) => lesson("fc-net", [], { points });
  assertEquals(totalPoints(gradeOf("x", [0.1, 0.2, 57].map(points))), 57.3);
  assertEquals(tenths(1.2000000000000002), 1.2);
  assertEquals(
    totalOf(perfect("ada")),
    `${allPoints} of ${allPoints} points, ${allExtra} extra`,
  );
  assertEquals(totalOf(mixed("bob")), `48.3 of ${allPoints} points`);
});

Deno.test("notesOf() doesn't list lessons where nothing was taken", () => {
  assertEquals(notesOf(mixed("bob")).length, 3);
  const grade = { ...mixed("bob"), problem: "no lesson files", ignored: [] };
  assertEquals(notesOf(grade), ["no lesson files"]);
});
