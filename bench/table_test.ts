import { assertEquals, assertThrows } from "@std/assert";
import {
  formatSeconds,
  type Measurement,
  median,
  putBetweenMarkers,
  settingLine,
  tableOf,
} from "./table.ts";

Deno.test("median() is the middle one, whatever the order", () => {
  assertEquals(median([3, 1, 2]), 2);
  assertEquals(median([10, 9]), 9);
  assertEquals(median([50, 10, 40, 20, 30]), 30);
});

Deno.test("formatSeconds() writes three digits", () => {
  assertEquals(formatSeconds(0.0123456), "12.3 ms");
  assertEquals(formatSeconds(0.00000456), "0.00456 ms");
  assertEquals(formatSeconds(61.25), "61.3 s");
});

const measurement: Measurement = {
  work: { group: "arrays", name: "x + y", dtype: "float32" },
  ours: [0.004, 0.003, 0.9],
  theirs: [0.008, 0.008, 0.001],
};

Deno.test("tableOf() compares medians", () => {
  assertEquals(
    tableOf([measurement], "en"),
    `| work | format | here | NumPy | here / NumPy |
| --- | --- | --- | --- | --- |
| arrays: x + y | float32 | 4 ms | 8 ms | 0.50 |`,
  );
});

Deno.test("tableOf() has our half without NumPy", () => {
  const [, , row] = tableOf([{ ...measurement, theirs: [] }], "zh").split("\n");
  assertEquals(row, "| arrays: x + y | float32 | 4 ms | – | – |");
});

Deno.test("settingLine() names the machine, the programs and the day", () => {
  const setting = {
    machine: "A CPU, 2 cores",
    deno: "1.2",
    date: "2026-01-02",
  };
  assertEquals(
    settingLine({ ...setting, numpy: "3.4" }, "en"),
    "Measured on 2026-01-02: A CPU, 2 cores, Deno 1.2, NumPy 3.4.",
  );
  assertEquals(
    settingLine(setting, "zh"),
    "测于 2026-01-02：A CPU, 2 cores，Deno 1.2。",
  );
});

Deno.test("putBetweenMarkers() leaves everything else", () => {
  const once = putBetweenMarkers("a\n<!-- bench -->old<!-- /bench -->\nb", "1");
  assertEquals(once, "a\n<!-- bench -->\n\n1\n\n<!-- /bench -->\nb");
  assertEquals(putBetweenMarkers(once, "1"), once);
  assertThrows(() => putBetweenMarkers("nothing", "1"), Error, "expected <!--");
});
