import { assertEquals } from "@std/assert";
import { hintProblems, hintsIn, withoutHints } from "./hints.ts";

const NAMES = ["提示 1", "提示 2", "提示 3", "学到了什么"];

function guide(texts: Record<string, string>): string {
  const folded = Object.entries(texts).map(([name, text]) =>
    `\n<details>\n<summary>${name}</summary>\n\n${text}\n\n</details>\n`
  );
  return `# 题\n\n## 自测\n\n问题。\n\n## 提示\n${folded.join("")}`;
}

const sound = {
  "提示 1": "看。",
  "提示 2": "想。",
  "提示 3": "x.mean(0).add(1e-5)\n的根。",
  "学到了什么": "你会了。",
};

const SOLUTION = `/** The first lesson, of which much can be said. */
export function first(x) {
  // Neither is this line of a comment a secret.
  return x.mean(0).add(1e-5).sqrt();
}
`;

Deno.test("hintsIn() finds what is folded away, each text on one line", () => {
  assertEquals(hintsIn(guide(sound), "zh"), {
    hints: ["看。", "想。", "x.mean(0).add(1e-5) 的根。"],
    learned: "你会了。",
  });
  assertEquals(hintsIn("# 题\n", "zh"), { hints: [], learned: "" });
});

Deno.test("withoutHints() leaves the guide before them", () => {
  const before = "# 题\n\n## 自测\n\n问题。\n";
  assertEquals(withoutHints(guide(sound), "zh"), before);
  assertEquals(withoutHints(before, "zh"), before);
});

const cases: [what: string, texts: Record<string, string>, said: string[]][] = [
  ["nothing in sound hints", sound, []],
  ["a guide without hints", {}, [
    `fold away ${NAMES.join(", ")} under "## 提示", not nothing`,
  ]],
  ["a hint under another name", { ...sound, "提示": "看。" }, [
    `fold away ${NAMES.join(", ")} under "## 提示", not ${
      [...NAMES, "提示"].join(", ")
    }`,
  ]],
  ["an empty text", { ...sound, "提示 2": "" }, ['write "提示 2"']],
  [
    "a line of the solution",
    { ...sound, "提示 3": "写 return\nx.mean(0).add(1e-5).sqrt();" },
    ['"提示 3" has the solution\'s "return x.mean(0).add(1e-5).sqrt()"'],
  ],
];
for (const [what, texts, said] of cases) {
  Deno.test(`hintProblems() reports ${what}`, () => {
    assertEquals(hintProblems(guide(texts), "zh", SOLUTION), said);
  });
}
