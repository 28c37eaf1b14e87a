import { assertEquals } from "@std/assert";
import { crampedFormulas, differences } from "./translation.ts";

const english = String.raw`# Title

[简体中文](a.zh.md)

Intro for $N$ samples.

## One

Let $x_i$ be a value; $x_i$ has
the mean $\mu +
1$. See [two](sub/two.md), [three](three.md), [the net](https://example.org).

$$\mu = \frac{1}{N} \sum_i x_i$$

| name | 'f'          |
| ---- | ------------ |
| In   | (N, 2), axis 0 |
| Eps  | 'eps' 1e-5   |

## Two

- first
- second

'''ts
const x = 1;
'''
`.replaceAll("'", "`");

const chinese = String.raw`# 标题

[English](a.md)

一共有 $N$ 个样本。

## 一

均值是 $\mu + 1$ 的值 $x_i$ 见[三](three.md)、[网](https://example.org)和[二](sub/two.zh.md)。

$$\mu = \frac{1}{N} \sum_i x_i$$

| 名称 | 'f'          |
| ---- | ------------ |
| 输入 | 轴 0，(N, 2)   |
| Eps  | 1e-5 'eps'   |

## 二

- 甲
- 乙

'''ts
const x = 1;
'''
`.replaceAll("'", "`");

/** What is said of the Chinese text when something in it is replaced. */
function said(from = "", to = ""): string[] {
  if (!chinese.includes(from)) throw new Error(`Cannot find ${from}`);
  return differences(
    { path: "docs/a.md", markdown: english },
    { path: "docs/a.zh.md", markdown: chinese.replace(from, to) },
    (path) => path === "docs/sub/two.zh.md",
  );
}

Deno.test("differences() finds none but of words and their order", () => {
  assertEquals(said(), []);
});

/** What is replaced by what in the Chinese text, and what is to be said of it. */
const cases: [from: string, to: string, ...said: string[]][] = [
  ["## 二", "### 二", ": make the levels of its headings 1, 2, 2, not 1, 2, 3"],
  [
    "two.zh.md",
    "two.md",
    ', "一": add the link sub/two.zh.md',
    ', "一": leave out the link sub/two.md',
  ],
  ["[三](three.md)、", "", ', "一": add the link three.md'],
  ["$x_i$", "", ', "一": add the formula $x_i$'],
  [
    "$N$",
    "$D$",
    ', "标题": add the formula $N$',
    ', "标题": leave out the formula $D$',
  ],
  [
    "{1}{N}",
    "{1}{D}",
    String
      .raw`, "一": add displayed formula 1: $$\mu = \frac{1}{N} \sum_i x_i$$`,
    String
      .raw`, "一": leave out displayed formula 1: $$\mu = \frac{1}{D} \sum_i x_i$$`,
  ],
  [
    "1e-5",
    "1e-6",
    ', "一": add row 3: | 1e-5 `eps`',
    ', "一": leave out row 3: | 1e-6 `eps`',
  ],
  [
    "`eps`",
    "`eps2`",
    ', "一": add row 3: | 1e-5 `eps`',
    ', "一": leave out row 3: | 1e-5 `eps2`',
  ],
  ["| Eps  | 1e-5 `eps`   |\n", "", ', "一": add row 3: | 1e-5 `eps`'],
  ["- 乙\n", "", ', "二": add item 2'],
  [
    "```ts\nconst x = 1",
    "```js\nconst x = 2",
    ', "二": add code block 1: ts const x = 1;',
    ', "二": leave out code block 1: js const x = 2;',
  ],
];
for (const [from, to, ...wanted] of cases) {
  Deno.test(`differences() finds "${to}" for "${from}"`, () => {
    assertEquals(
      said(from, to),
      wanted.map((line) => `docs/a.zh.md${line}, as in docs/a.md`),
    );
  });
}

Deno.test("differences() wants the languages to link to each other", () => {
  assertEquals(
    differences(
      { path: "a.md", markdown: "# A\n" },
      { path: "a.zh.md", markdown: "# 甲\n\n文字\n\n[English](a.md)\n" },
      () => false,
    ),
    [
      "a.md: write [简体中文](a.zh.md) under its title",
      "a.zh.md: write [English](a.md) under its title",
    ],
  );
});

Deno.test("crampedFormulas() finds what GitHub doesn't see as a formula", () => {
  const cramped = (markdown: string) =>
    crampedFormulas({ path: "a.md", markdown });
  const sound =
    "$x$ at first, ($y$) in brackets, in `a$b$c` and\n$z$, last $w$\n" +
    "\n$$x$$\n\n```sh\n`a$b$c`\n```\n";
  assertEquals(cramped(sound), []);
  assertEquals(cramped("设，$x$ 是\n"), [
    "a.md: put a space before $x$, or GitHub shows its dollars",
  ]);
  assertEquals(cramped("- 设 $x +\n  1$是\n"), [
    "a.md: put a space after $x + 1$, or GitHub shows its dollars",
  ]);
});
