import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { required } from "../course.ts";
import { solutionOf } from "../testing.ts";
import { hurry, sitDown } from "./testing.ts";

const FIRST = "00_standardize";
const PATH = `lessons/${FIRST}.ts`;
const WRONG = `export function standardize(x: unknown) {\n  return x;\n}\n`;
const right = await solutionOf(FIRST);

for (const poll of [false, true]) {
  const how = poll ? "looking again and again" : "events";

  Deno.test(`saves by renaming, deleting and restoring are noticed by ${how}, and any line ends do`, async () => {
    await using desk = await sitDown({ poll });
    const { course, see } = desk;
    await see("What to do");
    const path = `${course.path}/${PATH}`;
    await Deno.writeTextFile(`${path}~`, right.replaceAll("\n", "\r\n"));
    await Deno.rename(`${path}~`, path);
    await see("Lesson 00 is solved.");
    // Now it is another file than the one that was there.
    await course.write(FIRST, WRONG);
    await see(`0 of ${required.length} lessons`, "1 of 5 properties hold.");
    await Deno.remove(path);
    await see(`${PATH} is missing.`);
    await course.write(FIRST);
    await see("Lesson 00 is solved.");
  });
}

Deno.test("of many saves in a row the last one counts", async () => {
  await using desk = await sitDown();
  const { course, see, screens } = desk;
  await see("What to do");
  for (let n = 0; n < 20; n++) await course.write(FIRST, `${WRONG}// ${n}\n`);
  await course.write(FIRST);
  await see("Lesson 00 is solved.");
  await course.write(FIRST, WRONG);
  await course.write(FIRST);
  await course.write(FIRST, `${right}\n\n`);
  await see("Lesson 00 is solved.");
  assertStringIncludes(screens.at(-1)!, "All 5 properties hold.");
});

Deno.test("a file that is emptied before it is written is no verdict, and one that is saved half is", async () => {
  await using desk = await sitDown();
  const { course, see, screens } = desk;
  await see("What to do");
  using file = await Deno.open(`${course.path}/${PATH}`, { write: true });
  await file.truncate(0);
  await file.write(new TextEncoder().encode(right));
  await see("Lesson 00 is solved.");
  assertEquals(screens.filter((text) => text.includes("doesn't export")), []);
  await course.write(FIRST, right.slice(0, -10));
  await see("Lesson 00 could not be loaded.", "SyntaxError");
  await course.write(FIRST);
  await see("Lesson 00 is solved.");
});

Deno.test("a save that changes nothing asks for nothing", async () => {
  await using desk = await sitDown();
  const { course, see, pids } = desk;
  await see("What to do");
  await course.write(FIRST);
  await see("Lesson 00 is solved.");
  // A look would use up the process that waits for it.
  const waiting = String(pids);
  await course.write(FIRST);
  await course.write("01_batchnorm_forward");
  await see("You saved lesson 01; l goes there.");
  assertEquals(String(pids), waiting);
});

Deno.test("a loop that never ends is stopped, and the next save answered", async () => {
  await using desk = await sitDown({ before: hurry });
  const { course, see } = desk;
  await see("What to do");
  await course.write(
    FIRST,
    "export function standardize() {\n  while (true);\n}\n",
  );
  await see("Still running: 1 of 5, standardize() gives the worked example");
  await see("This was stopped after 1 s.", "4 properties were not run");
  await course.write(
    FIRST,
    "export function standardize() {}\nwhile (true);\n",
  );
  await see("Lesson 00 could not be loaded.", "This was stopped after");
  await course.write(FIRST);
  await see("Lesson 00 is solved.");
});

Deno.test("a process that somebody ends is replaced", async () => {
  await using desk = await sitDown();
  const { course, see, pids } = desk;
  await see("What to do");
  await course.write(FIRST, WRONG);
  await see("1 of 5 properties hold.");
  // The one that waits for the next save, and perhaps the type checker.
  assert(pids.length > 0);
  for (const pid of pids) Deno.kill(pid, "SIGKILL");
  await course.write(FIRST);
  await see("Lesson 00 is solved.");
});
