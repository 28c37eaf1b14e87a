import { assertEquals } from "@std/assert";
import { langFrom, settings } from "./settings.ts";
import { say, sentenceOf } from "./words.ts";
import zh from "./zh.json" with { type: "json" };

/** Runs something in Chinese. */
function inChinese<T>(run: () => T): T {
  const before = settings.lang;
  settings.lang = "zh";
  try {
    return run();
  } finally {
    settings.lang = before;
  }
}

/** The modules that speak: the tests of the lessons, and what they use. */
function speakers(): URL[] {
  return ["../", "./"].flatMap((path) => {
    const folder = new URL(path, import.meta.url);
    return [...Deno.readDirSync(folder)]
      .filter(({ isFile }) => isFile)
      .filter(({ name }) =>
        /^\d\d_\w+_test\.ts$|^\w+(?<!_test)\.ts$/.test(name)
      )
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
  settings.lang = "en";
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

Deno.test("sentenceOf() gives a name in the language of the run", () => {
  const name = "standardize() agrees with plain loops";
  assertEquals(inChinese(() => sentenceOf(name)), zh.sentences[name]);
  assertEquals(inChinese(() => sentenceOf("an own test")), "an own test");
  settings.lang = "en";
  assertEquals(sentenceOf(name), name);
});

Deno.test("langFrom() takes what is asked for, or else the machine's language", () => {
  assertEquals(langFrom([], "zh-CN"), "zh");
  assertEquals(langFrom([], "zh"), "zh");
  assertEquals(langFrom([], "en-US"), "en");
  assertEquals(langFrom([], "und"), "en");
  assertEquals(langFrom(["--seed=1", "--lang=en"], "zh-CN"), "en");
  assertEquals(langFrom(["--lang=zh"], "de"), "zh");
});
