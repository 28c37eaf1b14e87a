/**
 * What goes into sigmoids while a net is trained: the 15th, 50th and 85th
 * percentile, with and without batch norm, as in figure 1 of Ioffe and Szegedy
 * 2015.
 *
 * @module
 */
import {
  DEEP,
  mean,
  named,
  NAMES,
  pair,
  pairsOf,
  twoDigits,
} from "./compare.ts";
import type { Text } from "../lib/language.ts";
import { compared, type Experiment, type Result } from "./experiment.ts";
import type { Figure, Panel } from "./figure.ts";

const CURVES = ["15th percentile", "median", "85th percentile"];

/** How the inputs of a hidden layer's units moved during training, on average. */
export interface Movement {
  /** From the lowest median to the highest, in widths. */
  median: number;
  /** The largest width over the smallest; a width is from the 15th to the 85th percentile. */
  width: number;
}

/** How the inputs of each hidden layer moved. */
export function movements({ percentiles }: Result): Movement[] {
  const points = percentiles!;
  return points[0]!.layers.map((units, layer) => {
    const moved = units.map((_, unit): Movement => {
      const over = points.map(({ layers }) => layers[layer]![unit]!);
      const medians = over.map(([, median]) => median);
      const widths = over.map(([low, , high]) => high - low);
      return {
        median: (Math.max(...medians) - Math.min(...medians)) / mean(widths),
        width: Math.max(...widths) / Math.min(...widths),
      };
    });
    return {
      median: mean(moved.map(({ median }) => median)),
      width: mean(moved.map(({ width }) => width)),
    };
  });
}

const verdicts: Record<"both" | "median" | "width" | "none", Text> = {
  both: {
    en: "so batch norm kept the distributions steadier",
    zh: "可见批归一化让分布更稳定",
  },
  median: {
    en: "so batch norm kept their place steadier and not their width",
    zh: "可见批归一化让分布的位置更稳定，宽度却没有",
  },
  width: {
    en: "so batch norm kept their width steadier and not their place",
    zh: "可见批归一化让分布的宽度更稳定，位置却没有",
  },
  none: {
    en: "so batch norm kept the distributions no steadier here",
    zh: "这里批归一化没有让分布更稳定",
  },
};

/** What is said where a net computed NaN or infinities, or no spread at all. */
function unmeasured(withNorm: boolean): Text {
  const [en, zh] = withNorm ? ["with", "带"] : ["without", "不带"];
  return {
    en: `What went into a sigmoid of the last hidden layer had no spread to ` +
      `measure, or wasn't finite, in the net ${en} batch norm, so there is ` +
      `nothing to compare.`,
    zh:
      `${zh}批归一化的网络里，最后一个隐藏层 sigmoid 的输入不是有限的数，或者没有` +
      `可以度量的宽度，所以无从比较。`,
  };
}

function finding(results: readonly Result[]): Text {
  const { norm, base } = pairsOf(results)[0]!;
  // The paper shows the last one, too.
  const [of, without] = [movements(norm).at(-1)!, movements(base).at(-1)!];
  // Where a median isn't finite, neither is the width around it.
  const broken = [of, without].filter(({ width }) => !Number.isFinite(width));
  if (broken.length > 0) return unmeasured(broken.includes(of));
  const [median, width] = [
    of.median < without.median,
    of.width < without.width,
  ];
  const verdict = verdicts[
    median && width ? "both" : median ? "median" : width ? "width" : "none"
  ];
  const [m, w] = [twoDigits(of.median), twoDigits(of.width)];
  const [M, W] = [twoDigits(without.median), twoDigits(without.width)];
  return {
    en: `During training, the median of what went into a sigmoid of the last ` +
      `hidden layer moved by ${m} widths of its distribution ${NAMES.norm} and ` +
      `by ${M} without, and that width changed by a factor of ${w} with and ` +
      `${W} without, ${verdict.en}.`,
    zh:
      `训练过程中，最后一个隐藏层 sigmoid 输入的中位数，带批归一化移动了分布宽度` +
      `的 ${m} 倍，不带的移动了 ${M} 倍；这个宽度的最大值与最小值之比，带的是 ${w}，` +
      `不带的是 ${W}，${verdict.zh}。`,
  };
}

function figureOf(name: string, result: Result): Figure {
  const points = result.percentiles!;
  return {
    title: `What goes into a sigmoid, ${name}`,
    panels: points[0]!.layers.map((_, layer): Panel => ({
      title: `Hidden layer ${layer + 1}, its first unit`,
      x: "Step",
      y: "Input",
      series: CURVES.map((label, which) => ({
        label,
        points: points.map(({ step, layers }) => [
          step,
          layers[layer]![0]![which]!,
        ]),
      })),
    })),
  };
}

/** The experiment. */
export const distributions: Experiment = {
  name: "distributions",
  title: "Batch norm and the distributions inside of a net",
  question:
    "How does what goes into a sigmoid change while a net is trained, with and without batch norm?",
  print_every: 20,
  draws: () =>
    compared(pair("", "", {
      ...DEEP,
      // The paper's net, but for the images.
      hidden_dims: [100, 100, 100],
      own: { activation: "sigmoid", look: "percentiles" },
    })),
  figures: (results) =>
    pairsOf(results).flatMap(named).map((one) => figureOf(...one)),
  finding,
};
