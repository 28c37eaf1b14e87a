import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import {
  choose,
  type Entry,
  harmless,
  nameOf,
  shown,
  textOf,
} from "./choose.ts";

const LESSON = "00_standardize.ts";
const OTHER = "04_layernorm_forward.ts";

const read = () => Promise.resolve(new Uint8Array());

/** Which of some files are taken, and why the others are left out. */
function choiceOf(...entries: (string | Entry)[]) {
  const { lessons, archives, ignored } = choose(
    entries.map((one) => typeof one === "string" ? { path: one, read } : one),
  );
  return {
    taken: [...lessons.values()].map(({ path }) => path),
    archives: archives.map(({ path }) => path),
    left: ignored.map(({ path, why }) => [path, why]),
  };
}

Deno.test("choose() finds lessons at the top, in lessons/ and further in", () => {
  for (const folder of ["", "lessons/", "a/b/", "a/b-main/lessons/"]) {
    const want = [`${folder}${LESSON}`, `${folder}${OTHER}`];
    for (const start of ["", "./"]) {
      const files = want.toReversed().map((path) => start + path);
      assertEquals(choiceOf(...files).taken, want);
    }
  }
  // The backslashes of Windows.
  const windows = choiceOf(`repo\\lessons\\${LESSON}`);
  assertEquals(windows.taken, [`repo/lessons/${LESSON}`]);
});

Deno.test("choose() prefers lessons/ to the folder that it is in", () => {
  const both = [`a/${LESSON}`, `a/lessons/${LESSON}`, `a/${OTHER}`];
  for (const files of [both, both.toReversed()]) {
    assertEquals(choiceOf(...files), {
      taken: [`a/lessons/${LESSON}`, `a/${OTHER}`],
      archives: [],
      left: [[`a/${LESSON}`, `isn't taken: a/lessons/${LESSON} is`]],
    });
  }
});

Deno.test("choose() prefers the shallowest folder; at one depth, most lessons, then the first name", () => {
  const { taken, left } = choiceOf(
    `old/copy/${LESSON}`,
    `old/copy/${OTHER}`,
    `new/lessons/${LESSON}`,
  );
  assertEquals(taken, [`new/lessons/${LESSON}`]);
  assertEquals(left, [
    [`old/copy/${LESSON}`, `isn't taken: new/lessons/${LESSON} is`],
    [`old/copy/${OTHER}`, "isn't beside the lessons that are taken"],
  ]);
  const same = [`b/${LESSON}`, `a/${LESSON}`];
  for (
    const [more = [], want] of [
      [[], [`a/${LESSON}`]],
      [[`b/${OTHER}`], [`b/${LESSON}`, `b/${OTHER}`]],
      // Twice the same lesson is no more than once.
      [[`b/lessons/${LESSON}`], [`a/${LESSON}`]],
    ]
  ) assertEquals(choiceOf(...same, ...more).taken, want);
});

Deno.test("choose() takes nothing from folders of other things, and from too deep", () => {
  const folders = "tests tests/misconceptions solutions Solutions coverage " +
    "a/solutions/lessons node_modules/x __MACOSX .git a/.cache/lessons";
  for (const folder of folders.split(" ")) {
    assertEquals(choiceOf(`${folder}/${LESSON}`).taken, []);
  }
  const deep = "a/b/c/d/e/f/g/lessons";
  assertEquals(choiceOf(`${deep}/${LESSON}`).taken.length, 1);
  const files = ["a/tests/x/1.ts", "a/tests/2.ts", "b/c/.git/HEAD"];
  assertEquals(choiceOf(...files, `x/${deep}/${LESSON}`), {
    taken: [],
    archives: [],
    left: [
      ["a/tests/", "isn't looked into"],
      ["b/c/.git/", "isn't looked into"],
      [`x/${deep}/`, "lies too deep"],
    ],
  });
});

Deno.test("choose() takes nothing that leads out, however it is written", () => {
  const starts = "../ a/../../ lessons/../ / C:/ c: ..\\ \\\\host\\";
  for (const path of starts.split(" ").map((start) => start + LESSON)) {
    const { taken, left } = choiceOf(path);
    assertEquals([taken, left], [[], [[path, "leads out of the submission"]]]);
  }
});

Deno.test("choose() says which name a lesson should have", () => {
  for (
    const name of [
      "01_BatchNorm_Forward.ts",
      "01_batchnorm_forward (1).ts",
      "01_batchnorm_forward.ts.txt",
      "01_batchnorm_forward.js",
      "1-batchnorm-forward.ts",
      "batchnorm_forward.ts",
      "01_batchnorm_forward.ts\0.png",
      "01_batchnorm_forward.ts ",
    ]
  ) {
    const { taken, left: [first] } = choiceOf(name);
    assertEquals(taken, []);
    assertEquals(first?.[1], "isn't named 01_batchnorm_forward.ts", name);
  }
  assertEquals(
    choiceOf("03_batchnorm_backward_alt_2.ts").left[0]?.[1], //
    "isn't named 03_batchnorm_backward_alt.ts",
  );
  for (const name of ["00_standardize.zh.md", "._00_standardize.ts", "x.ts"]) {
    assertEquals(choiceOf(name).left, [[name, "isn't a lesson"]]);
  }
});

