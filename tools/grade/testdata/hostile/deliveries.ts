/**
 * Submissions whose attack is how they are handed in.
 *
 * @module
 */
import { join } from "node:path";
import { deflateRawSync, gzipSync } from "node:zlib";
import {
  tarOf,
  type TarPart,
  type Tree,
  writeTree,
  zipOf,
  type ZipPart,
  zipTree,
} from "../../intake_testing.ts";
import {
  ALL,
  type Hostile,
  type Lessons,
  NOTHING,
  type Places,
  reference,
  warmUp,
} from "./define.ts";

const FILE = "00_standardize.ts";
const right = warmUp(reference["00_standardize"]);

/** Hands in a folder with more in it than lessons. */
function asFolder(name: string, more: (places: Places) => Tree) {
  return async (lessons: Lessons, places: Places) => {
    const files = Object.entries(lessons).map(([module, text]) => [
      `${module}.ts`,
      text,
    ]);
    await writeTree(join(places.class, name), {
      ...Object.fromEntries(files),
      ...more(places),
    });
  };
}

/** Hands in bytes. */
function asBytes(name: string, bytes: (places: Places) => Uint8Array) {
  return async (_: Lessons, places: Places) => {
    await Deno.writeFile(join(places.class, name), bytes(places));
  };
}

/** Hands in a folder that something is made in. */
function asMade(
  name: string,
  make: (folder: string, places: Places) => Promise<void>,
) {
  return async (lessons: Lessons, places: Places) => {
    await asFolder(name, () => ({ "notes.txt": "mine" }))(lessons, places);
    await make(join(places.class, name), places);
  };
}

/** Names that lead out of where they are unpacked. */
function ways({ closed }: Places): string[] {
  return [
    `../../closed/${FILE}`,
    "../honest-reference/00_standardize.ts",
    `${closed}/${FILE}`,
    `..\\..\\closed\\${FILE}`,
    `lessons/../../../closed/${FILE}`,
    "C:\\closed.txt",
  ];
}

/** 64 MiB of zeros. */
const zeros = new Uint8Array(2 ** 26);

/** Where there are no such links, pipes and names. */
const NOT_THERE = ["windows"] as const;

