import { assertEquals } from "@std/assert";
import { parseTypeErrors } from "./type_check.ts";

Deno.test("parseTypeErrors() sorts errors by lesson and shortens places", () => {
  const output =
    `TS2322 [ERROR]: Type 'string' is not assignable to type 'number'.
  const n: number = "a";
        ^
    at file:///home/someone/course/lessons/00_standardize.ts:31:9

TS2304 [ERROR]: Cannot find name 'nd'.
  return nd.zeros([1]);
         ~~
    at file:///home/someone/course/lessons/01_batchnorm_forward.ts:90:10

Found 2 errors.

error: Type checking failed.
`;
  assertEquals([...parseTypeErrors(output)], [
    ["00_standardize", [
      `TS2322 [ERROR]: Type 'string' is not assignable to type 'number'.
  const n: number = "a";
        ^
    at lessons/00_standardize.ts:31:9`,
    ]],
    ["01_batchnorm_forward", [
      `TS2304 [ERROR]: Cannot find name 'nd'.
  return nd.zeros([1]);
         ~~
    at lessons/01_batchnorm_forward.ts:90:10`,
    ]],
  ]);
});

Deno.test("parseTypeErrors() finds nothing in a clean run", () => {
  assertEquals(parseTypeErrors("").size, 0);
});
