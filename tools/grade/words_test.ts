import { assertEquals } from "@std/assert";
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
  extraPoints,
  isSolved,
  notesOf,
  tenths,
  totalOf,
  totalPoints,
} from "./words.ts";

const withReference = (points: number) => ({
  properties: [],
  points,
  replaced: ["standardize"],
});

Deno.test("countedOutcome() takes the reference only where that is better", () => {
  const own = lesson("fc-net", [property("a"), property("b", "no")]);
  const { points } = own;
  for (const other of [points - 1, points]) {
    const both = { ...own, withReference: withReference(other) };
    assertEquals(countedOutcome(both) === both, true);
  }
  const both = { ...own, withReference: withReference(points + 1) };
  assertEquals(countedOutcome(both) === both.withReference, true);
  assertEquals(countedOutcome(own) === own, true);
});

Deno.test("isSolved() holds with all the points, whichever way they came", () => {
  const failed = lesson("fc-net", [property("a", "no")]);
  assertEquals(isSolved(lesson("fc-net", [property("a")])), true);
  assertEquals(isSolved(failed), false);
  assertEquals(isSolved({ ...failed, withReference: withReference(20) }), true);
});

Deno.test("totalPoints() adds up tenths", () => {
  const points = (points: number) => lesson("fc-net", [], { points });
  assertEquals(totalPoints(gradeOf("x", [0.1, 0.2, 57].map(points))), 57.3);
  assertEquals(tenths(1.2000000000000002), 1.2);
});

Deno.test("totalPoints() and extraPoints() count optional lessons apart", () => {
  const grade = perfect("ada");
  assertEquals(totalPoints(grade), allPoints);
  assertEquals(extraPoints(grade), allExtra);
  assertEquals(
    totalOf(grade),
    `${allPoints} of ${allPoints} points, ${allExtra} extra`,
  );
  assertEquals(totalOf(mixed("bob")), `44.9 of ${allPoints} points`);
});

Deno.test("notesOf() says what the points don't", () => {
  assertEquals(notesOf(perfect("ada")), []);
  assertEquals(notesOf(mixed("bob")), [
    "not handed in: 04, 05",
    "can't be loaded: 03",
    "left out: 1 file",
  ]);
});

Deno.test("notesOf() doesn't list lessons where nothing was taken", () => {
  const grade = { ...mixed("bob"), problem: "no lesson files", ignored: [] };
  assertEquals(notesOf(grade), ["no lesson files"]);
});
