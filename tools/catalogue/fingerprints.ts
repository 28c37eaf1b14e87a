/**
 * Writes `tests/support/fingerprints.json`: what each misconception returns on
 * its lesson's probe, where that differs from the reference.
 *
 * @module
 */
import { type Lesson, lessons, pathOf } from "../course.ts";
import { misconceptionsOf, traceOf } from "./catalogue.ts";
import type {
  Fingerprint,
  Fingerprints,
  KnownOf,
} from "../../tests/support/recognize.ts";
import { sameParts, type Trace } from "../../tests/support/trace.ts";

/**
 * The fingerprints of a lesson's misconceptions. Those that the probe can't
 * tell from the reference, or from each other, have none.
 */
export async function fingerprintsOf(lesson: Lesson): Promise<KnownOf> {
  const right = await traceOf(lesson);
  const all: Fingerprint[] = [];
  for (const { id, sentence, zh, make } of await misconceptionsOf(lesson)) {
    const trace = await traceOf(lesson, { [lesson.module]: make() });
    const parts = Object.fromEntries(
      Object.entries(trace).filter(([name, part]) =>
        !sameParts(part, right[name])
      ),
    );
    // Words, such as the name of an error, say too little on their own.
    if (!Object.values(parts).some(Array.isArray)) continue;
    all.push({ id, sentence, zh, parts });
  }
  const misconceptions = all.filter((one) =>
    !all.some((other) => other !== one && sameTrace(one.parts, other.parts))
  );
  return { right, misconceptions };
}

function sameTrace(a: Trace, b: Trace): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length &&
    names.every((name) => sameParts(a[name], b[name]));
}

/** JSON with a fingerprint a line, so that a change shows as such in a diff. */
function oneALine(fingerprints: Fingerprints): string {
  const lessons = Object.entries(fingerprints).map(([module, known]) => {
    const lines = known.misconceptions
      .map((one) => `  ${JSON.stringify(one)}`).join(",\n");
    return `${JSON.stringify(module)}: {\n` +
      ` "right": ${JSON.stringify(known.right)},\n` +
      ` "misconceptions": [\n${lines}\n]}`;
  });
  return `{\n${lessons.join(",\n")}\n}\n`;
}

if (import.meta.main) {
  const result: Fingerprints = {};
  for (const lesson of lessons) {
    result[lesson.module] = await fingerprintsOf(lesson);
  }
  const path = pathOf("tests/support/fingerprints.json");
  await Deno.writeTextFile(`${path}.new`, oneALine(result));
  await Deno.rename(`${path}.new`, path);
  const count = Object.values(result)
    .reduce((sum, { misconceptions }) => sum + misconceptions.length, 0);
  console.log(`Wrote ${count} fingerprints to tests/support/fingerprints.json`);
}
