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
  theirs: { NumPy: [0.008, 0.008, 0.001] },
};

Deno.test("tableOf() compares medians", () => {
  assertEquals(
    tableOf([measurement], ["NumPy"], "en"),
    `| work | format | here | NumPy | here / NumPy |
| --- | --- | --- | --- | --- |
| arrays: x + y | float32 | 4 ms | 8 ms | 0.50 |`,
  );
});

Deno.test("tableOf() has our half where nobody else does the work", () => {
  const ours: Measurement = {
    work: { group: "start-up", name: "lab" },
    ours: [0.1],
    theirs: {},
  };
  assertEquals(
    tableOf([measurement, ours], ["NumPy", "PyTorch"], "zh").split("\n").slice(
      2,
    ),
    [
      "| arrays: x + y | float32 | 4 ms | 8 ms | 0.50 | – | – |",
      "| start-up: lab | – | 100 ms | – | – | – | – |",
    ],
  );
  assertEquals(
    tableOf([ours], [], "en").split("\n"),
    [
      "| work | format | here |",
      "| --- | --- | --- |",
      "| start-up: lab | – | 100 ms |",
    ],
  );
});

Deno.test("settingLine() names the machine, the programs and the day", () => {
  const setting = {
    machine: "A CPU, 2 cores",
    deno: "1.2",
    libraries: {},
    date: "2026-01-02",
  };
  const libraries = { NumPy: "3.4", PyTorch: "5.6" };
  assertEquals(
    settingLine({ ...setting, libraries }, "en"),
    "Measured on 2026-01-02: A CPU, 2 cores, Deno 1.2, NumPy 3.4, PyTorch 5.6.",
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
