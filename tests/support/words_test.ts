import { assertEquals } from "@std/assert";
import { say, sentenceOf, speak } from "./words.ts";
import zh from "./zh.json" with { type: "json" };

/** Runs something in Chinese. */
function inChinese<T>(run: () => T): T {
  speak("zh");
  try {
    return run();
  } finally {
    speak("en");
  }
}

/** The modules that speak: the tests of the lessons, and what they use. */
function speakers(): URL[] {
  return ["../contracts/", "./"].flatMap((path) => {
    const folder = new URL(path, import.meta.url);
    return [...Deno.readDirSync(folder)]
      .filter(({ isFile }) => isFile)
      .filter(({ name }) => /^\w+(?<!_test)\.ts$/.test(name))
      .filter(({ name }) => name !== "words.ts")
      .map(({ name }) => new URL(name, folder));
  });
}

/** What a module says, in the order of its lines. */
function saidBy(module: URL): string[] {
  const source = Deno.readTextFileSync(module);
  return [...source.matchAll(/\bsay\(\s*/g)].map(({ index, 0: { length } }) => {
    const rest = source.slice(index + length);
    const literal = /^"([^"\\]*)"|^'([^'\\]*)'/.exec(rest);
    // Whatever isn't written out can't be found in zh.json either.
    return literal?.[1] ?? literal?.[2] ?? `no text: ${rest.slice(0, 40)}`;
  });
}

function namesIn(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
}

Deno.test("all that is said has its Chinese, and nothing else has", () => {
  const said = new Set(speakers().flatMap(saidBy));
  assertEquals(Object.keys(zh.messages).sort(), [...said].sort());
});

Deno.test("the Chinese has a place for each value, and for no other", () => {
  const wrong = Object.entries(zh.messages).filter(([english, chinese]) =>
    String(namesIn(english)) !== String(namesIn(chinese))
  );
  assertEquals(wrong, []);
});

Deno.test("say() puts values in their places as they are", () => {
  assertEquals(
    say("{what} is wrong", { what: "{what} $&" }),
    "{what} $& is wrong",
  );
  assertEquals(say("threw {what}", { what: "错误" }), "threw 错误");
});

Deno.test("say() puts spaces between Chinese and what isn't", () => {
  assertEquals(
    inChinese(() => [
      say("{what} is wrong", { what: "out" }),
      say("{what} is wrong", { what: "第一个" }),
      say("threw {what}", { what: "“空”" }),
      say("relative error of {what}", { what: say("means") }),
    ]),
    ["out 不对", "第一个不对", "抛出了“空”", "均值的相对误差"],
  );
});

Deno.test("sentenceOf() gives a sentence in the language of the process", () => {
  const own = { "keeps still": "一动不动" };
  const train = "f() in train mode ";
  assertEquals(
    sentenceOf(train, "keeps still", own),
    "f() in train mode keeps still",
  );
  assertEquals(
    inChinese(() => [
      sentenceOf("f() ", "keeps still", own),
      sentenceOf(train, "keeps still", own),
      sentenceOf("f() ", "agrees with plain loops"),
      sentenceOf("f() ", "an own test"),
    ]),
    [
      "f() 一动不动",
      "训练模式下，f() 一动不动",
      "f() 与朴素循环的结果一致",
      "f() an own test",
    ],
  );
});
