import { assertEquals } from "@std/assert";
import * as fc from "fast-check";
import { harmless, nameOf, shown, textOf } from "./intake_text.ts";

/** Text in UTF-16, with its byte order mark. */
function utf16(text: string, littleEndian: boolean): Uint8Array {
  const marked = `\ufeff${text}`;
  const view = new DataView(new ArrayBuffer(2 * marked.length));
  for (let i = 0; i < marked.length; i++) {
    view.setUint16(2 * i, marked.charCodeAt(i), littleEndian);
  }
  return new Uint8Array(view.buffer);
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

Deno.test("textOf() reads text in any of the encodings of editors", () => {
  fc.assert(fc.property(
    fc.string({ unit: "binary" }).map((text) =>
      text.replaceAll(/[\0\r\ufeff]/g, "")
    ),
    (text) => {
      assertEquals(textOf(bytesOf(text)), text);
      assertEquals(textOf(bytesOf(`\ufeff${text}`)), text);
      assertEquals(textOf(utf16(text, true)), text);
      assertEquals(textOf(utf16(text, false)), text);
    },
  ));
});

Deno.test("textOf() reads the GB 18030 of Chinese editors", () => {
  // "// 均值" as such an editor saves it.
  const bytes = Uint8Array.of(47, 47, 32, 0xbe, 0xf9, 0xd6, 0xb5);
  assertEquals(textOf(bytes), "// 均值");
});

Deno.test("textOf() makes all ends of lines the same", () => {
  assertEquals(textOf(bytesOf("a\r\nb\rc\nd\r\r\n")), "a\nb\nc\nd\n\n");
});

Deno.test("textOf() refuses what isn't text", () => {
  assertEquals(textOf(bytesOf("a\0b")), undefined);
  assertEquals(textOf(Uint8Array.of(0x61, 0xff, 0x20)), undefined);
  assertEquals(textOf(Uint8Array.of(0xff, 0xfe, 0x00, 0xd8)), undefined);
  // UTF-32 begins like UTF-16.
  assertEquals(
    textOf(Uint8Array.of(0xff, 0xfe, 0, 0, 97, 0, 0, 0)),
    undefined,
  );
  assertEquals(textOf(bytesOf("")), "");
});

Deno.test("nameOf() reads UTF-8, then GB 18030, then anything", () => {
  assertEquals(nameOf(bytesOf("均/a.ts")), "均/a.ts");
  assertEquals(nameOf(Uint8Array.of(0xbe, 0xf9, 47, 97)), "均/a");
  assertEquals(nameOf(Uint8Array.of(0xe9, 32, 97)), "é a");
});

Deno.test("harmless() leaves names of people as they are", () => {
  for (const name of ["Zoë O'Neill", "李雷", "می‌خواهم", "👩‍🔬"]) {
    assertEquals(harmless(name), name);
  }
});

Deno.test("harmless() replaces what a terminal or an editor would obey", () => {
  const text = "a\x1b[31m\n\r\x00\x9b\u202e\u2028\ufeff\ud800b";
  assertEquals(harmless(text), `a�[31m${"�".repeat(8)}b`);
});

Deno.test("shown() leaves out the middle of a long path", () => {
  const text = shown(`start/${"x".repeat(5000)}/end.ts`);
  assertEquals(text.length, 120);
  assertEquals(text.slice(0, 7), "start/x");
  assertEquals(text.slice(-8), "x/end.ts");
  assertEquals(text.split("…").length, 2);
});

Deno.test("shown() cuts no character in half", () => {
  fc.assert(fc.property(
    fc.string({ unit: "binary", minLength: 60, maxLength: 400 }),
    (text) => {
      const path = shown(text);
      assertEquals(path.isWellFormed(), true);
      assertEquals(path.length <= 120, true);
    },
  ));
});
