import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { constants, deflateRawSync, gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { zipSync } from "fflate";
import { listArchive } from "./archive.ts";
import { readTar } from "./intake_tar.ts";
import {
  recordOf,
  takeBytes,
  tarOf,
  type TarPart,
  tarTree,
  tgzTree,
  type Tree,
  whyIn,
  zipOf,
  type ZipPart,
  zipTree,
} from "./intake_testing.ts";

const LESSON = "00_standardize.ts";
const NO_LESSONS = "holds no lesson files such as 00_standardize.ts";

/** A zip with one lesson that is written or described wrongly, and a good one. */
const beside = (part: Partial<ZipPart>) =>
  zipOf([{ name: LESSON, content: "0", ...part }, {
    name: "06_fc_net.ts",
    content: "6",
  }]);

/** A tar archive with one lesson that is something else, and a good one. */
const besideInTar = (part: Partial<TarPart>) =>
  tarOf([{ name: LESSON, ...part }, { name: "06_fc_net.ts", content: "6" }]);

/** Takes an archive in and expects the good lesson only, and why not the other. */
async function assertWhy(bytes: Uint8Array, why: string) {
  const submission = await takeBytes(bytes);
  assertEquals([...submission.files], [["06_fc_net", "6"]]);
  assertEquals(whyIn(submission, LESSON), why);
}

async function assertProblem(bytes: Uint8Array, problem: string) {
  const submission = await takeBytes(bytes);
  assertEquals(submission.files.size, 0);
  assertEquals(submission.problem, problem);
}

Deno.test("A zip gives what another program packed", async () => {
  const bytes = new TextEncoder().encode("export {};\n");
  for (const level of [0, 9] as const) {
    const zip = zipSync({ repo: { lessons: { [LESSON]: bytes } } }, {
      level,
    });
    const { files, problem } = await takeBytes(zip);
    assertEquals([...files], [["00_standardize", "export {};\n"]]);
    assertEquals(problem, undefined);
  }
});

Deno.test("A zip gives lessons in folders with names in any encoding", async () => {
  const gbk = Buffer.from([0xbe, 0xf9, 0xd6, 0xb5]);
  // The second byte of this character is the code of a backslash.
  const tricky = Buffer.from([0x81, 0x5c]);
  for (const folder of [gbk, tricky, Buffer.from([0xff, 0xe9])]) {
    const name = Buffer.concat([folder, Buffer.from(`\\lessons\\${LESSON}`)]);
    const { files } = await takeBytes(zipOf([{ name, content: "0" }]));
    assertEquals([...files.values()], ["0"]);
  }
  const readme = Buffer.concat([gbk, Buffer.from("/a.md")]);
  const submission = await takeBytes(zipOf([{ name: readme }]));
  assertEquals(submission.ignored[0].path, "均值/a.md");
});

Deno.test("A zip gives no links, devices and pipes", async () => {
  await assertWhy(
    beside({ mode: 0o120777, content: "/etc/passwd" }),
    "is a link",
  );
  for (const mode of [0o010644, 0o020644, 0o060644, 0o140644]) {
    await assertWhy(beside({ mode }), "isn't a regular file");
  }
  const { files } = await takeBytes(beside({ mode: 0o100644 }));
  assertEquals(files.size, 2);
});

Deno.test("A zip gives nothing for folders, and links that pretend to be some", async () => {
  const { ignored } = await takeBytes(zipOf([
    { name: "a/" },
    { name: "b\\" },
    { name: "c", mode: 0o040755 },
    { name: "lessons/", mode: 0o120777, content: "/etc" },
    { name: LESSON, content: "0" },
  ]));
  assertEquals(ignored, [{ path: "lessons", why: "is a link" }]);
});

Deno.test("A zip gives nothing that is encrypted or packed in other ways", async () => {
  await assertWhy(beside({ flags: 1 }), "is encrypted");
  await assertWhy(beside({ method: 9 }), "is packed in an unusual way");
  await assertProblem(
    beside({ flags: 0x41 }),
    "is damaged: strong encryption is not supported",
  );
});

Deno.test("A zip gives nothing whose size, sum or bytes are wrong", async () => {
  const zeros = deflateRawSync(new Uint8Array(2 ** 20), {
    finishFlush: constants.Z_FULL_FLUSH,
  });
  const bomb = Buffer.concat(Array(2 ** 14).fill(zeros));
  for (
    const part of [
      { size: 5 },
      { size: 0 },
      { crc: 1 },
      { method: 0, size: 5 },
      { packed: Buffer.from("?????") },
      { packed: deflateRawSync("0").subarray(0, 1) },
      // A bomb that says it is small, and unpacks to 16 GiB.
      { packed: bomb, size: 1 },
      { packed: bomb, size: 256 * 2 ** 10 },
    ] satisfies Partial<ZipPart>[]
  ) await assertWhy(beside(part), "is damaged");
});

Deno.test("A zip gives no lesson that is too large", async () => {
  const limit = 256 * 2 ** 10;
  const { files } = await takeBytes(beside({ content: "x".repeat(limit) }));
  assertEquals(files.get("00_standardize")?.length, limit);
  await assertWhy(
    beside({ content: "x".repeat(limit + 1) }),
    "is larger than 256 KiB",
  );
  await assertWhy(beside({ size: 0xfffffff0 }), "is larger than 256 KiB");
});

Deno.test("A zip gives entries that lie over one another as what they are", async () => {
  // All point to the same bytes, as in a bomb that doesn't nest.
  const zip = zipOf([{ name: LESSON, content: "0" }]);
  const header = zip.subarray(zip.length - 22 - 46 - LESSON.length, -22);
  const many = Buffer.concat([
    zip.subarray(0, -22 - header.length),
    ...Array.from({ length: 9000 }, () => header),
  ]);
  const end = Buffer.from(zip.subarray(-22));
  end.writeUInt16LE(9000, 10);
  const { files, ignored } = await takeBytes(Buffer.concat([many, end]));
  assertEquals([...files.values()], ["0"]);
  assertEquals(ignored.length, 21);
  assertEquals(ignored[20].path, "8979 more");
});

Deno.test("A zip is refused with too many entries", async () => {
  const parts = Array.from({ length: 10_001 }, (_, i) => ({
    name: `${i}`,
    method: 0,
  }));
  const problem = "holds more than 10,000 files and folders";
  await assertProblem(zipOf(parts), problem);
  const { problem: none } = await takeBytes(zipOf(parts.slice(1)));
  assertEquals(none, NO_LESSONS);
  // As many as the format can count to, though there is only one.
  await assertProblem(zipOf([{ name: LESSON }], 100_000), problem);
});

Deno.test("A zip is refused when cut off, at whatever byte", async () => {
  const zip = beside({});
  for (let length = 2; length < zip.length; length++) {
    const { files, problem } = await takeBytes(zip.subarray(0, length));
    assertEquals(files.size, 0);
    assert(problem?.startsWith("is damaged: "), problem);
  }
});

Deno.test("A zip isn't looked for in a zip", async () => {
  const inner = zipTree({ [LESSON]: "0" });
  await assertProblem(
    zipTree({ "work.zip": inner }),
    `${NO_LESSONS}; work.zip in it isn't opened`,
  );
});

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
    const entries = await listArchive(archive);
    const paths = entries.map(({ path }) => path)
      .filter((path) => !path.endsWith("/"));
    const link = folder === "s" ? [`${folder}/lessons/06_fc_net.ts`] : [];
    assertEquals(paths.sort(), [`${folder}/lessons/${LESSON}`, ...link]);
    const submission = await takeBytes(archive);
    assertEquals([...submission.files], [["00_standardize", "export {};\n"]]);
    for (const path of link) assertEquals(whyIn(submission, path), "is a link");
  }
});

