import { assertEquals } from "@std/assert";
import { temporaryFolder } from "../lib/testing.ts";
import { SMALL, writeSmall } from "./testing.ts";
import { Verified } from "./verified.ts";

const { test } = SMALL;

/** A folder with the small data set, its test images found right and written down. */
async function verifiedFolder() {
  const folder = await temporaryFolder();
  await writeSmall(folder.path);
  const verified = await Verified.load(folder.path);
  assertEquals(await verified.problem(folder.path, test, false), undefined);
  await verified.save();
  return folder;
}

Deno.test("Verified doesn't trust its memory of another sum", async () => {
  await using folder = await verifiedFolder();
  const verified = await Verified.load(folder.path);
  const other = { ...test, sha256: "0".repeat(64) };
  const found = await verified.problem(folder.path, other, false);
  assertEquals(found, `SHA-256 ${test.sha256}`);
});

Deno.test("Verified starts anew when its memory is damaged", async () => {
  await using folder = await verifiedFolder();
  for (const text of ["", "{", "null", "[1]", '{"a":null}']) {
    await Deno.writeTextFile(folder.file("verified.json"), text);
    const verified = await Verified.load(folder.path);
    assertEquals(await verified.problem(folder.path, test, false), undefined);
  }
});
