import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { writeWhole } from "../lib/files.ts";
import { typeProblems } from "./verify_types.ts";

Deno.test("typeProblems() tells types apart, not names of parameters or a class's own fields", async () => {
  const stub = `export interface Cache { x: number[] }
export type Way = "in" | "out";
export function same(x: number, way?: Way): [out: number, cache: Cache | null] {
  throw new Error("TODO");
}
export function other(x: number): number { return x; }
export class Net {
  params: Record<string, number> = {};
  constructor(widths: number[], options: { reg?: number } = {}) {}
  loss(x: number): number { return x; }
}
`;
  const solution = `export interface Cache { x: number[] }
export type Way = "out" | "in";
export function same(y: number, way?: Way): [out: number, cache: null | Cache] {
  return [y, null];
}
export function other(x: number): number { return x; }
export class Net {
  params: Record<string, number> = {};
  readonly reg: number;
  #own = 1;
  constructor(widths: number[], { reg = 0 }: { reg?: number } = {}) {
    this.reg = reg + this.#own;
  }
  loss(x: number): number { return x; }
}
`;
  const changed = solution
    .replace("x: number[]", "x?: number[]")
    .replace("other(x: number)", "other(x: number | null)")
    .replace("x; }\nexport class", "x!; }\nexport class")
    .replace("loss(x: number)", "loss(x: string)")
    .replace("return x; }\n}", "return x.length; }\n}");
  const folder = await Deno.makeTempDir({ prefix: "kata-types" });
  try {
    await writeWhole(join(folder, "deno.json"), "{}\n");
    for (const [module, text] of [["00_a", solution], ["01_b", changed]]) {
      await writeWhole(join(folder, `lessons/${module}.ts`), stub);
      await writeWhole(join(folder, `solutions/${module}.ts`), text!);
    }
    const said = (name: string) =>
      `solutions/01_b.ts: give ${name} the type that it has in lessons/01_b.ts`;
    assertEquals(
      await typeProblems(folder, ["00_a", "01_b"]),
      ["Cache", "same", "other", "Net"].map(said),
    );
    await Deno.writeTextFile(join(folder, "solutions/00_a.ts"), "export {");
    const [problem] = await typeProblems(folder, ["00_a"]);
    assertEquals(problem?.startsWith("deno check can't compare types: "), true);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