Deno.test("A tar archive gives what is in it, packed with gzip or not, in parts or padded", async () => {
  const tree = { [`./repo/lessons/${LESSON}`]: "0", "repo/README.md": "" };
  const tar = tarTree(tree);
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
    assertEquals(ignored, [
      { path: "repo/README.md", why: "isn't a lesson" },
    ]);
  }
});

Deno.test("A tar archive gives files with long paths", async () => {
  const folder = `${"均".repeat(80)}/${"x".repeat(200)}`;
  const { files } = await takeBytes(
    tgzTree({ [`${folder}/${LESSON}`]: "0" }),
  );
  assertEquals([...files.values()], ["0"]);
});

Deno.test("A tar archive gives no links, devices and pipes", async () => {
  await assertWhy(besideInTar({ type: "2" }), "is a link");
  await assertWhy(besideInTar({ type: "1" }), "is a hard link");
  // Devices, a pipe, a file with holes and a letter that has no meaning.
  for (const type of "346S?") {
    await assertWhy(besideInTar({ type }), "isn't a regular file");
  }
  // Nothing comes after these, whatever their size is.
  await assertWhy(besideInTar({ type: "2", size: 700 }), "is a link");
});

Deno.test("A tar archive gives nothing that leads out of it", async () => {
  const name = `../${LESSON}`;
  const submission = await takeBytes(besideInTar({ name }));
  assertEquals([...submission.files.keys()], ["06_fc_net"]);
  assertEquals(whyIn(submission, name), "leads out of the submission");
});

