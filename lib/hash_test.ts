import { assertEquals } from "@std/assert";
import { hashOf, hashOfFile, hashOfText } from "./hash.ts";
import { temporaryFolder } from "./testing.ts";

Deno.test("hashOf() computes the SHA-256 of the standard's example", () => {
  // FIPS 180-4's example for "abc".
  assertEquals(
    hashOf("a", Uint8Array.of(98, 99)),
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
});

Deno.test("hashOfText() doesn't mind how lines end", () => {
  assertEquals(hashOfText("a\r\nb\r\n"), hashOf("a\nb\n"));
});

Deno.test("hashOfFile() agrees with hashOf() on files longer than what it reads at a time", async () => {
  await using folder = await temporaryFolder();
  const bytes = Uint8Array.from({ length: 2 ** 20 + 5 }, (_, i) => i % 251);
  await Deno.writeFile(folder.file("a"), bytes);
  assertEquals(await hashOfFile(folder.file("a")), hashOf(bytes));
});
