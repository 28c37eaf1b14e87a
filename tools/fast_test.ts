import { assertEquals, assertStringIncludes } from "@std/assert";
import { runDeno } from "../lib/children.ts";
import { pathOf } from "./course.ts";
import { fastEnvironment, WIDE_FLAGS } from "./fast.ts";

Deno.test("fastEnvironment() has V8's flags, after those that are set already", async () => {
  const { DENO_V8_FLAGS } = await fastEnvironment("--stack-size=900");
  assertEquals(DENO_V8_FLAGS?.split(","), ["--stack-size=900", ...WIDE_FLAGS]);
});

Deno.test("fastEnvironment() leaves V8's flags alone if one is refused", async () => {
  const environment = await fastEnvironment("--no-such-flag");
  assertEquals(Object.keys(environment), ["GLIBC_TUNABLES"]);
});

Deno.test("the kernels compute the same where V8 joins vectors", async () => {
  const { DENO_V8_FLAGS, ...rest } = await fastEnvironment();
  const tests = ["matmul", "elementwise", "reduce"]
    .map((name) => pathOf(`kit/nd/${name}_test.ts`));
  const { code, stdout } = await runDeno(
    ["test", "-A", "--no-check", "--frozen", ...tests],
    // V8 joins vectors only in what it optimizes: here that is everything, at once.
    { env: { ...rest, DENO_V8_FLAGS: `${DENO_V8_FLAGS},--no-liftoff` } },
  );
  assertStringIncludes(stdout, "a product by wide SIMD");
  assertEquals(code, 0, stdout);
});
