import { assert, assertRejects } from "@std/assert";
import {
  kernelModule,
  kernelNames,
  sourceOf,
  targetOf,
} from "./build_kernels.ts";
import { pathOf } from "./course.ts";

for (const name of kernelNames) {
  Deno.test(`${targetOf(name)} is what ${sourceOf(name)} compiles to`, async () => {
    const source = await Deno.readTextFile(pathOf(sourceOf(name)));
    const target = await Deno.readTextFile(pathOf(targetOf(name)));
    assert(
      await kernelModule(name, source) === target,
      "It isn't: run deno task build:kernels",
    );
  });
}

Deno.test("a kernel that doesn't compile is refused with the compiler's words", async () => {
  await assertRejects(
    () => kernelModule("vectors", "export function f(): i32 { return lost; }"),
    Error,
    "Cannot find name 'lost'",
  );
});
