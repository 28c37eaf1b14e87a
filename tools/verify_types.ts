/**
 * Whether what a stub exports has the types of what the solution exports.
 *
 * @module
 */
import { join } from "node:path";
import { runDeno } from "../lib/children.ts";
import { toFileUrl } from "../lib/files.ts";

/** Types are the same if nothing tells them apart; a solution's class may have fields of its own. */
const HEAD = `type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends
  (<T>() => T extends B ? 1 : 2) ? true : false;
type Class<T, K> = T extends abstract new (...args: infer A) => infer I
  ? [A, Pick<I, K & keyof I>] : never;
`;

const EXPORT = /^export (?:async )?(function|class|interface|type) (\w+)/gm;

/**
 * Compares the types of all lessons with one run of `deno check`.
 *
 * @param folder The course's folder.
 * @param modules The lessons that have both a stub and a solution.
 * @returns What to do about each difference.
 */
export async function typeProblems(
  folder: string,
  modules: readonly string[],
): Promise<string[]> {
  const compared = modules.flatMap((module) => {
    const paths = ["lessons", "solutions"].map((room) =>
      join(folder, room, `${module}.ts`)
    );
    const text = Deno.readTextFileSync(paths[0]!);
    return [...text.matchAll(EXPORT)].map(([, kind = "", name = ""]) => {
      const [stub, solution] = paths.map((path) =>
        `import("${toFileUrl(path)}").${name}`
      );
      const keys = `keyof InstanceType<typeof ${stub}>`;
      const typeOf = (what = "") =>
        kind === "class"
          ? `Class<typeof ${what}, ${keys}>`
          : kind === "function"
          ? `typeof ${what}`
          : what;
      return {
        line: `true satisfies Same<${typeOf(stub)}, ${typeOf(solution)}>;\n`,
        problem: `solutions/${module}.ts: give ${name} the type that it has ` +
          `in lessons/${module}.ts`,
      };
    });
  });
  const path = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    const lines = compared.map(({ line }) => line);
    await Deno.writeTextFile(path, HEAD + lines.join(""));
    const { code, stderr } = await runDeno(
      ["check", "--quiet", `--config=${join(folder, "deno.json")}`, path],
    );
    const before = HEAD.split("\n").length - 1;
    const said = new Set(
      [...stderr.matchAll(RegExp(`${toFileUrl(path)}:(\\d+)`, "g"))]
        .map(([, line]) => compared[Number(line) - 1 - before]?.problem ?? ""),
    );
    if (code !== 0 && said.size === 0) {
      return [`deno check can't compare types: ${stderr.split("\n")[0]}`];
    }
    return [...said];
  } finally {
    await Deno.remove(path);
  }
}