export const deliveries: Hostile[] = [
  {
    name: "link-to-solution",
    tries: "hands in a link to the reference version",
    lessons: {},
    deliver: asMade(
      "link-to-solution",
      (folder, { course }) =>
        Deno.symlink(join(course, "solutions", FILE), join(folder, FILE)),
    ),
    earns: NOTHING,
    says: /^holds no lesson files/,
    ignores: /^00_standardize\.ts is a link$/,
    except: NOT_THERE,
  },
  {
    name: "link-to-itself",
    tries: "hands in links that lead to each other, and to other folders",
    lessons: right,
    deliver: asMade("link-to-itself", async (folder, { course }) => {
      await Deno.symlink("lessons", join(folder, "lessons"));
      await Deno.symlink(join(course, "solutions"), join(folder, "more"));
      await Deno.symlink("/", join(folder, "everything"));
    }),
    earns: ALL,
    ignores: /^more is a link$/,
    except: NOT_THERE,
  },
  {
    name: "link-as-folder",
    tries: "hands in a link to the folder of the reference version",
    lessons: {},
    deliver: (_, places) =>
      Deno.symlink(
        join(places.course, "solutions"),
        join(places.class, "link-as-folder"),
      ),
    earns: NOTHING,
    says: /^is a link$/,
    except: NOT_THERE,
  },
  {
    name: "link-by-number",
    tries: "hands in a hard link to somebody else's file",
    lessons: {},
    deliver: asMade("link-by-number", async (folder, { secret }) => {
      const other = `${secret}.ts`;
      await Deno.writeTextFile(other, reference["00_standardize"]);
      await Deno.link(other, join(folder, FILE));
    }),
    earns: NOTHING,
    says: /^holds no lesson files/,
    ignores: /^00_standardize\.ts is a hard link$/,
  },
  {
    name: "pipe",
    tries: "hands in a pipe, which nobody ever writes to",
    lessons: { "04_layernorm_forward": reference["04_layernorm_forward"] },
    deliver: asMade("pipe", async (folder) => {
      const args = [join(folder, FILE)];
      await new Deno.Command("mkfifo", { args }).output();
    }),
    earns: { "layernorm-forward": 10 },
    ignores: /^00_standardize\.ts isn't a regular file$/,
    except: NOT_THERE,
  },
  {
    name: "zip-of-links",
    tries: "hands in an archive in which lessons are links",
    lessons: {},
    deliver: asBytes("zip-of-links.zip", ({ course }) =>
      zipOf([
        {
          name: FILE,
          content: `${course}/solutions/${FILE}`,
          mode: 0o120777,
        },
        {
          name: "04_layernorm_forward.ts",
          content: reference["04_layernorm_forward"],
        },
      ])),
    earns: { "layernorm-forward": 10 },
    ignores: /^00_standardize\.ts is a link$/,
  },
  {
    name: "tar-of-links",
    tries: "hands in an archive in which lessons are links of all kinds",
    lessons: {},
    deliver: asBytes("tar-of-links.tar", () =>
      tarOf([
        { name: FILE, type: "2" },
        { name: "01_batchnorm_forward.ts", type: "1" },
        { name: "02_batchnorm_backward.ts", type: "3" },
        { name: "03_batchnorm_backward_alt.ts", type: "6" },
        {
          name: "04_layernorm_forward.ts",
          content: reference["04_layernorm_forward"],
        },
      ])),
    earns: { "layernorm-forward": 10 },
    ignores: /^00_standardize\.ts is a link$/,
  },
  {
    name: "zip-that-leads-out",
    tries: "writes outside of where it is unpacked",
    lessons: {},
    deliver: asBytes("zip-that-leads-out.zip", (places) =>
      zipOf([
        ...ways(places).map((name): ZipPart => ({ name, content: "hostile" })),
        { name: FILE, content: reference["00_standardize"] },
      ])),
    earns: ALL,
    ignores: /leads out of the submission$/,
  },
  {
    name: "tar-that-leads-out",
    tries: "writes outside of where it is unpacked",
    lessons: {},
    deliver: asBytes("tar-that-leads-out.tar", (places) =>
      tarOf([
        ...ways(places).map((name): TarPart => ({ name, content: "hostile" })),
        { name: FILE, content: reference["00_standardize"] },
      ])),
    earns: ALL,
    ignores: /leads out of the submission$/,
  },
  {
    name: "zip-bomb",
    tries: "hands in little that is much once it is unpacked",
    lessons: {},
    deliver: asBytes("zip-bomb.zip", () =>
      zipOf([
        { name: FILE, packed: deflateRawSync(zeros), size: 100 },
        { name: "01_batchnorm_forward.ts", content: zeros },
        {
          name: "04_layernorm_forward.ts",
          content: reference["04_layernorm_forward"],
        },
      ])),
    earns: { "layernorm-forward": 10 },
    ignores: /^01_batchnorm_forward\.ts is larger than 256 KiB$/,
  },
  {
    name: "tar-bomb",
    tries: "hands in little that is much once it is unpacked",
    lessons: {},
    deliver: asBytes(
      "tar-bomb.tar.gz",
      () =>
        gzipSync(
          tarOf([0, 1, 2, 3, 4].map((k) => ({
            name: `part-${k}`,
            content: zeros,
          }))),
        ),
    ),
    earns: NOTHING,
    says: /^unpacks to over 256 MiB$/,
  },
  {
    name: "zip-in-zip",
    tries: "hides an archive in an archive in an archive",
    lessons: {},
    deliver: asBytes("zip-in-zip.zip", () => {
      let bytes = zipTree({ [FILE]: reference["00_standardize"] });
      for (let k = 0; k < 5; k++) bytes = zipTree({ "inner.zip": bytes });
      return bytes;
    }),
    earns: NOTHING,
    says: /^holds no lesson files .*; inner\.zip in it isn't opened$/,
  },
  {
    name: "zip-of-nothing",
    tries: "hands in bytes that are no archive",
    lessons: {},
    deliver: asBytes(
      "zip-of-nothing.zip",
      () => new TextEncoder().encode("PK\u0003\u0004 and so on".repeat(1000)),
    ),
    earns: NOTHING,
    says: /^is damaged/,
  },
  {
    name: "large",
    tries: "hands in a lesson of 20 MB",
    lessons: warmUp(
      `${reference["00_standardize"]}//${"x".repeat(20_000_000)}\n`,
    ),
    earns: NOTHING,
    says: /00_standardize\.ts is larger than 256 KiB/,
    ignores: /^00_standardize\.ts is larger than 256 KiB$/,
  },
  {
    name: "names-that-look-alike",
    tries: "hands in files whose names only look like those of lessons",
    lessons: {},
    deliver: asFolder("names-that-look-alike", () => ({
      "００_standardize.ts": reference["00_standardize"],
      "00_st\u0430ndardize.ts": reference["00_standardize"],
      "st.ezidradnats_00\u202e": reference["00_standardize"],
      "00_standardize\u200b.ts": reference["00_standardize"],
      "04_LAYERNORM_FORWARD.TS": reference["04_layernorm_forward"],
    })),
    earns: NOTHING,
    says: /^holds no lesson files/,
    ignores: /isn't named 04_layernorm_forward\.ts$/,
    except: NOT_THERE,
  },
  {
    name: "settings",
    tries: "hands in settings and packages that change what imports mean",
    lessons: {
      ...right,
      "04_layernorm_forward":
        `export { layernorm_forward } from "lent/mod.ts";\n`,
      "05_layernorm_backward":
        `export { default as layernorm_backward } from "installed";\n`,
    },
    deliver: asFolder("settings", ({ course }) => ({
      "deno.json": JSON.stringify({
        imports: { "lent/": `${course}/solutions/` },
        permissions: { default: { all: true } },
      }),
      "import_map.json": JSON.stringify({ imports: { "kit/": "./evil/" } }),
      "package.json": JSON.stringify({ dependencies: { installed: "*" } }),
      ".npmrc": "registry=http://localhost/",
      ".env": "DENO_V8_FLAGS=--expose-gc",
      "node_modules/installed/package.json": JSON.stringify({ main: "m.js" }),
      "node_modules/installed/m.js": "module.exports = () => {};",
      "main.ts": "Deno.exit(0);",
      "imports.json": "{}",
      "tests/00_standardize_test.ts": "Deno.test('holds', () => {});",
      "solutions/00_standardize.ts": "export const standardize = () => 0;",
    })),
    earns: ALL,
    says: /Cannot import "(lent\/mod\.ts|installed)"/,
    ignores: /^deno\.json isn't a lesson$/,
  },
  {
    name: "\u202egpj.\u001b[31m=1+1\n<b>&'\"; rm -rf ~",
    known: "\ufffdgpj.\ufffd[31m=1+1\ufffd<b>&'\"; rm -rf ~",
    tries: "has a name that is a trap for terminals, pages, tables and shells",
    lessons: right,
    earns: ALL,
    except: NOT_THERE,
  },
  {
    name: "=HYPERLINK(1)",
    tries: "has a name that a table would take for a formula",
    lessons: right,
    earns: ALL,
  },
  {
    name: "Zo\u00e9",
    known: "class/Zo\u00e9 (2)",
    tries: "has the name of another student, otherwise composed",
    lessons: right,
    earns: ALL,
    except: ["darwin"],
  },
  {
    name: "Zoe\u0301",
    known: "class/Zo\u00e9",
    tries: "has the name of another student, otherwise composed",
    lessons: right,
    earns: ALL,
    except: ["darwin"],
  },
  {
    name: "con.aux",
    tries: "has the name of a device, and of a page that comes after it",
    lessons: right,
    earns: ALL,
    except: NOT_THERE,
  },
];
