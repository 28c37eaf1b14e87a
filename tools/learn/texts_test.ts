import { assert, assertEquals, assertMatch } from "@std/assert";
import { texts } from "./texts.ts";

const HAN = /[\p{Script=Han}，：]/u;

Deno.test("everything that learn says is said in both languages, with the same values", () => {
  const namesIn = (text: string) =>
    [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
  for (const [name, { en, zh }] of Object.entries(texts)) {
    assert(!HAN.test(en), name);
    assertMatch(zh, HAN, name);
    assertEquals(namesIn(zh), namesIn(en), name);
    // Chinese has marks of its own.
    assert(!/\p{Script=Han}[,;:!?]|[,;!?]\p{Script=Han}/u.test(zh), zh);
  }
});
