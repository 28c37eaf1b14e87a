import { assert, assertEquals, assertRejects } from "@std/assert";
import { kernelModule, MATMUL } from "./build_kernels.ts";
import { pathOf } from "./course.ts";

const [source, target] = await Promise.all(
  [MATMUL.source, MATMUL.target].map((path) => Deno.readTextFile(pathOf(path))),
);

Deno.test("the kernels are what their source compiles to", async () => {
  assert(
    await kernelModule(source) === target,
    `${MATMUL.target} isn't what ${MATMUL.source} compiles to: ` +
      "run deno task build:kernels",
  );
});

Deno.test("a kernel that doesn't compile is refused with the compiler's words", async () => {
  const { message } = await assertRejects(
    () => kernelModule("export function f(): i32 { return nothing; }"),
    Error,
  );
  assertEquals(message.includes("Cannot find name 'nothing'"), true);
});
