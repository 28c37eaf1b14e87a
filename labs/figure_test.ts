import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { type Figure, toSvg } from "./figure.ts";

const figure: Figure = {
  title: "Nets <deep> & wide",
  subtitle: "made-up numbers",
  panels: [
    {
      title: "Loss of a step",
      x: "Iteration",
      y: "Loss",
      scattered: true,
      series: ["one", "two"].map((label, k) => ({
        label,
        points: [[0, 3], [1, 2 + k], [2, NaN], [3, 1]],
      })),
    },
    {
      title: "Accuracy of an epoch",
      x: "Epoch",
      y: "Accuracy",
      series: ["one", "two", "three", "four"].map((label, k) => ({
        label,
        points: [[0, 0.1], [1, 0.2 + 0.1 * k], [10, 0.5 + 0.1 * k]],
      })),
    },
    {
      title: "By scale",
      x: "Scale",
      y: "Best",
      log: true,
      limits: [1, 3.5],
      series: [{ label: "one", points: [[1e-4, 2], [1e-2, 3], [1, Infinity]] }],
    },
  ],
};

/** Checks that tags are closed in order and that texts are escaped; names the first mistake. */
function mistakeIn(xml: string): string | undefined {
  const open: string[] = [];
  const token =
    /<(\/?)([A-Za-z][\w:-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gy;
  let end = 0;
  for (const match of xml.matchAll(token)) {
    const [all, closes, name, attributes = "", empty, text = ""] = match;
    end = match.index + all.length;
    if (/&(?!(?:amp|lt|gt|quot|#\d+);)/.test(attributes + text)) return all;
    if (name === undefined) continue;
    if (closes) {
      if (open.pop() !== name) return all;
    } else if (!empty) open.push(name);
  }
  if (end < xml.length) return xml.slice(end, end + 80);
  return open.length > 0 ? `<${open.at(-1)}> is not closed` : undefined;
}

/** What is written in a picture, in order. */
function textsOf(svg: string): string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) =>
    text
  );
}

Deno.test("toSvg() gives well-formed XML", async () => {
  assertEquals(mistakeIn('<a><b c="1"/>text &amp; <d>x</d></a>'), undefined);
  for (const wrong of ["<a><b></a></b>", "<a>", "<a>&</a>", "<a b=1></a>"]) {
    assert(mistakeIn(wrong) !== undefined, wrong);
  }
  assertEquals(mistakeIn(await toSvg(figure)), undefined);
});

Deno.test("toSvg() writes titles, axes and names of the curves", async () => {
  const texts = textsOf(await toSvg(figure));
  for (
    const text of [
      "Nets &lt;deep&gt; &amp; wide",
      "made-up numbers",
      ...figure.panels.flatMap(({ title, x, y }) => [title, x, y]),
    ]
  ) assert(texts.includes(text), `${text} is missing in ${texts.join("; ")}`);
  // One legend a panel.
  assertEquals(texts.filter((text) => text === "one").length, 3);
  assertEquals(texts.filter((text) => text === "two").length, 2);
  assertEquals(texts.filter((text) => text === "four").length, 1);
});

Deno.test("toSvg() marks whole epochs and powers of ten", async () => {
  const texts = textsOf(await toSvg(figure));
  const epochs = texts.slice(texts.indexOf("Accuracy of an epoch"));
  for (let epoch = 0; epoch <= 10; epoch++) {
    assert(texts.includes(String(epoch)), `epoch ${epoch} in ${epochs}`);
  }
  for (const scale of ["1e-4", "1e-3", "1e-2", "1e-1", "1e+0"]) {
    assert(
      texts.map((text) => text.replace("−", "-")).includes(scale),
      `${scale} in ${texts.join("; ")}`,
    );
  }
});

Deno.test("toSvg() gives each curve a colour, a shape and a dash of its own", async () => {
  const svg = await toSvg({ ...figure, panels: [figure.panels[1]] });
  const lines = [
    ...svg.matchAll(/<path aria-label="[^"]*series: (\w+)"[^>]*>/g),
  ];
  const of = (pattern: RegExp) =>
    new Set(lines.map(([line]) => pattern.exec(line)?.[1]));
  assert(lines.length >= 4, "no curves were found");
  const strokes = [...svg.matchAll(/stroke="(#\w{6})" stroke-width="1.5"/g)];
  assertEquals(new Set(strokes.map(([, colour]) => colour)).size, 4);
  assertEquals(of(/stroke-dasharray="([^"]*)"/).size, 4);
});

Deno.test("toSvg() keeps no memory of what it drew before", async () => {
  const first = await toSvg(figure);
  await toSvg({ ...figure, panels: figure.panels.slice(1) });
  assertEquals(await toSvg(figure), first);
});

Deno.test("toSvg() marks powers of ten from one on in full", async () => {
  const series = [{
    label: "one",
    points: [[1, 2], [1000, 3]] as [number, number][],
  }];
  const texts = textsOf(
    await toSvg({ ...figure, panels: [{ ...figure.panels[2], series }] }),
  );
  for (const count of ["1", "10", "100", "1000"]) {
    assert(texts.includes(count), `${count} in ${texts.join("; ")}`);
  }
});

/** A curve against limits, with a value in its middle. */
function plotOf(y: number): Promise<string> {
  const series = [{
    label: "one",
    points: [[1e-4, 2], [1e-2, y], [1, 3]] as [number, number][],
  }];
  return toSvg({ ...figure, panels: [{ ...figure.panels[2], series }] });
}

Deno.test("toSvg() leaves a gap for what is not finite", async () => {
  const gap = await plotOf(NaN);
  assert(!/NaN|Infinity|null/.test(gap), "NaN in the picture");
  // Infinite losses come back from their file as NaN.
  assertEquals(await plotOf(Infinity), gap);
  assertNotEquals(await plotOf(2), gap);
});

Deno.test("toSvg() gives renderers no coordinates that they can't take", async () => {
  const svg = await plotOf(1e9);
  const numbers = (svg.match(/-?\d+(\.\d+)?/g) ?? []).map(Number);
  // A panel is 240 high; a curve goes on for ten of them.
  assertEquals(numbers.filter((value) => Math.abs(value) > 1e4), []);
});
