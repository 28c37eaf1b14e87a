import { assert, assertRejects, assertStringIncludes } from "@std/assert";
import { kernelModule, KERNELS, sourceOf, targetOf } from "./build_kernels.ts";
import { pathOf } from "./course.ts";

for (const name of Object.keys(KERNELS)) {
  Deno.test(`${targetOf(name)} is what ${sourceOf(name)} compiles to`, async () => {
    const [source, target] = await Promise.all(
      [sourceOf(name), targetOf(name)]
        .map((path) => Deno.readTextFile(pathOf(path))),
    );
    assert(
      await kernelModule(name, source) === target,
      "It isn't: run deno task build:kernels",
    );
  });
}

Deno.test("a kernel that doesn't compile is refused with the compiler's words", async () => {
  const { message } = await assertRejects(
    () => kernelModule("vectors", "export function f(): i32 { return lost; }"),
    Error,
  );
  assertStringIncludes(message, "Cannot find name 'lost'");
});