Deno.test("A tar archive gives no lesson that is too large", async () => {
  const limit = 256 * 2 ** 10;
  const { files } = await takeBytes(
    tgzTree({ [LESSON]: "x".repeat(limit) }),
  );
  assertEquals(files.get("00_standardize")?.length, limit);
  await assertWhy(
    tgzTree({ [LESSON]: "x".repeat(limit + 1), "06_fc_net.ts": "6" }),
    "is larger than 256 KiB",
  );
});

Deno.test("A tar archive keeps no more lessons than there can be", async () => {
  const many = (path: (i: number) => string): Tree =>
    Object.fromEntries(Array.from({ length: 64 }, (_, i) => [path(i), "x"]));
  // What can't be a lesson isn't kept, and so doesn't count.
  const others = {
    ...many((i) => `${i}.ts`),
    ...many((i) => `${i}/solutions/${LESSON}`),
  };
  const { files } = await takeBytes(tgzTree({ ...others, [LESSON]: "0" }));
  assertEquals([...files.values()], ["0"]);
  const copies = many((i) => `${i}/${LESSON}`);
  const { ignored } = await takeBytes(tgzTree({ ...copies, [LESSON]: "0" }));
  const why = "comes after too many of its name";
  assertEquals(ignored[0], { path: LESSON, why });
});

Deno.test("A tar archive is refused with too many entries", async () => {
  const tree = Object.fromEntries(
    Array.from({ length: 10_001 }, (_, i) => [`${i}`, ""]),
  );
  await assertProblem(
    tgzTree(tree),
    "holds more than 10,000 files and folders",
  );
});

Deno.test("A tar archive is refused when it unpacks to too much", async () => {
  const header = tarOf([{ name: "a", size: 2 ** 29 }]).subarray(0, 512);
  const zeros = gzipSync(new Uint8Array(2 ** 20));
  const bomb = (size: number) =>
    Buffer.concat([gzipSync(header), ...Array(size).fill(zeros)]);
  assert(bomb(256).length < 2 ** 19);
  await assertProblem(bomb(256), "unpacks to over 256 MiB");
  await assertProblem(bomb(255), "is damaged: it ends too early");
  // After what counts as the end as well.
  const tail = Array(256).fill(zeros);
  await assertProblem(
    Buffer.concat([tgzTree({ [LESSON]: "0" }), ...tail]),
    "unpacks to over 256 MiB",
  );
});

