/**
 * Does the work on the reference: a line with its name comes in, seconds go
 * out. `theirs.py` does the same in NumPy.
 *
 * @module
 */
import * as nd from "kit/nd/mod.ts";
import type { DType, NdArray } from "kit/nd/mod.ts";
import { RandomState } from "kit/nd/random.ts";
import { Solver } from "kit/nn/mod.ts";
import { linesOf, runDeno } from "../../lib/children.ts";
import { batchnorm_forward } from "../../solutions/01_batchnorm_forward.ts";
import { batchnorm_backward } from "../../solutions/02_batchnorm_backward.ts";
import { batchnorm_backward_alt } from "../../solutions/03_batchnorm_backward_alt.ts";
import { layernorm_forward } from "../../solutions/04_layernorm_forward.ts";
import { layernorm_backward } from "../../solutions/05_layernorm_backward.ts";
import { FullyConnectedNet } from "../../solutions/06_fc_net.ts";
import { pathOf } from "../course.ts";
import { ARRAYS, START_UPS, type Work } from "./work.ts";

type Run = () => unknown;

/** Seconds of a turn: enough for what is cold after the other side's to be a small part. */
const TURN = 0.1;

const random = new RandomState(231);

function normal(shape: readonly number[], dtype: DType): NdArray {
  const [first = 1, ...rest] = shape;
  return random.randn(first, ...rest).astype(dtype);
}

function arrays(name: string, dtype: DType): Run {
  const [x, other] = [normal([1000, 5000], dtype), normal([1000, 5000], dtype)];
  const given = {
    x,
    y: other.maximum(other.neg()),
    row: normal([5000], dtype),
    column: normal([1000, 1], dtype),
  };
  return () => ARRAYS[name]!(given);
}

function product(name: string, dtype: DType): Run {
  const [m = 0, k = 0, n = 0] = name.slice("NN ".length).split("x").map(Number);
  const [transposeA, transposeB] = [name[0] === "T", name[1] === "T"];
  const x = normal(transposeA ? [k, m] : [m, k], dtype);
  const y = normal(transposeB ? [n, k] : [k, n], dtype);
  return () => nd.matmul(x, y, { transposeA, transposeB });
}

function lesson(name: string, dtype: DType, shape: readonly number[]): Run {
  const [x, dout] = [normal(shape, dtype), normal(shape, dtype)];
  const gamma = normal(shape.slice(1), dtype);
  const beta = normal(shape.slice(1), dtype);
  const batchnorm = () => batchnorm_forward(x, gamma, beta, { mode: "train" });
  const layernorm = () => layernorm_forward(x, gamma, beta, {});
  const cache = batchnorm()[1]!;
  const rowCache = layernorm()[1];
  const runs: Record<string, Run> = {
    batchnorm_forward: batchnorm,
    batchnorm_backward: () => batchnorm_backward(dout, cache),
    batchnorm_backward_alt: () => batchnorm_backward_alt(dout, cache),
    layernorm_forward: layernorm,
    layernorm_backward: () => layernorm_backward(dout, rowCache),
  };
  return runs[name]!;
}

/** One training of the deep net, on images that are noise: they take as long. */
function training(dtype: DType): Run {
  const images = () => random.randn(1000, 3, 32, 32).mul(64).astype(dtype);
  const labels = () => random.randint(0, 10, 1000);
  const data = {
    X_train: images(),
    y_train: labels(),
    X_val: images(),
    y_val: labels(),
  };
  return () => {
    const net = new FullyConnectedNet(new Array(5).fill(100), {
      normalization: "batchnorm",
      weight_scale: 2e-2,
      dtype,
      random,
    });
    new Solver(net, data, {
      num_epochs: 10,
      batch_size: 50,
      update_rule: "adam",
      optim_config: { learning_rate: 1e-3 },
      verbose: false,
      random,
    }).train();
  };
}

/** Runs a command as in a terminal, that is not as we were started. */
async function deno(args: readonly string[]): Promise<void> {
  const { DENO_V8_FLAGS: _, GLIBC_TUNABLES: __, ...env } = Deno.env.toObject();
  const { code, stderr } = await runDeno(args, {
    cwd: pathOf("."),
    env,
    clearEnv: true,
  });
  if (code !== 0) throw new Error(stderr);
}

/** A whole lab, as it is run. */
async function lab(name: string): Promise<void> {
  const out = await Deno.makeTempDir({ prefix: "kata-bench-" });
  const args = [name, "--solution", "--data=synthetic", `--out=${out}`];
  try {
    await deno(["run", "-A", "tools/lab.ts", ...args]);
  } finally {
    await Deno.remove(out, { recursive: true });
  }
}

function find({ group, name, dtype = "float64" }: Work): Run {
  if (group === "start-up") return () => deno(START_UPS[name]!);
  if (group === "arrays") return arrays(name, dtype);
  if (group === "products") return product(name, dtype);
  if (group === "training") return training(dtype);
  if (group === "labs") return () => lab(name);
  const [, shape = ""] = group.split(" ");
  return lesson(name, dtype, shape.split("x").map(Number));
}

async function seconds(run: Run, times: number): Promise<number> {
  const start = performance.now();
  for (let k = 0; k < times; k++) {
    const result = run();
    if (result instanceof Promise) await result;
  }
  return (performance.now() - start) / 1000 / times;
}

/** How often some work is done in a turn, once V8 has compiled what is run most. */
async function timesOf(run: Run): Promise<number> {
  const end = performance.now() + 300;
  let first = Infinity;
  do first = Math.min(first, await seconds(run, 1)); while (
    performance.now() < end
  );
  return Math.max(1, Math.floor(TURN / first));
}

let current = "";
let run: Run = () => {};
let times = 1;
for await (const line of linesOf(Deno.stdin.readable)) {
  if (line !== current) {
    const { once, ...work }: Work & { once: boolean } = JSON.parse(line);
    current = line;
    run = find(work);
    times = once ? 1 : await timesOf(run);
  }
  console.log(await seconds(run, times));
}
