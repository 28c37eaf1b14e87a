import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { MANIFEST } from "./files.ts";
import {
  assertSameFiles,
  type Desk,
  makeDesk,
  smallCourse,
  textsIn,
  write,
} from "./testing.ts";

/** What is refused: after some change of the desk, with some words, in one line. */
const cases: [
  what: string,
  change: (desk: Desk) => Promise<unknown> | unknown,
  args: string[],
  said: (desk: Desk) => string,
][] = [
  [
    "no folder",
    () => {},
    [],
    () =>
      "expected the folder of a newer release, got none; name it, as in deno " +
      "task update --from ../new-kata",
  ],
  [
    "an unknown option",
    () => {},
    ["--force"],
    () => "Unknown option '--force'; deno task update --help shows the options",
  ],
  [
    "an unknown language",
    () => {},
    ["--from", "../new", "--lang=de"],
    () => 'expected --lang to be en or zh, got "de"',
  ],
  [
    "a folder that isn't there",
    () => {},
    ["--from", "../nowhere"],
    ({ path }) =>
      `expected a folder that can be opened, got "${path}/nowhere"; check its name`,
  ],
  [
    "a file",
    ({ path }) => write(path, { file: "" }),
    ["--from", "../file"],
    ({ path }) =>
      `expected a folder that can be opened, got "${path}/file"; check its name`,
  ],
  [
    "this folder, by a link",
    ({ kata, path }) => Deno.symlink(kata, `${path}/same`),
    ["--from", "../same"],
    ({ kata }) =>
      `expected another folder than this one, got ${kata}; put the new ` +
      "release beside it and name that",
  ],
  [
    "a folder without a course",
    ({ path }) => Deno.mkdir(`${path}/empty`),
    ["--from", "../empty"],
    ({ path }) =>
      `expected a course with the id "small" in ${path}/empty, got no ` +
      "course.json; name the folder that course.json is in",
  ],
  [
    "another course",
    (desk) => edit(desk.new, "course.json", '"small"', '"large"'),
    ["--from", "../new"],
    (desk) =>
      `expected a course with the id "small" in ${desk.new}, got "large"; ` +
      "name the folder that course.json is in",
  ],
  [
    "a damaged course.json",
    (desk) => write(desk.new, { "course.json": "{" }),
    ["--from", "../new"],
    (desk) =>
      `expected a course with the id "small" in ${desk.new}, got a ` +
      "course.json that can't be used; name the folder that course.json is in",
  ],
  [
    "lessons of strange names",
    (desk) => edit(desk.new, "course.json", "01_two", "../01_two"),
    ["--from", "../new"],
    (desk) =>
      `expected a course with the id "small" in ${desk.new}, got a ` +
      "course.json that can't be used; name the folder that course.json is in",
  ],
  [
    "a damaged course.json of its own",
    (desk) => write(desk.kata, { "course.json": "{" }),
    ["--from", "../new"],
    () =>
      "expected the course.json of this folder as the course ships it, got a " +
      "course.json that can't be used; put it back",
  ],
  [
    "an older release",
    async (desk) => await write(desk.kata, await smallCourse({ version: 3 })),
    ["--from", "../new"],
    () =>
      "expected version 3 of the course or a later one, got version 2, which " +
      "is older; get the new release",
  ],
  [
    "a release that somebody wrote in",
    (desk) => write(desk.new, { "lessons/01_two.ts": "solved" }),
    ["--from", "../new"],
    (desk) =>
      "expected lessons/01_two.ts to be as the course ships it, got another " +
      `in ${desk.new}; get a fresh copy`,
  ],
  [
    "a release without its manifest",
    (desk) => Deno.remove(join(desk.new, MANIFEST)),
    ["--from", "../new"],
    (desk) =>
      `expected ${MANIFEST}, which says what the course shipped, got none or ` +
      `a damaged one in ${desk.new}; get a fresh copy`,
  ],
  [
    "a damaged manifest of its own",
    (desk) => write(desk.kata, { [MANIFEST]: "{}" }),
    ["--from", "../new"],
    (desk) =>
      `expected ${MANIFEST}, which says what the course shipped, got none or ` +
      `a damaged one in ${desk.kata}; get a fresh copy`,
  ],
  [
    "a release that names files elsewhere",
    (desk) => edit(desk.new, MANIFEST, '"kit/sum.ts"', '"../sum.ts"'),
    ["--from", "../new"],
    (desk) =>
      "expected ../sum.ts to be as the course ships it, got another in " +
      `${desk.new}; get a fresh copy`,
  ],
  [
    "a release with a file that is a link",
    async (desk) => {
      await Deno.rename(`${desk.new}/kit/sum.ts`, `${desk.path}/sum.ts`);
      await Deno.symlink(`${desk.path}/sum.ts`, `${desk.new}/kit/sum.ts`);
    },
    ["--from", "../new"],
    (desk) =>
      "expected kit/sum.ts to be as the course ships it, got another in " +
      `${desk.new}; get a fresh copy`,
  ],
  [
    "a release with a folder that is a link",
    async (desk) => {
      await Deno.rename(`${desk.new}/kit`, `${desk.path}/kit`);
      await Deno.symlink(`${desk.path}/kit`, `${desk.new}/kit`);
    },
    ["--from", "../new"],
    (desk) =>
      "expected kit/sum.ts to be as the course ships it, got another in " +
      `${desk.new}; get a fresh copy`,
  ],
  [
    "to write through a link",
    async (desk) => {
      await Deno.rename(`${desk.kata}/lessons`, `${desk.path}/lessons`);
      await Deno.symlink(`${desk.path}/lessons`, `${desk.kata}/lessons`);
    },
    ["--from", "../new"],
    () =>
      "expected lessons to be free for the course's, got a link of yours " +
      "there; move it away",
  ],
  [
    "to write where there is a folder",
    async (desk) => {
      await Deno.remove(`${desk.kata}/README.md`);
      await Deno.mkdir(`${desk.kata}/README.md`);
    },
    ["--from", "../new"],
    () =>
      "expected README.md to be free for the course's, got a folder of " +
      "yours there; move it away",
  ],
  [
    "to write where there is a file for a folder",
    async (desk) => {
      await Deno.remove(`${desk.kata}/kit`, { recursive: true });
      await write(desk.kata, { kit: "mine" });
    },
    ["--from", "../new"],
    () =>
      "expected kit to be free for the course's, got a file of yours there; " +
      "move it away",
  ],
  [
    "to move a lesson onto another file of the student's",
    async (desk) => {
      const lessons = ["new", "one", "two", "three"];
      await write(desk.new, await smallCourse({ version: 2, lessons }));
      await write(desk.kata, {
        "lessons/01_two.ts": "mine",
        "lessons/02_two.ts": "mine, too",
      });
    },
    ["--from", "../new"],
    () =>
      "expected lessons/02_two.ts to be free for the course's, got a file of " +
      "yours there; move it away",
  ],
  [
    "a release from before there were numbers",
    (desk) => edit(desk.new, "course.json", '"version": 2,', ""),
    ["--from", "../new"],
    () =>
      "expected version 1 of the course or a later one, got version 0, which " +
      "is older; get the new release",
  ],
];

async function edit(folder: string, path: string, from: string, to: string) {
  const text = await Deno.readTextFile(join(folder, path));
  assert(text.includes(from));
  await write(folder, { [path]: text.replace(from, to) });
}

for (const [what, change, args, said] of cases) {
  Deno.test({
    name: `update refuses ${what}, and changes nothing`,
    // Links need rights there, and the system says other words.
    ignore: Deno.build.os === "windows",
    async fn() {
      await using desk = await makeDesk({}, {});
      await change(desk);
      const before = await textsIn(desk.path);
      const words = args.some((arg) => arg.startsWith("--lang"))
        ? args
        : [...args, "--lang=en"];
      assertEquals(await desk.run(...words), {
        code: 2,
        stdout: "",
        stderr: `Cannot update: ${said(desk)}\n`,
      });
      assertSameFiles(await textsIn(desk.path), before);
    },
  });
}
