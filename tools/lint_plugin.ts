/**
 * Lint rules of this repository: who may import what, and where the runtime's
 * own names stay out.
 *
 * @module
 */

/** What the files of each folder may import of ours; the first match counts. */
const ALLOWED: [folder: RegExp, imports: RegExp][] = [
  [/^kit\/std\//, /^kit\/std\//],
  [/^kit\/nd\/.*_test\.ts$|^kit\/nd\/testing\.ts$/, /^kit\/(nd|std)\//],
  [/^kit\/nd\//, /^kit\/nd\//],
  [/^kit\/nn\//, /^kit\/(nn|std)\/|^kit\/nd\/(mod|random)\.ts$/],
  [/^lessons\//, /^(kit|lessons)\//],
  [/^solutions\//, /^(kit|solutions)\//],
  [/^lib\//, /^lib\//],
  [/^tests\/\d\d_/, /^(lessons|tests\/(contracts|support))\//],
  [
    /^tests\/catalogue\/.*probe\w*\.ts$/,
    /^tests\/(support\/|.*probe\w*\.ts$)|^kit\//,
  ],
  [
    /^tests\/catalogue\//,
    /^tests\/(catalogue|support)\/|^(solutions|kit|data)\/|^course\.json$/,
  ],
  [/^tests\/support\/under_deno/, /^(tests\/support|lib)\//],
  [/^tests\/support\/recognize/, /^tests\/(support|catalogue\/mod\.ts)|^kit\//],
  [
    /^tests\//,
    /^tests\/(?!catalogue\/(?!\d\w+\/probe\.ts$))|^(kit|data)\/|^lib\/language\.ts$|^course\.json$/,
  ],
  [/^labs\//, /^(labs|lessons|kit|data|lib)\//],
  [/^data\//, /^(data|kit|lib)\//],
  [/^tools\//, /./],
];

/** Folders whose code also runs in a browser. */
const PORTABLE =
  /^(kit\/(nd|nn)\/|kit\/std\/assert\.ts$|lessons\/|solutions\/|tests\/(contracts|catalogue)\/|tests\/support\/(?!under_deno|\w+_test)\w+\.ts$)/;

/** Aliases of `deno.json` that stand for files of ours. */
const ALIASES: Record<string, string> = {
  "@std/assert": "kit/std/assert.ts",
  "@std/testing/bdd": "kit/std/testing/bdd.ts",
};

/** The folders of the course, to find a file's place in it. */
const TOP =
  /^(?:.*\/)?((?:kit|lessons|solutions|tests|labs|data|lib|tools)\/.*)$/;

/** The path of a file from the course's folder. */
export function placeOf(filename: string): string | undefined {
  return TOP.exec(filename.replaceAll("\\", "/"))?.[1];
}

/** The path from the course's folder that an import of ours stands for. */
export function importedPlace(
  from: string,
  specifier: string,
): string | undefined {
  if (specifier in ALIASES) return ALIASES[specifier];
  if (specifier.startsWith("kit/")) return specifier;
  if (!specifier.startsWith(".")) return undefined;
  const { pathname } = new URL(specifier, `file:///${from}`);
  return pathname.slice(1);
}

/** Whether a file may import a specifier; undefined if the rule has no say. */
export function mayImport(from: string, specifier: string): boolean {
  const to = importedPlace(from, specifier);
  if (to === undefined) {
    return !(PORTABLE.test(from) && specifier.startsWith("node:"));
  }
  // Assertions and stubs' `unimplemented` are for everybody.
  if (to === ALIASES["@std/assert"]) return true;
  const rule = ALLOWED.find(([folder]) => folder.test(from));
  return rule === undefined || rule[1].test(to);
}

const plugin: Deno.lint.Plugin = {
  name: "kata",
  rules: {
    "import-direction": {
      create(context) {
        const from = placeOf(context.filename);
        if (from === undefined) return {};
        const check = (node: Deno.lint.Node, source: unknown) => {
          if (typeof source !== "string" || mayImport(from, source)) return;
          context.report({
            node,
            message: `${from} may not import "${source}"`,
            hint: "See which folder may import which in CONTRIBUTING.md",
          });
        };
        return {
          ImportDeclaration: (node) => check(node, node.source.value),
          ExportAllDeclaration: (node) => check(node, node.source.value),
          ExportNamedDeclaration: (node) => check(node, node.source?.value),
          ImportExpression: (node) =>
            check(
              node,
              node.source.type === "Literal" ? node.source.value : undefined,
            ),
        };
      },
    },
    "portable": {
      create(context) {
        const from = placeOf(context.filename);
        if (from === undefined || !PORTABLE.test(from)) return {};
        return {
          MemberExpression(node) {
            if (node.object.type !== "Identifier") return;
            if (node.object.name !== "Deno") return;
            context.report({
              node,
              message: `${from} also runs in a browser, where there is no Deno`,
            });
          },
        };
      },
    },
  },
};
export default plugin;
