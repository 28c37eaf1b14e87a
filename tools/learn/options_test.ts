import { assertEquals, assertThrows } from "@std/assert";
import { lessons, numberOf } from "../course.ts";
import { parseOptions, UsageError } from "./options.ts";

const LAST = numberOf(lessons.at(-1)!);

Deno.test("parseOptions() asks for nothing in particular unless told", () => {
  assertEquals(parseOptions([], "en-US"), {
    help: false,
    list: false,
    lesson: undefined,
    reset: undefined,
    language: "en",
    plain: false,
    poll: false,
  });
});

Deno.test("parseOptions() knows lessons by number and by id", () => {
  for (const name of ["03", "3", lessons[3].id]) {
    assertEquals(parseOptions(["--lesson", name], "en").lesson, lessons[3]);
    assertEquals(parseOptions([`--reset=${name}`], "en").reset, lessons[3]);
  }
});

Deno.test("parseOptions() takes the system's language unless told another", () => {
  assertEquals(parseOptions([], "zh-CN").language, "zh");
  assertEquals(parseOptions([], "fr-FR").language, "en");
  assertEquals(parseOptions(["--lang", "en"], "zh-CN").language, "en");
  assertEquals(parseOptions(["--lang=zh"], "en-US").language, "zh");
});

const refused: [args: string[], locale: string, message: string][] = [
  [
    ["--what"],
    "en",
    'Cannot run learn: expected an option such as --list, got "--what"; deno task learn --help shows them',
  ],
  [
    ["03"],
    "en",
    'Cannot run learn: expected an option such as --list, got "03"; deno task learn --help shows them',
  ],
  [
    ["--lesson"],
    "en",
    "Cannot run learn: expected --lesson to have a value such as 03, got none",
  ],
  [
    ["--reset", "--plain"],
    "en",
    "Cannot run learn: expected --reset to have a value such as 03, got none",
  ],
  [
    ["--lesson="],
    "en",
    "Cannot run learn: expected --lesson to have a value such as 03, got none",
  ],
  [
    ["--plain=yes"],
    "en",
    'Cannot run learn: expected --plain to stand alone, got "yes"',
  ],
  [
    ["--lang", "fr"],
    "en",
    'Cannot run learn: expected --lang to be en or zh, got "fr"',
  ],
  [
    ["--reset", "42"],
    "en",
    `Cannot run learn: expected --reset to be a lesson from 00 to ${LAST}, got "42"`,
  ],
  [
    ["--lesson", "42"],
    "zh-CN",
    `无法运行 learn：--lesson 要写 00 到 ${LAST} 之间的课号，却收到 "42"`,
  ],
  [
    ["--lang", "zh", "--what"],
    "en",
    '无法运行 learn：没有 "--what" 这个选项；想看有哪些选项，请运行 deno task learn --help',
  ],
];
for (const [args, locale, message] of refused) {
  Deno.test(`parseOptions() refuses ${args.join(" ")} in ${locale}`, () => {
    const { message: said } = assertThrows(
      () => parseOptions(args, locale),
      UsageError,
    );
    assertEquals(said, message);
  });
}
