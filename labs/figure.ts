/**
 * Figures: panels of curves, one above the other, as SVG.
 *
 * @module
 */
import { parse, resetSVGDefIds, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";

/** A curve. */
export interface Series {
  label: string;
  /** Points, in order: where, and how much. */
  points: [x: number, y: number][];
}

/** A panel of curves. */
export interface Panel {
  title: string;
  x: string;
  y: string;
  series: Series[];
  /** A logarithmic x axis. */
  log?: boolean;
  /** Points without lines, where the neighbours of a point say little of it. */
  scattered?: boolean;
  /** Limits of the y axis, where the notebook sets them. */
  limits?: [from: number, to: number];
}

/** Panels, one above the other. */
export interface Figure {
  title: string;
  panels: Panel[];
}

/**
 * Colours that colour-blind readers tell apart too (Okabe and Ito 2008); shapes
 * and dashes do the same in print.
 */
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7"];
const SHAPES = ["circle", "triangle-up", "square", "diamond"];
const DASHES = [[1, 0], [6, 3], [2, 2], [8, 3, 2, 3]];

/** Of a panel, in pixels: two or three fit on a page. */
const [WIDTH, HEIGHT] = [640, 240];

/** How far beyond the limits a curve is still drawn, in ranges: renderers overflow at 1e9. */
const BEYOND = 10;

/** A value as Vega takes it: null leaves a gap. */
function drawable(y: number, limits: Panel["limits"]): number | null {
  if (!Number.isFinite(y)) return null;
  if (limits === undefined) return y;
  const [from, to] = limits;
  const beyond = BEYOND * (to - from);
  return Math.min(Math.max(y, from - beyond), to + beyond);
}

/** The powers of ten from the least to the greatest of positive numbers. */
function powersOfTen(xs: readonly number[]): number[] {
  // Rounded, for the logarithm of a power may be just beside the exponent.
  const from = Math.round(Math.log10(Math.min(...xs)));
  const to = Math.round(Math.log10(Math.max(...xs)));
  return Array.from(
    { length: to - from + 1 },
    (_, k) => Number(`1e${from + k}`),
  );
}

function panelSpec(
  { title, x, y, series, log, scattered, limits }: Panel,
): Record<string, unknown> {
  const values = series.flatMap(({ label, points }) =>
    points.map(([px, py]) => ({
      x: px,
      y: drawable(py, limits),
      series: label,
    }))
  );
  const xs = values.map((value) => value.x);
  const domain = series.map(({ label }) => label);
  const legend = {
    title: null,
    orient: "bottom",
    symbolSize: 90,
    symbolOpacity: 1,
    // Else dashes fray the symbols.
    symbolStrokeWidth: 0,
    labelFontSize: 12,
    // Else long names end in dots.
    labelLimit: 0,
    columnPadding: 24,
  };
  const bySeries = (range: readonly unknown[]) => ({
    field: "series",
    type: "nominal",
    scale: { domain, range: range.slice(0, domain.length) },
    legend,
  });
  return {
    title: { text: title, anchor: "middle", fontSize: 13, offset: 8 },
    width: WIDTH,
    height: HEIGHT,
    data: { values },
    mark: scattered
      ? { type: "point", filled: true, size: 22, opacity: 0.8 }
      : {
        type: "line",
        point: { size: 50, opacity: 1 },
        strokeWidth: 1.5,
        // What lies beyond the limits that the notebook sets.
        clip: limits !== undefined,
      },
    encoding: {
      x: {
        field: "x",
        type: "quantitative",
        title: x,
        // Room for the first and the last point.
        scale: log
          ? { type: "log", nice: false, padding: 8 }
          : { zero: true, nice: false, padding: 8 },
        axis: log
          // Counts read better in full.
          ? {
            format: Math.min(...xs) >= 1 ? "d" : ".0e",
            values: powersOfTen(xs),
          }
          : { tickMinStep: 1, tickCount: 10, format: "d" },
      },
      y: {
        field: "y",
        type: "quantitative",
        title: y,
        scale: limits ? { domain: limits } : { zero: false, nice: true },
        axis: { tickCount: 6 },
      },
      color: bySeries(COLOURS),
      shape: bySeries(SHAPES),
      ...(scattered ? {} : { strokeDash: bySeries(DASHES) }),
    },
  };
}

/**
 * Draws a figure.
 *
 * @param subtitle Which data it shows.
 * @returns The same text for the same figure.
 */
export async function toSvg(
  { title, panels }: Figure,
  subtitle: string,
): Promise<string> {
  const spec = {
    title: {
      text: title,
      subtitle,
      anchor: "middle",
      fontSize: 16,
      offset: 16,
    },
    background: "white",
    padding: 12,
    spacing: 28,
    config: {
      font: "sans-serif",
      axis: {
        labelFontSize: 12,
        titleFontSize: 13,
        titleFontWeight: "normal",
        labelOverlap: true,
      },
      title: { subtitleFontSize: 12 },
    },
    vconcat: panels.map(panelSpec),
    // One legend a panel, of colour, shape and dash together.
    resolve: {
      scale: {
        color: "independent",
        shape: "independent",
        strokeDash: "independent",
      },
    },
  };
  const { spec: vegaSpec } = compile(spec as unknown as TopLevelSpec);
  const view = new View(parse(vegaSpec), { renderer: "none" });
  // Ids count up while the process runs.
  resetSVGDefIds();
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}
