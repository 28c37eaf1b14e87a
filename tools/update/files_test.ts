import { assertEquals } from "@std/assert";
import { lessons, pathOf } from "../course.ts";
import { hashOfText, MANIFEST, manifestOf } from "./files.ts";

function bytes(text: string) {
  return new TextEncoder().encode(text);
}

Deno.test("hashOfText() is the same whatever line ends and byte-order mark there are", async () => {
  const [{ module }] = lessons;
  const text = await Deno.readTextFile(pathOf(`solutions/${module}.ts`));
  const windows = `\uFEFF${text.replaceAll("\n", "\r\n")}`;
  assertEquals(await hashOfText(bytes(windows)), await hashOfText(bytes(text)));
  // SHA-256 of "abc", from the standard (FIPS 180-2, B.1).
  assertEquals(
    await hashOfText(bytes("abc")),
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
});

Deno.test("manifestOf() lists all files but the manifest, by their paths", async () => {
  const text = await manifestOf([
    ["b/c.ts", bytes("")],
    [MANIFEST, bytes("{}")],
    ["a.ts", bytes("")],
  ]);
  assertEquals(Object.keys(JSON.parse(text).files), ["a.ts", "b/c.ts"]);
  assertEquals(text.at(-1), "\n");
});
