import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { constants, deflateRawSync, gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { zipSync } from "fflate";
import { listArchive } from "./archive.ts";
import {
  recordOf,
  takeBytes,
  tarOf,
  type TarPart,
  tarTree,
  tgzTree,
  whyIn,
  zipOf,
  type ZipPart,
  zipTree,
} from "./intake_testing.ts";
import { readTar } from "./tar.ts";

const LESSON = "00_standardize.ts";
const OTHER = "04_layernorm_forward.ts";
const NO_LESSONS = "holds no lesson files such as 00_standardize.ts";
const LARGEST = 256 * 2 ** 10;

/** A zip with one lesson that is written or described wrongly, and a good one. */
const beside = (part: Partial<ZipPart>) =>
  zipOf([{ name: LESSON, content: "0", ...part }, {
    name: OTHER,
    content: "4",
  }]);

/** A tar archive with one lesson that is something else, and a good one. */
const besideInTar = (part: Partial<TarPart>) =>
  tarOf([{ name: LESSON, ...part }, { name: OTHER, content: "4" }]);

type Bytes = Uint8Array<ArrayBuffer>;

/** Takes an archive in and expects the good lesson only, and why not the other. */
async function assertWhy(bytes: Bytes, why: string, path = LESSON) {
  const submission = await takeBytes(bytes);
  assertEquals([...submission.files], [["04_layernorm_forward", "4"]]);
  assertEquals(whyIn(submission, path), why);
}

async function assertProblem(bytes: Bytes, problem: string | RegExp) {
  const submission = await takeBytes(bytes);
  assertEquals(submission.files.size, 0);
  const found = submission.problem ?? "";
  if (typeof problem === "string") assertEquals(found, problem);
  else assert(problem.test(found), found);
}

/** What is taken from an archive. */
async function textsIn(bytes: Bytes): Promise<string[]> {
  return [...(await takeBytes(bytes)).files.values()];
}

Deno.test("A zip gives what another program packed", async () => {
  const bytes = new TextEncoder().encode("export {};\n");
  for (const level of [0, 9] as const) {
    const zip = zipSync({ repo: { lessons: { [LESSON]: bytes } } }, { level });
    assertEquals(await textsIn(zip), ["export {};\n"]);
  }
});

Deno.test("A zip gives lessons in folders with names in any encoding", async () => {
  const gbk = Buffer.from([0xbe, 0xf9, 0xd6, 0xb5]);
  // The second byte of this character is the code of a backslash.
  const tricky = Buffer.from([0x81, 0x5c]);
  for (const folder of [gbk, tricky, Buffer.from([0xff, 0xe9])]) {
    const name = Buffer.concat([folder, Buffer.from(`\\lessons\\${LESSON}`)]);
    assertEquals(await textsIn(zipOf([{ name, content: "0" }])), ["0"]);
  }
  const readme = Buffer.concat([gbk, Buffer.from("/a.md")]);
  const { ignored } = await takeBytes(zipOf([{ name: readme }]));
  assertEquals(ignored.map(({ path }) => path), ["均值/a.md"]);
});

Deno.test("A zip gives nothing for folders, and links that pretend to be some", async () => {
  const { ignored } = await takeBytes(zipOf([
    { name: "a/" },
    { name: "b\\" },
    { name: "c", mode: 0o040755 },
    { name: "lessons/", mode: 0o120777, content: "/etc" },
    { name: LESSON, content: "0", mode: 0o100644 },
  ]));
  assertEquals(ignored, [{ path: "lessons", why: "is a link" }]);
});

Deno.test("A zip gives nothing that is no file, too large, damaged or strangely packed", async () => {
  const zeros = deflateRawSync(new Uint8Array(2 ** 20), {
    finishFlush: constants.Z_FULL_FLUSH,
  });
  const bomb = Buffer.concat(Array(2 ** 14).fill(zeros));
  const cases: [why: string, parts: Partial<ZipPart>[]][] = [
    ["is a link", [{ mode: 0o120777, content: "/etc/passwd" }]],
    [
      "isn't a regular file",
      [0o010644, 0o020644, 0o060644, 0o140644].map((mode) => ({ mode })),
    ],
    ["is encrypted", [{ flags: 1 }]],
    ["is packed in an unusual way", [{ method: 9 }]],
    [
      "is larger than 256 KiB",
      [{ content: "x".repeat(LARGEST + 1) }, { size: 0xfffffff0 }],
    ],
    ["is damaged", [
      { size: 5 },
      { size: 0 },
      { crc: 1 },
      { method: 0, size: 5 },
      { packed: Buffer.from("?????") },
      { packed: deflateRawSync("0").subarray(0, 1) },
      // A bomb that says it is small, and unpacks to 16 GiB.
      { packed: bomb, size: 1 },
      { packed: bomb, size: LARGEST },
    ]],
  ];
  for (const [why, parts] of cases) {
    for (const part of parts) await assertWhy(beside(part), why);
  }
  const largest = "x".repeat(LARGEST);
  assertEquals(await textsIn(beside({ content: largest })), [largest, "4"]);
  await assertProblem(
    beside({ flags: 0x41 }),
    "is damaged: strong encryption is not supported",
  );
});

Deno.test("A zip gives entries that lie over one another as what they are", async () => {
  // All point to the same bytes, as in a bomb that doesn't nest.
  const zip = zipOf([{ name: LESSON, content: "0" }]);
  const header = zip.subarray(zip.length - 22 - 46 - LESSON.length, -22);
  const end = Buffer.from(zip.subarray(-22));
  end.writeUInt16LE(9000, 10);
  const { files, ignored } = await takeBytes(Buffer.concat([
    zip.subarray(0, -22 - header.length),
    ...Array.from({ length: 9000 }, () => header),
    end,
  ]));
  assertEquals([...files.values()], ["0"]);
  assertEquals(ignored.at(-1)?.path, "8979 more");
});

Deno.test("An archive is refused with too many entries", async () => {
  const problem = "holds more than 10,000 files and folders";
  const names = Array.from({ length: 10_001 }, (_, i) => ({ name: `${i}` }));
  await assertProblem(zipOf(names), problem);
  await assertProblem(zipOf(names.slice(1)), NO_LESSONS);
  await assertProblem(gzipSync(tarOf(names)), problem);
  // As many as the format can count to, though there is only one.
  await assertProblem(zipOf([{ name: LESSON }], 100_000), problem);
});

Deno.test("A zip isn't looked for in a zip", () =>
  assertProblem(
    zipTree({ "work.zip": zipTree({ [LESSON]: "0" }) }),
    `${NO_LESSONS}; work.zip in it isn't opened`,
  ));

/** What GNU tar writes in its formats, packed with gzip. */
const WRITTEN = {
  v7: "H4sIAAAAAAACA+3USwrCMBSF4YxdRVdgkr4ycDGltBEEaYs3oCju3eJELRYctGLx/yY3" +
    "0+TkXNFqdqbnsuw+e8P55pzHiVFRphZkeLmFEL33Im0j+pfyd87m5P/d/I0pJJRNXR7q" +
    "3dmvg0z6NHmajudvk9f8bdJ/ARUp8p+dP3XtIUSX62al8H+e+p8X26pofJiy+o/979zn" +
    "+9+m1qQqirUPle5KkWNN/wEAAAAAAAAAAAAAGHcDgW2pLwAoAAA=",
  ustar:
    "H4sIAAAAAAACA+3UsQrCMBSF4cw+RZ/ApCZpBh9GCu0gSFuSFETx3Q3ioGIXaYqF/1tu" +
    "tnBzOBmlyE4lztrHTD7nl7MzthSFFQsYQ6x9unKOJV+XW4lRDtnIX/PXeucU+S/h1IbQ" +
    "d0H+Vf+1qZxbef45izVrNof0AF1T++Z4abcxZMq/MmY6/1K/52+Usqn/ivwnPtZna2dY" +
    "vz0PvY/F9bbfCAAAAAAAAAAAAAAAsE53UOKbywAoAAA=",
  gnu: "H4sIAAAAAAACA+3YUQqCMBzH8T13il0gt7nNPfTSAbxDCEpIMcMZRNEVukB0jm4kdItG" +
    "vWkFQSrk7yM433z4b1/B+nK6na+MdIl7RuvH6jXX9rPwFydUkx5sXZWUlJKRCljA5nFh" +
    "l3FuVx3OP1Lq7fxDHjX2gjFGEBpj/p2rn+d/7XfAdKgbI/DP8/+6/1KoUKL/Y+m/4gr9" +
    "H3P/8fVB/9H/8fZfvOh/iP6j//28PXOusI5h/ug/+j9E/6Vu91+j/+h/r/3nfOH3gk2T" +
    "Ms33WVA5zP93/f90/rmQrf4LQyjH+e9cttsUZUUPx9kEP0MBAAAAAAD+2B0pMkQIACgA" +
    "AA==",
  incremental:
    "H4sIAAAAAAACA+3VS2rDMBSFYY2zCq0gulfPQafZREfGxCoEghN8VRJauvfYIVDq0maS" +
    "Jz7fRLIGBtv6LTHq6qiXQjiOvfFIxPZ7PqwzOcdKL9QNvEupO60vfl8OjshbHyP/mD+Y" +
    "xTqLbFpRMEliThvA3LF/P+7fkrXo/xZeiar+DbRN3TWrjzwv0i/F6m1ZtbkMVzCR/n9v" +
    "hEv2H73/5/x3o/4Du6Q0PXP/lJyPwYfhgU79JyZ6tO+f99tNV/Tn18sMMUy7/6v99Y/n" +
    "f0p/9z+ec+TolLYml6XZ1iK7Buc/AAAAAAAAAAAAAAAAwHkHvME0ggAoAAA=",
  pax: "H4sIAAAAAAACA+2YS2rDMBRFNc4qtIHG+otQOu+wOygCi7ZQ7GC5YBK6hW6gdB3dUaG7" +
    "qNIPJEo/BGwnqe4Z6AljEOb6nQeaFheuO/eu9E0oXp4eXh+fSd+wiFHqvUbSyphY26+e" +
    "cyHj67QjI3AXWtfE40mecEPnrr0++4i+mBCQFZ+5D3rGqqmt1j/3f7rnXMVC9TH1f/px" +
    "x5X/2hC4raurk16Xv/wvuN3MX3KtOfw/iv+V3BgA/ae/w4Lxs6/+HzTYnf0vhRUS/v9P" +
    "+f/mf8X1lv+thv/HQJjZAfkf0wf+h/+z87/4xv8G/h/F/9bC/1+n+xDqKmQ1B+B/+H/v" +
    "/lcm9b9huP8Zx/8zBf8n/mfsMv4UVema8mbhp22YwP9D9j/jcsv/3BLK4P/B8d28blq6" +
    "vD/F3SsAAAAAQA68AZ2+Lo4AKAAA",
};

Deno.test("A tar archive gives what GNU tar packed", async () => {
  const long = `李雷/${"long-".repeat(25)}/${"long-".repeat(25)}`;
  const folders = {
    v7: "s",
    ustar: `u/${"p".repeat(90)}`,
    gnu: long,
    incremental: "s",
    pax: long,
  };
  for (const [format, folder] of Object.entries(folders)) {
    const base64 = WRITTEN[format as keyof typeof WRITTEN];
    const archive = Uint8Array.fromBase64(base64);
    const paths = (await listArchive(archive)).map(({ path }) => path)
      .filter((path) => !path.endsWith("/"));
    const link = folder === "s" ? [`${folder}/lessons/06_fc_net.ts`] : [];
    assertEquals(paths.sort(), [`${folder}/lessons/${LESSON}`, ...link]);
    const submission = await takeBytes(archive);
    assertEquals([...submission.files], [["00_standardize", "export {};\n"]]);
    for (const path of link) assertEquals(whyIn(submission, path), "is a link");
  }
});

Deno.test("A tar archive gives what is in it, packed with gzip or not, in parts or padded", async () => {
  const folder = `./${"均".repeat(80)}/${"x".repeat(200)}/lessons`;
  const tar = tarTree({ [`${folder}/${LESSON}`]: "0", "README.md": "" });
  for (
    const bytes of [
      tar,
      gzipSync(tar),
      Buffer.concat([gzipSync(tar), Buffer.alloc(512)]),
      Buffer.concat([
        gzipSync(tar.subarray(0, 700)),
        gzipSync(tar.subarray(700)),
      ]),
    ]
  ) {
    const { files, ignored } = await takeBytes(bytes);
    assertEquals([...files], [["00_standardize", "0"]]);
    assertEquals(ignored, [{ path: "README.md", why: "isn't a lesson" }]);
  }
});

Deno.test("A tar archive gives nothing that is no file, too large or leads out", async () => {
  await assertWhy(besideInTar({ type: "1" }), "is a hard link");
  // Nothing comes after these, whatever their size is.
  for (const size of [0, 700]) {
    await assertWhy(besideInTar({ type: "2", size }), "is a link");
  }
  // Devices, a pipe, a file with holes and a letter that has no meaning.
  for (const type of "346S?") {
    await assertWhy(besideInTar({ type }), "isn't a regular file");
  }
  const largest = "x".repeat(LARGEST);
  assertEquals(await textsIn(besideInTar({ content: largest })), [
    largest,
    "4",
  ]);
  const larger = besideInTar({ content: `${largest}x` });
  await assertWhy(larger, "is larger than 256 KiB");
  const name = `../${LESSON}`;
  await assertWhy(besideInTar({ name }), "leads out of the submission", name);
});

Deno.test("A tar archive keeps no more lessons than there can be", async () => {
  const many = (path: (i: number) => string) =>
    Object.fromEntries(Array.from({ length: 64 }, (_, i) => [path(i), "x"]));
  // What can't be a lesson isn't kept, and so doesn't count.
  const others = {
    ...many((i) => `${i}.ts`),
    ...many((i) => `${i}/solutions/${LESSON}`),
  };
  assertEquals(await textsIn(tgzTree({ ...others, [LESSON]: "0" })), ["0"]);
  const copies = many((i) => `${i}/${LESSON}`);
  const { ignored } = await takeBytes(tgzTree({ ...copies, [LESSON]: "0" }));
  const why = "comes after too many of its name";
  assertEquals(ignored[0], { path: LESSON, why });
});

Deno.test("A tar archive is refused when it unpacks to too much", async () => {
  const header = tarOf([{ name: "a", size: 2 ** 29 }]).subarray(0, 512);
  const zeros = gzipSync(new Uint8Array(2 ** 20));
  const bomb = (start: Uint8Array, size: number) =>
    Buffer.concat([start, ...Array(size).fill(zeros)]);
  const problem = "unpacks to over 256 MiB";
  await assertProblem(bomb(gzipSync(header), 256), problem);
  await assertProblem(bomb(gzipSync(header), 255), /^is damaged: /);
  // After what counts as the end as well.
  await assertProblem(bomb(tgzTree({ [LESSON]: "0" }), 256), problem);
});

Deno.test("A tar archive is refused when it describes its files at length", async () => {
  const described = (count: number) => {
    const content = "6 a=b\n".repeat(count);
    const part = { name: "x", type: "x", content };
    return gzipSync(tarOf([part, part, { name: LESSON, content: "0" }]));
  };
  const most = Math.floor(4 * 2 ** 20 / 6);
  assertEquals(await textsIn(described(most)), ["0"]);
  const problem = "describes its files at too great length";
  await assertProblem(described(most + 1), problem);
  for (const type of "xgLK") {
    const size = 8 * 2 ** 20 + 1;
    await assertProblem(tarOf([{ name: "x", type, size }]), problem);
  }
});

Deno.test("A tar archive describes the file after the description only", async () => {
  const content = recordOf("path", `李雷/${LESSON}`) + recordOf("size", "3");
  const { files, ignored } = await takeBytes(tarOf([
    { name: "x", type: "x", content },
    { name: "x", type: "K", content: "where a link leads\0" },
    { name: "a", size: 0, content: "abc" },
    { name: "x", type: "g", content: recordOf("path", "all") },
    { name: `李雷/${OTHER}`, content: "4", binarySize: true },
    // The oldest kind has a folder like a file, but for its slash.
    { name: "李雷/lessons/", type: "\0" },
  ]));
  assertEquals([[...files.values()], ignored], [["abc", "4"], []]);
});

Deno.test("A tar archive has no wrong descriptions, sizes and sums", async () => {
  const records =
    "x|12|0 path=a\n|7 path=a\n|99 path=a\n|-9 path=a\n|1e1 path=a\n"
      .split("|").concat(recordOf("size", "-1"), recordOf("size", "x"));
  for (const content of records) {
    const archive = tarOf([{ name: "x", type: "x", content }, {
      name: LESSON,
    }]);
    await assertProblem(archive, "is damaged: it has a wrong description");
  }
  for (const size of [-1, 1 / 8]) {
    const problem = "is damaged: it has a wrong number";
    await assertProblem(besideInTar({ size }), problem);
  }
  const wrong = tarTree({ [LESSON]: "0" }).with(0, 0x31);
  await assertProblem(wrong, "is damaged: it has a wrong sum");
});

Deno.test("A tar archive is let go of when nobody goes on reading it", async () => {
  let closed = false;
  async function* chunks() {
    try {
      yield tarTree({ a: "1", b: "2" });
      yield await Promise.resolve(new Uint8Array());
    } finally {
      closed = true;
    }
  }
  for await (const { path } of readTar(chunks())) {
    assertEquals(path, "a");
    break;
  }
  assert(closed);
});

Deno.test("An archive is refused when damaged, cut off or of another kind", async () => {
  const tar = tarTree({ [LESSON]: "0" });
  for (const whole of [beside({}), tar, gzipSync(tar)]) {
    // The end of a tar archive is a block of zeros, or two.
    const end = whole === tar ? 1536 : whole.length;
    for (let length = whole === tar ? 262 : 2; length < end; length += 7) {
      await assertProblem(whole.subarray(0, length), /^is damaged: /);
    }
  }
  const gz = gzipSync(tar);
  for (
    const bytes of [
      Buffer.concat([gz, Buffer.from("junk")]),
      gzipSync("no archive"),
      gzipSync(gz),
    ]
  ) await assertProblem(bytes, /^is damaged: /);
  for (const text of ["", "Rar!\x1a\x07", "7z\xbc\xaf\x27\x1c", "text"]) {
    const problem = "isn't a .zip, .tar.gz, .tgz or .tar archive";
    await assertProblem(Buffer.from(text, "latin1"), problem);
  }
});

Deno.test("An archive never makes taking it in fail, whatever its bytes", async () => {
  const tree = { [LESSON]: "0" };
  const good = [beside({}), tarTree(tree), tgzTree(tree)];
  const change = fc.record({
    at: fc.nat(),
    to: fc.oneof(fc.nat(255), fc.constantFrom(0, 255)),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...good),
      fc.array(change, { maxLength: 8 }),
      fc.uint8Array({ maxLength: 40 }),
      async (bytes, changes, tail) => {
        const changed = Buffer.concat([bytes, tail]);
        for (const { at, to } of changes) changed[at % changed.length] = to;
        const { files, problem } = await takeBytes(changed);
        assertEquals(files.size === 0, problem !== undefined);
      },
    ),
    { numRuns: 250 },
  );
});

Deno.test("An archive has paths that are harmless and short", async () => {
  const name = `${"\x1b[2J".repeat(3000)}a`;
  for (const bytes of [zipOf([{ name }]), tgzTree({ [name]: "" })]) {
    const { ignored: [first] } = await takeBytes(bytes);
    assertEquals([first?.path.includes("\x1b"), first?.path.length], [
      false,
      120,
    ]);
    assertEquals(first?.why, "has too long a path");
  }
});