Deno.test("choose() takes the last of two entries with one path", async () => {
  const entries = ["one", "two"].map((text) => ({
    path: LESSON,
    read: () => Promise.resolve(bytesOf(text)),
  }));
  const { lessons, ignored } = choose(entries);
  assertEquals(await lessons.get("00_standardize")?.read(), bytesOf("two"));
  const why = "comes once more in the archive";
  assertEquals(ignored, [{ path: LESSON, why }]);
});

Deno.test("choose() lists first what may have been meant to be taken, and archives by themselves", () => {
  const link = { path: `lessons/${LESSON}`, why: "is a link" };
  const paths = ["b.txt", "a/work.ZIP", "c.rar", "z/00_Standardize.ts"];
  const { taken, archives, left } = choiceOf(
    ...[...paths, LESSON, link, ".git/x", "tests/e.zip"],
  );
  assertEquals(taken, [LESSON]);
  assertEquals(archives, ["a/work.ZIP", "c.rar"]);
  assertEquals(left.slice(0, 2), [
    [link.path, link.why],
    ["z/00_Standardize.ts", `isn't named ${LESSON}`],
  ]);
  assertEquals(
    left.slice(2).map(([path]) => path),
    [".git/", "a/work.ZIP", "b.txt", "c.rar", "tests/"],
  );
});

const bytesOf = (text: string) => new TextEncoder().encode(text);

Deno.test("textOf() reads text in any of the encodings of editors", () => {
  const utf16 = (text: string, littleEndian: boolean) => {
    const view = new DataView(new ArrayBuffer(2 * text.length));
    for (let i = 0; i < text.length; i++) {
      view.setUint16(2 * i, text.charCodeAt(i), littleEndian);
    }
    return new Uint8Array(view.buffer);
  };
  fc.assert(fc.property(fc.string({ unit: "binary" }), (any) => {
    const text = any.replaceAll(/[\0\r\ufeff]/g, "");
    assertEquals(textOf(bytesOf(text)), text);
    assertEquals(textOf(bytesOf(`\ufeff${text}`)), text);
    assertEquals(textOf(utf16(`\ufeff${text}`, true)), text);
    assertEquals(textOf(utf16(`\ufeff${text}`, false)), text);
  }));
  // "// 均值" in GB 18030.
  const bytes = Uint8Array.of(47, 47, 32, 0xbe, 0xf9, 0xd6, 0xb5);
  assertEquals(textOf(bytes), "// 均值");
  assertEquals(textOf(bytesOf("a\r\nb\rc\nd\r\r\n")), "a\nb\nc\nd\n\n");
});

Deno.test("textOf() refuses what isn't text", () => {
  for (
    const bytes of [
      [0x61, 0],
      [0x61, 0xff, 0x20],
      [0xff, 0xfe, 0x00, 0xd8],
      // UTF-32 begins like UTF-16.
      [0xff, 0xfe, 0, 0, 97, 0, 0, 0],
    ]
  ) assertEquals(textOf(Uint8Array.from(bytes)), undefined);
});

Deno.test("nameOf() reads UTF-8, then GB 18030, then anything", () => {
  assertEquals(nameOf(bytesOf("均/a.ts")), "均/a.ts");
  assertEquals(nameOf(Uint8Array.of(0xbe, 0xf9, 47, 97)), "均/a");
  assertEquals(nameOf(Uint8Array.of(0xe9, 32, 97)), "é a");
});

Deno.test("harmless() leaves names of people, and nothing that a terminal would obey", () => {
  for (const name of ["Zoë O'Neill", "李雷", "می‌خواهم", "👩‍🔬"]) {
    assertEquals(harmless(name), name);
  }
  const text = "a\x1b[31m\n\r\x00\x9b\u202e\u2028\ufeff\ud800b";
  assertEquals(harmless(text), `a�[31m${"�".repeat(8)}b`);
});

Deno.test("shown() leaves out the middle of a long path, and cuts no character in half", () => {
  const long = shown(`start/${"x".repeat(5000)}/end.ts`);
  assertEquals(long.length, 120);
  assertMatch(long, /^start\/x+…x+\/end\.ts$/);
  const texts = fc.string({ unit: "binary", minLength: 60, maxLength: 400 });
  fc.assert(fc.property(texts, (text) => {
    assert(shown(text).isWellFormed() && shown(text).length <= 120);
  }));
});
