import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { deepNet } from "./deep_net.ts";
import { trainingsOf } from "./experiment.ts";
import { pageOf } from "./page.ts";
import { resultOf, tiny } from "./testing.ts";

const results = trainingsOf(deepNet.draws(tiny)).map((one) => resultOf(one));
const svg = '<svg xmlns="http://www.w3.org/2000/svg"></svg>';

Deno.test("pageOf() holds the question, the settings, the figures and the logs", () => {
  const page = pageOf(deepNet, tiny, results, [svg]);
  for (
    const text of [
      "<title>Batch norm for deep networks</title>",
      "Does a six-layer net learn faster with batch norm than without?",
      "<th>seed</th><td>231</td>",
      "<th>dtype</th><td>float64</td>",
      "<th>epochs</th><td>1</td>",
      "<th>train</th><td>50</td>",
      "<th>data</th><td>synthetic</td>",
      svg,
      "<h3>without batch norm</h3>",
      "(Iteration 1 / 3) loss: 2.300000",
    ]
  ) assertStringIncludes(page, text);
});

Deno.test("pageOf() fetches nothing", () => {
  const page = pageOf(deepNet, tiny, results, [svg]);
  const others = page.replaceAll(/ xmlns(:\w+)?="[^"]*"/g, "");
  assertEquals(/https?:|src=|href=|url\(|@import|<script/.exec(others), null);
});

Deno.test("pageOf() escapes texts", () => {
  const page = pageOf(
    { ...deepNet, title: "<b>&", question: 'Is 1 < 2 & "so"?' },
    tiny,
    [{ ...results[0]!, log: ["</pre><script>"] }],
    [],
  );
  assertStringIncludes(page, "<h1>&lt;b&gt;&amp;</h1>");
  assertStringIncludes(page, "Is 1 &lt; 2 &amp; &quot;so&quot;?");
  assert(!page.includes("<script>"), "a log is read as HTML");
});

Deno.test("pageOf() says what was found in both languages", () => {
  const found = { en: "Faster by > 1.", zh: "更快了。" };
  const page = pageOf(deepNet, tiny, results, [svg], found);
  assertStringIncludes(
    page,
    '<p>Faster by &gt; 1.</p>\n<p lang="zh-CN">更快了。</p>\n<svg',
  );
  assert(!pageOf(deepNet, tiny, results, [svg]).includes('lang="zh-CN"'));
});
