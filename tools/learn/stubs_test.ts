import { assertEquals } from "@std/assert";
import { lessons } from "../course.ts";
import { stubOf, STUBS } from "../stubs.ts";
import { copyCourse } from "../testing.ts";

const [lesson] = lessons;
const PATH = "lessons/00_standardize.ts";

Deno.test("--reset puts back a stub, and keeps every version that was there", async () => {
  await using course = await copyCourse();
  const reset = () =>
    course.deno("run", "-A", "tools/learn.ts", "--reset", "00", "--lang", "en");
  const read = (path: string) => Deno.readTextFile(`${course.path}/${path}`);
  for (const n of [1, 2]) {
    // With its line ends, whatever they are.
    await course.write("00_standardize", `// ${n}\r\n`);
    const { code, stdout } = await reset();
    const backup = `.kata/00_standardize-${n}.ts`;
    assertEquals(code, 0);
    assertEquals(
      stdout,
      `${PATH} is the stub again. Your version is in ${backup}.\n`,
    );
    assertEquals(await read(backup), `// ${n}\r\n`);
    assertEquals(await read(PATH), await stubOf(lesson!));
  }
  assertEquals(
    (await reset()).stdout,
    `${PATH} is the stub already: there is nothing to reset.\n`,
  );
  await Deno.remove(`${course.path}/${PATH}`);
  assertEquals((await reset()).stdout, `${PATH} is the stub again.\n`);
  assertEquals(await read(PATH), await stubOf(lesson!));
});

Deno.test("--reset says in one line what it can't do, and leaves the lesson", async () => {
  await using course = await copyCourse();
  await course.write("00_standardize", "// mine\n");
  // A file where the folder for what is kept should be.
  await Deno.writeTextFile(`${course.path}/.kata`, "");
  const { code, stdout, stderr } = await course.deno(
    ...["run", "-A", "tools/learn.ts", "--reset", "00", "--lang", "en"],
  );
  assertEquals([code, stdout], [1, ""]);
  assertEquals(/^Cannot run learn: .*\.kata.*\n$/.test(stderr), true, stderr);
  const text = await Deno.readTextFile(`${course.path}/${PATH}`);
  assertEquals(text, "// mine\n");
});

Deno.test("--reset says so where nothing knows the stub", async () => {
  await using course = await copyCourse();
  await Deno.remove(`${course.path}/${STUBS}`);
  const ran = await course.deno(
    ...["run", "-A", "tools/learn.ts", "--reset", "00", "--lang", "en"],
  );
  assertEquals(ran, {
    code: 1,
    stdout: "",
    stderr:
      `Cannot run learn: expected the stub of ${PATH} in ${STUBS} or in ` +
      "the history of a git clone, got neither; take the file from a fresh " +
      "copy of the course\n",
  });
});
