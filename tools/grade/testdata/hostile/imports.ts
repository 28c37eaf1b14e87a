/**
 * Submissions that import what isn't theirs.
 *
 * @module
 */
import {
  ALL,
  type Hostile,
  js,
  type Lessons,
  NOTHING,
  reference,
  telling,
  warmUp,
} from "./define.ts";

/** Names of the modules of all lessons. */
const modules = Object.keys(reference);

/** What a lesson exports, by its module. */
function exported(module: string): string {
  return module === "06_fc_net" ? "FullyConnectedNet" : module.slice(3);
}

/** Lessons that each get what they export from elsewhere. */
function from(...specifiers: string[]): Lessons {
  return Object.fromEntries(specifiers.map((specifier, k) => [
    modules[k]!,
    `export { ${exported(modules[k]!)} } from ${JSON.stringify(specifier)};\n`,
  ]));
}

/** Lessons that each import a file as text, and say what is in it. */
function texts(...specifiers: string[]): Lessons {
  return Object.fromEntries(specifiers.map((specifier, k) => [
    modules[k]!,
    `import text from ${JSON.stringify(specifier)} with { type: "text" };
throw new Error("it read " + text);
export const ${exported(modules[k]!)} = text;\n`,
  ]));
}

const NOT_LOADED =
  /^lessons\/\w+\.ts can't be loaded: TypeError: (Cannot import|Module not found) "/;

export const imports: Hostile[] = [
  {
    name: "import-solutions",
    tries: "takes the reference version, by its path",
    lessons: ({ course }) =>
      from(
        "../../solutions/00_standardize.ts",
        `file://${course}/solutions/01_batchnorm_forward.ts`,
        "kit/../solutions/02_batchnorm_backward.ts",
        `${course}/solutions/03_batchnorm_backward_alt.ts`,
        "kata/../../solutions/04_layernorm_forward.ts",
        `file://localhost${course}/solutions/05_layernorm_backward.ts`,
        `FILE:${course}/solutions/06_fc_net.ts#`,
      ),
    earns: NOTHING,
    says: NOT_LOADED,
  },
  {
    name: "import-solutions-encoded",
    tries: "takes the reference version, by a path that hides what it is",
    lessons: ({ course }) =>
      from(
        "kit/..%2fsolutions%2f00_standardize.ts",
        "kit/%2e%2e/solutions/01_batchnorm_forward.ts",
        "kit/%2e%2e%2fsolutions%2f02_batchnorm_backward.ts",
        `file://${course}/kit/..%2fsolutions%2f03_batchnorm_backward_alt.ts`,
        "kit/..\\solutions\\04_layernorm_forward.ts",
        "kit/..%5csolutions%5c05_layernorm_backward.ts",
        "kit/nd/..%252f..%252fsolutions%252f06_fc_net.ts",
      ),
    earns: NOTHING,
    says: NOT_LOADED,
  },
  {
    name: "import-solutions-computed",
    tries: "takes the reference version, by a path that it puts together",
    lessons: ({ course }) =>
      telling(js`
const course = ${JSON.stringify(course)};
const name = "solutions/00_" + "standardize.ts";
for (const before of ["file://" + course + "/", course + "/", "kit/../", "../../", "kit/..%2f"]) {
  await attempt("import " + before, () => import(before + name));
  await attempt("import by data " + before, () =>
    import("data:text/javascript,export * from '" + before + name + "'"));
  const blob = new Blob(["export * from '" + before + name + "'"], { type: "text/javascript" });
  await attempt("import by blob " + before, () => import(URL.createObjectURL(blob)));
  await attempt("resolve " + before, () => import(import.meta.resolve(before + name)));
}
await attempt("eval", () => (0, eval)("import('" + course + "/" + name + "')"));
await attempt("Function", () => new Function("return import('" + course + "/" + name + "')")());
`),
    earns: NOTHING,
    says: /it found nothing$/m,
  },
  {
    name: "import-tests",
    tries: "takes the oracles of the tests, and tools of the grader",
    lessons: ({ course }) =>
      from(
        `file://${course}/tests/support/oracles.ts`,
        "../../tests/01_batchnorm_forward_test.ts",
        "kit/../tests/support/oracles.ts",
        `${course}/tools/grade/judge.ts`,
      ),
    earns: NOTHING,
    says: NOT_LOADED,
  },
  {
    name: "import-texts",
    tries: "reads files by importing them as text",
    lessons: ({ course, secret, class: folder }) =>
      texts(
        "/etc/passwd",
        secret,
        `file://${secret}`,
        `${course}/solutions/00_standardize.ts`,
        `${folder}/honest-reference/00_standardize.ts`,
        "../../../../secret.txt",
        "/dev/zero",
      ),
    earns: NOTHING,
    says: NOT_LOADED,
  },
  {
    name: "import-texts-literally",
    tries: "reads files by importing them as text, once it runs",
    lessons: ({ secret }) =>
      telling(js`
await attempt("secret", async () => (await import(${
        JSON.stringify(secret)
      }, { with: { type: "text" } })).default);
await attempt("bytes", async () => (await import(${
        JSON.stringify(secret)
      }, { with: { type: "bytes" } })).default);
await attempt("passwd", async () => (await import("/etc/passwd", { with: { type: "text" } })).default);
await attempt("environ", async () => (await import("/proc/self/environ", { with: { type: "text" } })).default);
await attempt("json", async () => (await import("../../../../course.json", { with: { type: "json" } })).default);
`),
    earns: NOTHING,
    says: /it found nothing$/m,
  },
  {
    name: "import-neighbours",
    tries: "takes the work of another student",
    lessons: ({ class: folder }) =>
      from(
        `${folder}/honest-reference/00_standardize.ts`,
        `file://${folder}/honest-reference/01_batchnorm_forward.ts`,
        "../../box-1/lessons/02_batchnorm_backward.ts",
      ),
    earns: NOTHING,
    says: NOT_LOADED,
  },
  {
    name: "import-packages",
    tries: "imports packages from everywhere",
    lessons: {
      ...from(
        "npm:left-pad@1.3.0",
        "jsr:@std/fs@1",
        "https://deno.land/std@0.224.0/fs/mod.ts",
        "left-pad",
        "npm:/numpy-ts@1.7.0/core",
        "#private",
      ),
      "06_fc_net": js`
const name = "npm:" + "left-pad@1.3.0";
export const FullyConnectedNet = (await import(name)).default;
`,
    },
    earns: NOTHING,
    says: NOT_LOADED,
  },
  {
    name: "import-node",
    tries: "imports node's own modules",
    lessons: from(
      "node:fs",
      "fs/promises",
      "node:worker_threads",
    ),
    earns: NOTHING,
    says: NOT_LOADED,
  },
  {
    name: "import-sandbox",
    tries: "asks the grader by the very code that stands for other lessons",
    lessons: ({ course }) =>
      warmUp(js`
import { ask } from ${
        JSON.stringify(`file://${course}/tools/grade/sandbox/child.ts`)
      };
export const standardize = (x) => ask("00_standardize", "standardize", [x]);
`),
    earns: NOTHING,
    says: /sent something that isn't a reply/,
  },
  {
    name: "import-data",
    tries: "hides what it is, right as it is, in a data: module",
    lessons: warmUp(
      `export { standardize } from "data:text/javascript,${
        encodeURIComponent(
          `export const standardize = (x) =>
  x.sub(x.mean(0)).div(x.var(0).add(1e-5).sqrt());`,
        )
      }";\n`,
    ),
    earns: ALL,
  },
];