Deno.test("A tar archive is refused when it describes its files at length", async () => {
  const described = (count: number) =>
    gzipSync(tarOf([
      ...Array(2).fill({
        name: "x",
        type: "x",
        content: "6 a=b\n".repeat(count),
      }),
      { name: LESSON, content: "0" },
    ]));
  const most = Math.floor(4 * 2 ** 20 / 6);
  assertEquals((await takeBytes(described(most))).files.size, 1);
  for (const type of "xgLK") {
    await assertProblem(
      tarOf([{ name: "x", type, size: 8 * 2 ** 20 + 1 }]),
      "describes its files at too great length",
    );
  }
  await assertProblem(
    described(most + 1),
    "describes its files at too great length",
  );
});

Deno.test("A tar archive describes the file after the description only", async () => {
  const content = recordOf("path", `李雷/${LESSON}`) + recordOf("size", "3");
  const { files, ignored } = await takeBytes(tarOf([
    { name: "x", type: "x", content },
    { name: "x", type: "K", content: "where a link leads\0" },
    { name: "a", size: 0, content: "abc" },
    { name: "x", type: "g", content: recordOf("path", "all") },
    { name: "李雷/06_fc_net.ts", content: "6", binarySize: true },
  ]));
  assertEquals([...files.values()], ["abc", "6"]);
  assertEquals(ignored, []);
});

Deno.test("A tar archive of the oldest kind gives files and folders", async () => {
  const { files, ignored } = await takeBytes(tarOf([
    { name: "lessons/", type: "\0" },
    { name: `lessons/${LESSON}`, type: "\0", content: "0" },
  ]));
  assertEquals([...files.values()], ["0"]);
  assertEquals(ignored, []);
});

Deno.test("A tar archive has no wrong descriptions", async () => {
  for (
    const content of [
      "x",
      "12",
      "0 path=a\n",
      "7 path=a\n",
      "99 path=a\n",
      "-9 path=a\n",
      "1e1 path=a\n",
      recordOf("size", "-1"),
      recordOf("size", "x"),
    ]
  ) {
    const archive = tarOf([{ name: "x", type: "x", content }, {
      name: LESSON,
      content: "0",
    }]);
    await assertProblem(archive, "is damaged: it has a wrong description");
  }
});

Deno.test("A tar archive has no wrong sizes", async () => {
  for (const size of [-1, 1 / 8]) {
    await assertProblem(
      besideInTar({ size }),
      "is damaged: it has a wrong number",
    );
  }
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

Deno.test("A tar archive is refused when damaged or cut off", async () => {
  const tar = tarTree({ [LESSON]: "0" });
  const gz = gzipSync(tar);
  const wrongSum = tar.with(0, 0x31);
  for (
    const bytes of [
      wrongSum,
      ...[512, 600, 1023, 1024, 1535].map((n) => tar.subarray(0, n)),
      ...[2, 10, 40, gz.length - 1].map((n) => gz.subarray(0, n)),
      Buffer.concat([gz, Buffer.from("junk")]),
      gzipSync("no archive"),
      gzipSync(gz),
    ]
  ) {
    const { files, problem } = await takeBytes(bytes);
    assertEquals(files.size, 0);
    assert(problem?.startsWith("is damaged: "), problem);
  }
});

Deno.test("An archive is refused if it is of another kind", async () => {
  const problem = "isn't a .zip, .tar.gz, .tgz or .tar archive";
  for (const text of ["", "Rar!\x1a\x07", "7z\xbc\xaf\x27\x1c", "text"]) {
    await assertProblem(Buffer.from(text, "latin1"), problem);
  }
});

Deno.test("An archive never makes taking it in fail, whatever its bytes", async () => {
  const good = [
    beside({}),
    tarTree({ [LESSON]: "0" }),
    tgzTree({ [LESSON]: "0" }),
  ];
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
    const { ignored: [{ path, why }] } = await takeBytes(bytes);
    assertEquals(path.includes("\x1b"), false);
    assertEquals(path.length, 120);
    assertEquals(why, "has too long a path");
  }
});
