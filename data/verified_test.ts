import { assertEquals, assertStringIncludes } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { damage, SMALL, temporaryFolder, writeSmall } from "./testing.ts";
import { Verified } from "./verified.ts";

const { test } = SMALL;

/** A folder with the small data set, all of it found right and written down. */
async function verifiedFolder() {
  const folder = await temporaryFolder();
  await writeSmall(folder.path);
  const verified = await Verified.load(folder.path);
  const problem = await verified.problem(folder.path, test, false);
  await verified.save();
  return { folder, problem };
}

describe("Verified", () => {
  it("finds nothing wrong with the right file", async () => {
    const { folder, problem } = await verifiedFolder();
    await using _ = folder;
    assertEquals(problem, undefined);
  });

  it("finds a missing, a truncated and a changed file", async () => {
    const { folder } = await verifiedFolder();
    await using _ = folder;
    const problem = async () => {
      const verified = await Verified.load(folder.path);
      return await verified.problem(folder.path, test, false);
    };
    await damage(folder.file(test.name));
    assertStringIncludes(await problem() ?? "", "SHA-256 ");
    await Deno.truncate(folder.file(test.name), 1000);
    assertEquals(await problem(), "1000 bytes");
    await Deno.remove(folder.file(test.name));
    assertEquals(await problem(), "no such file");
  });

  it("doesn't read a file again that has kept its size and time, unless it is told to", async () => {
    const { folder } = await verifiedFolder();
    await using _ = folder;
    const path = folder.file(test.name);
    const { mtime } = await Deno.stat(path);
    await damage(path);
    await Deno.utime(path, mtime!, mtime!);
    const verified = await Verified.load(folder.path);
    assertEquals(await verified.problem(folder.path, test, false), undefined);
    const found = await verified.problem(folder.path, test, true);
    assertStringIncludes(found ?? "", "SHA-256 ");
  });

  it("doesn't trust its memory of another sum", async () => {
    const { folder } = await verifiedFolder();
    await using _ = folder;
    const verified = await Verified.load(folder.path);
    const other = { ...test, sha256: "0".repeat(64) };
    const found = await verified.problem(folder.path, other, false);
    assertEquals(found, `SHA-256 ${test.sha256}`);
  });

  it("starts anew when its memory is damaged", async () => {
    const { folder } = await verifiedFolder();
    await using _ = folder;
    for (const text of ["", "{", "null", "[1]", '{"a":null}']) {
      await Deno.writeTextFile(folder.file("verified.json"), text);
      const verified = await Verified.load(folder.path);
      assertEquals(await verified.problem(folder.path, test, false), undefined);
    }
  });
});
