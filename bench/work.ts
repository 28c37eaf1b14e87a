/**
 * What is measured: the same names here and in `theirs.py`.
 *
 * @module
 */
import type { DType } from "kit/nd/mod.ts";

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

/** Groups that use all cores; the others get one. */
export const ALL_CORES: readonly string[] = ["training", "labs"];

const DTYPES: readonly DType[] = ["float64", "float32"];

const ARRAYS = [
  "x + y",
  "x - row",
  "x / column",
  "x * 2",
  "maximum(x, 0)",
  "sqrt(x)",
  "exp(x)",
  "sum(x)",
  "sum(x, 0)",
  "mean(x, 1)",
  "var(x, 0)",
  "var(x, 1)",
  "max(x)",
  "max(x, 0)",
  "max(x, 1)",
];

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

/** What a command loads before it does anything. */
const START_UPS = ["deno test", "learn", "lab"];

/** Everything to measure, in order. */
export function allWork(full: boolean): Work[] {
  const works = (group: string, names: readonly string[], dtypes = DTYPES) =>
    dtypes.flatMap((dtype) => names.map((name) => ({ group, name, dtype })));
  return [
    ...works("lessons 1000x5000", LESSONS),
    ...works("lessons 50x100", LESSONS),
    ...works("products", PRODUCTS),
    ...works("arrays", ARRAYS),
    ...works("training", ["deep-net, one net"]),
    ...START_UPS.map((name) => ({ group: "start-up", name })),
    ...(full ? works("labs", ["weight-scale", "batch-size"], ["float32"]) : []),
  ];
}
