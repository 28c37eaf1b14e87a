/** A property that fails, for the test of what is said then. */
import fc from "fast-check";
import { assertNumber } from "../close.ts";
import { contract } from "../contract.ts";
import { underDeno } from "../under_deno.ts";

const failing = contract("00_standardize", (_lesson, { group, property }) => {
  group("sums", () => {
    property(
      "stay below ten",
      { a: fc.nat(100), list: fc.array(fc.nat()) },
      ({ a }) => assertNumber(a, 0, "sum", 9.5),
    );
  });
}, { probe: () => Promise.resolve({}) });

underDeno(failing, {});
