import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { XMLValidator } from "fast-xml-parser";
import { type Figure, type Panel, toSvg as draw } from "./figure.ts";

const byStep: Panel = {
  title: "Loss of a step",
  x: "Iteration",
  y: "Loss",
  scattered: true,
  series: ["one", "two"].map((label, k) => ({
    label,
    points: [[0, 3], [1, 2 + k], [2, NaN], [3, 1]],
  })),
};
const byEpoch: Panel = {
  title: "Accuracy of an epoch",
  x: "Epoch",
  y: "Accuracy",
  series: ["one", "two", "three", "four"].map((label, k) => ({
    label,
    points: [[0, 0.1], [1, 0.2 + 0.1 * k], [10, 0.5 + 0.1 * k]],
  })),
};
const byScale: Panel = {
  title: "By scale",
  x: "Scale",
  y: "Best",
  log: true,
  limits: [1, 3.5],
  series: [{ label: "one", points: [[1e-4, 2], [1e-2, 3], [1, Infinity]] }],
};
const figure: Figure = {
  title: "Nets <deep> & wide",
  panels: [byStep, byEpoch, byScale],
};

const toSvg = (figure: Figure) => draw(figure, "made-up numbers");

/** The last panel alone, with one curve through other points. */
function drawScale(...points: [x: number, y: number][]): Promise<string> {
  const panels = [{ ...byScale, series: [{ label: "one", points }] }];
  return toSvg({ ...figure, panels });
}

/** What is written in a picture, in order. */
function textsOf(svg: string): string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)]
    .map(([, text]) => text!);
}

Deno.test("toSvg() gives well-formed XML", async () => {
  const svg = await toSvg(figure);
  assertEquals(XMLValidator.validate(svg), true);
  // It looks at texts, but not into attributes.
  const unescaped = /="[^"]*(<|&(?!(amp|lt|gt|quot|#\d+);))[^"]*"/;
  assertEquals(unescaped.exec(svg), null);
  assert(unescaped.test('<a b="&"/>') && unescaped.test('<a b="<"/>'));
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
  const svg = await toSvg({ ...figure, panels: [byEpoch] });
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
  const texts = textsOf(await drawScale([1, 2], [1000, 3]));
  for (const count of ["1", "10", "100", "1000"]) {
    assert(texts.includes(count), `${count} in ${texts.join("; ")}`);
  }
});

/** A curve against limits, with a value in its middle. */
const plotOf = (y: number) => drawScale([1e-4, 2], [1e-2, y], [1, 3]);

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
