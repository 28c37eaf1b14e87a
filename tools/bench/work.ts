/**
 * What is measured: the same names here and in `theirs.py`.
 *
 * @module
 */
import type { DType, NdArray } from "kit/nd/mod.ts";

/** One thing to measure. */
export interface Work {
  /** What it belongs to; of lessons' functions, also the shape. */
  group: string;
  /** Its name within the group. */
  name: string;
  /** The number format, where there is one. */
  dtype?: DType;
}

/** What our work is compared with. */
export type Library = "NumPy" | "PyTorch";

/** Who else does some work: only we start, and PyTorch has kernels of its own for these two. */
export function librariesFor({ group }: Work): readonly Library[] {
  if (group === "start-up") return [];
  return ["arrays", "products"].includes(group)
    ? ["NumPy", "PyTorch"]
    : ["NumPy"];
}

/** Whether some work is a whole training or more: measured once a turn, on all cores. */
export function isWhole({ group }: Work): boolean {
  return group === "training" || group === "labs";
}

/** Repetitions; few of what takes long. */
export function repetitionsOf({ group }: Work): number {
  return group === "labs" ? 1 : group === "training" ? 3 : 7;
}

/** What the READMEs show: enough to get the picture. */
export function isTelling({ group, name, dtype }: Work): boolean {
  if (group === "arrays") return false;
  if (group === "products") return name.includes("3072");
  return dtype === "float64" || !group.startsWith("lessons");
}

/** Arrays to compute with, of shapes (N, D), (D,) and (N, 1); `y` isn't negative. */
export type Arrays = Record<"x" | "y" | "row" | "column", NdArray>;

/** Work on arrays, by the expression that Python computes. */
export const ARRAYS: Record<string, (arrays: Arrays) => unknown> = {
  "x + y": ({ x, y }) => x.add(y),
  "x - row": ({ x, row }) => x.sub(row),
  "x / column": ({ x, column }) => x.div(column),
  "x * 2": ({ x }) => x.mul(2),
  "maximum(x, 0)": ({ x }) => x.maximum(0),
  "sqrt(y)": ({ y }) => y.sqrt(),
  "exp(x)": ({ x }) => x.exp(),
  "sum(x)": ({ x }) => x.sum(),
  "sum(x, 0)": ({ x }) => x.sum(0),
  "mean(x, 1)": ({ x }) => x.mean(1),
  "var(x, 0)": ({ x }) => x.var(0),
  "var(x, 1)": ({ x }) => x.var(1),
  "max(x)": ({ x }) => x.max(),
  "max(x, 0)": ({ x }) => x.max(0),
  "max(x, 1)": ({ x }) => x.max(1),
};

/** The shapes of the labs; T marks a factor that is transposed. */
const PRODUCTS = [
  "NN 50x3072x100",
  "NN 50x100x100",
  "NN 100x3072x100",
  "TN 3072x50x100",
  "TN 100x50x100",
  "NT 50x100x3072",
  "NT 50x100x100",
];

const LESSONS = [
  "batchnorm_forward",
  "batchnorm_backward",
  "batchnorm_backward_alt",
  "layernorm_forward",
  "layernorm_backward",
];

/** Commands that have nothing to do once they have started. */
export const START_UPS: Record<string, readonly string[]> = {
  "deno test": ["test", "--filter=nothing", "tests/00_standardize_test.ts"],
  "learn": ["run", "-A", "tools/learn.ts", "--list"],
  "lab": ["run", "-A", "tools/lab.ts", "list"],
};

/** Everything to measure, in order. */
export function allWork(full: boolean): Work[] {
  const both: readonly DType[] = ["float64", "float32"];
  const works = (group: string, names: readonly string[], dtypes = both) =>
    dtypes.flatMap((dtype) => names.map((name) => ({ group, name, dtype })));
  return [
    ...works("lessons 1000x5000", LESSONS),
    ...works("lessons 50x100", LESSONS),
    ...works("products", PRODUCTS),
    ...works("arrays", Object.keys(ARRAYS)),
    ...works("training", ["deep-net, one net"]),
    ...Object.keys(START_UPS).map((name) => ({ group: "start-up", name })),
    ...(full ? works("labs", ["weight-scale", "batch-size"], ["float32"]) : []),
  ];
}
