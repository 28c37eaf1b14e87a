import { assertEquals } from "@std/assert";
import { choose, type Entry } from "./intake_choose.ts";

const read = () => Promise.resolve(new Uint8Array());

/** The paths that are taken of some files. */
function taken(...paths: string[]): string[] {
  const { lessons } = choose(paths.map((path) => ({ path, read })));
  return [...lessons.values()].map(({ path }) => path);
}

/** Why each of some files is left out. */
function reasons(...entries: (string | Entry)[]): Record<string, string> {
  const { ignored } = choose(
    entries.map((one) => typeof one === "string" ? { path: one, read } : one),
  );
  return Object.fromEntries(ignored.map(({ path, why }) => [path, why]));
}

Deno.test("choose() finds lessons at the top, in lessons/ and further in", () => {
  for (const folder of ["", "lessons/", "a/b/", "a/b-main/lessons/", "./"]) {
    assertEquals(
      taken(`${folder}06_fc_net.ts`, `${folder}00_standardize.ts`),
      [`${folder}00_standardize.ts`, `${folder}06_fc_net.ts`]
        .map((path) => path.replace("./", "")),
    );
  }
});

Deno.test("choose() prefers lessons/ to the folder that it is in", () => {
  const both = [
    "a/00_standardize.ts",
    "a/lessons/00_standardize.ts",
    "a/06_fc_net.ts",
    "a/lessons/05_layernorm_backward.ts",
  ];
  const want = [
    "a/lessons/00_standardize.ts",
    "a/lessons/05_layernorm_backward.ts",
    "a/06_fc_net.ts",
  ];
  assertEquals(taken(...both), want);
  assertEquals(taken(...both.toReversed()), want);
  assertEquals(reasons(...both), {
    "a/00_standardize.ts": "isn't taken: a/lessons/00_standardize.ts is",
  });
});

Deno.test("choose() prefers the shallowest folder", () => {
  const files = [
    "old/copy/00_standardize.ts",
    "old/copy/06_fc_net.ts",
    "new/lessons/00_standardize.ts",
  ];
  assertEquals(taken(...files), ["new/lessons/00_standardize.ts"]);
  assertEquals(reasons(...files), {
    "old/copy/00_standardize.ts":
      "isn't taken: new/lessons/00_standardize.ts is",
    "old/copy/06_fc_net.ts": "isn't beside the lessons that are taken",
  });
});

Deno.test("choose() prefers, at one depth, most lessons, then the first name", () => {
  const files = ["b/00_standardize.ts", "a/00_standardize.ts"];
  assertEquals(taken(...files), ["a/00_standardize.ts"]);
  assertEquals(
    taken(...files, "b/06_fc_net.ts"),
    ["b/00_standardize.ts", "b/06_fc_net.ts"],
  );
  // Twice the same lesson is no more than once.
  assertEquals(
    taken(...files, "b/lessons/00_standardize.ts"),
    ["a/00_standardize.ts"],
  );
});

Deno.test("choose() takes nothing from folders of other things", () => {
  for (
    const folder of [
      "tests",
      "tests/misconceptions",
      "solutions",
      "Solutions",
      "a/solutions/lessons",
      "node_modules/x",
      "__MACOSX",
      "coverage",
      ".git",
      "a/.cache/lessons",
    ]
  ) {
    assertEquals(taken(`${folder}/00_standardize.ts`), []);
  }
  assertEquals(
    reasons("a/tests/x/1.ts", "a/tests/2.ts", "b/c/.git/HEAD"),
    { "a/tests/": "isn't looked into", "b/c/.git/": "isn't looked into" },
  );
});

Deno.test("choose() takes nothing from too deep", () => {
  const folder = "a/b/c/d/e/f/g/lessons";
  assertEquals(taken(`${folder}/00_standardize.ts`).length, 1);
  assertEquals(taken(`x/${folder}/00_standardize.ts`), []);
  assertEquals(reasons(`x/${folder}/00_standardize.ts`), {
    [`x/${folder}/`]: "lies too deep",
  });
});

Deno.test("choose() takes nothing that leads out, however it is written", () => {
  for (
    const path of [
      "../00_standardize.ts",
      "a/../../00_standardize.ts",
      "lessons/../00_standardize.ts",
      "/00_standardize.ts",
      "C:/00_standardize.ts",
      "c:00_standardize.ts",
      "..\\00_standardize.ts",
      "\\\\host\\00_standardize.ts",
    ]
  ) {
    assertEquals(taken(path), []);
    assertEquals(reasons(path), { [path]: "leads out of the submission" });
  }
});

Deno.test("choose() reads the backslashes of Windows", () => {
  assertEquals(
    taken("repo\\lessons\\00_standardize.ts"),
    ["repo/lessons/00_standardize.ts"],
  );
});

Deno.test("choose() says which name a lesson should have", () => {
  const want = "isn't named 01_batchnorm_forward.ts";
  for (
    const name of [
      "01_BatchNorm_Forward.ts",
      "01_batchnorm_forward (1).ts",
      "01_batchnorm_forward.ts.txt",
      "01_batchnorm_forward.js",
      "01-batchnorm-forward.ts",
      "1_batchnorm_forward.ts",
      "batchnorm_forward.ts",
      "01_batchnorm_forward - Copy.ts",
      "01_batchnorm_forward.ts\0.png",
      "01_batchnorm_forward.ts ",
    ]
  ) {
    assertEquals(taken(name), []);
    assertEquals(Object.values(reasons(name)), [want], name);
  }
  assertEquals(reasons("03_batchnorm_backward_alt_2.ts"), {
    "03_batchnorm_backward_alt_2.ts":
      "isn't named 03_batchnorm_backward_alt.ts",
  });
  for (
    const name of ["00_standardize.zh.md", "._00_standardize.ts", "x.ts"]
  ) {
    assertEquals(reasons(name), { [name]: "isn't a lesson" });
  }
});

Deno.test("choose() takes the last of two entries with one path", async () => {
  const entries = ["one", "two"].map((text) => ({
    path: "00_standardize.ts",
    read: () => Promise.resolve(new TextEncoder().encode(text)),
  }));
  const { lessons, ignored } = choose(entries);
  const bytes = await lessons.get("00_standardize")?.read();
  assertEquals(new TextDecoder().decode(bytes), "two");
  assertEquals(ignored, [
    { path: "00_standardize.ts", why: "comes once more in the archive" },
  ]);
});

Deno.test("choose() passes on why something is no file, and takes what is one instead", () => {
  const link = { path: "lessons/00_standardize.ts", why: "is a link" };
  assertEquals(reasons(link, "00_standardize.ts"), {
    "lessons/00_standardize.ts": "is a link",
  });
});

Deno.test("choose() lists first what may have been meant to be taken", () => {
  const paths = Object.keys(reasons(
    "b.txt",
    "a.txt",
    "z/00_Standardize.ts",
    { path: "y", why: "is a link" },
    ".git/x",
  ));
  assertEquals(paths, [
    "y",
    "z/00_Standardize.ts",
    ".git/",
    "a.txt",
    "b.txt",
  ]);
});

Deno.test("choose() lists archives", () => {
  const paths = ["a/work.ZIP", "b.tar.gz", "c.rar", "d.ts", "tests/e.zip"];
  const { archives } = choose(paths.map((path) => ({ path, read })));
  assertEquals(archives.map(({ path }) => path), paths.slice(0, 3));
});
