/**
 * Does the work on the reference: a line with its name comes in, seconds go
 * out. `theirs.py` does the same in NumPy.
 *
 * @module
 */
import process from "node:process";
import { createInterface } from "node:readline";
import * as nd from "kit/nd/mod.ts";
import type { DType, NdArray } from "kit/nd/mod.ts";
import { RandomState } from "kit/nd/random.ts";
import { Solver } from "kit/nn/mod.ts";
import { batchnorm_forward } from "kata/01_batchnorm_forward.ts";
import { batchnorm_backward } from "kata/02_batchnorm_backward.ts";
import { batchnorm_backward_alt } from "kata/03_batchnorm_backward_alt.ts";
import { layernorm_forward } from "kata/04_layernorm_forward.ts";
import { layernorm_backward } from "kata/05_layernorm_backward.ts";
import { FullyConnectedNet } from "kata/06_fc_net.ts";
import { pathOf } from "../tools/course.ts";
import type { Work } from "./work.ts";

type Run = () => unknown;

/** Seconds of a turn: enough for what is cold after the other side's to be a small part. */
const TURN = 0.1;

const random = new RandomState(231);

function normal([rows, ...rest]: readonly number[], dtype: DType): NdArray {
  return random.randn(rows, ...rest).astype(dtype);
}

function arrays(name: string, dtype: DType): Run {
  const [N, D] = [1000, 5000];
  const [x, y] = [normal([N, D], dtype), normal([N, D], dtype)];
  const [row, column] = [normal([D], dtype), normal([N, 1], dtype)];
  const size = x.maximum(x.neg());
  const runs: Record<string, Run> = {
    "x + y": () => x.add(y),
    "x - row": () => x.sub(row),
    "x / column": () => x.div(column),
    "x * 2": () => x.mul(2),
    "maximum(x, 0)": () => x.maximum(0),
    "sqrt(x)": () => size.sqrt(),
    "exp(x)": () => x.exp(),
    "sum(x)": () => x.sum(),
    "sum(x, 0)": () => x.sum(0),
    "mean(x, 1)": () => x.mean(1),
    "var(x, 0)": () => x.var(0),
    "var(x, 1)": () => x.var(1),
    "max(x)": () => x.max(),
    "max(x, 0)": () => x.max(0),
    "max(x, 1)": () => x.max(1),
  };
  return runs[name];
}

function product(name: string, dtype: DType): Run {
  const [kind, lengths] = name.split(" ");
  const [m, k, n] = lengths.split("x").map(Number);
  const [transposeA, transposeB] = [...kind].map((letter) => letter === "T");
  const x = normal(transposeA ? [k, m] : [m, k], dtype);
  const y = normal(transposeB ? [n, k] : [k, n], dtype);
  return () => nd.matmul(x, y, { transposeA, transposeB });
}

function lesson(name: string, dtype: DType, shape: readonly number[]): Run {
  const [x, dout] = [normal(shape, dtype), normal(shape, dtype)];
  const [gamma, beta] = [1, 2].map(() => normal(shape.slice(1), dtype));
  const batchnorm = () =>
    batchnorm_forward(x, gamma, beta, { mode: "train" as const });
  const layernorm = () => layernorm_forward(x, gamma, beta, {});
  const runs: Record<string, () => Run> = {
    batchnorm_forward: () => batchnorm,
    batchnorm_backward() {
      const cache = batchnorm()[1]!;
      return () => batchnorm_backward(dout, cache);
    },
    batchnorm_backward_alt() {
      const cache = batchnorm()[1]!;
      return () => batchnorm_backward_alt(dout, cache);
    },
    layernorm_forward: () => layernorm,
    layernorm_backward() {
      const cache = layernorm()[1];
      return () => layernorm_backward(dout, cache);
    },
  };
  return runs[name]();
}

/** One training of the deep net, on images that are noise: they take as long. */
function training(dtype: DType): Run {
  const images = () => random.randn(1000, 3, 32, 32).mul(64);
  const labels = () => random.randint(0, 10, 1000);
  const data = {
    X_train: images().astype(dtype),
    y_train: labels(),
    X_val: images().astype(dtype),
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
async function deno(...args: string[]): Promise<void> {
  const { DENO_V8_FLAGS: _, GLIBC_TUNABLES: __, ...env } = Deno.env.toObject();
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: pathOf("."),
    env,
    clearEnv: true,
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

/** A whole lab, as it is run. */
async function lab(name: string): Promise<void> {
  const out = await Deno.makeTempDir({ prefix: "kata-bench-" });
  const args = [name, "--solution", "--data=synthetic", `--out=${out}`];
  try {
    await deno("run", "-A", "tools/lab.ts", ...args);
  } finally {
    await Deno.remove(out, { recursive: true });
  }
}

/** A command that has nothing to do once it has started. */
function startUp(name: string): Run {
  const runs: Record<string, string[]> = {
    "deno test": ["test", "--filter=nothing", "tests/00_standardize_test.ts"],
    "learn": ["run", "-A", "tools/learn.ts", "--list"],
    "lab": ["run", "-A", "tools/lab.ts", "list"],
  };
  return () => deno(...runs[name]);
}

function find({ group, name, dtype = "float64" }: Work): Run {
  if (group === "start-up") return startUp(name);
  if (group === "arrays") return arrays(name, dtype);
  if (group === "products") return product(name, dtype);
  if (group === "training") return training(dtype);
  if (group === "labs") return () => lab(name);
  return lesson(name, dtype, group.split(" ")[1].split("x").map(Number));
}

async function seconds(run: Run, times: number): Promise<number> {
  const start = performance.now();
  for (let k = 0; k < times; k++) {
    const result = run();
    if (result instanceof Promise) await result;
  }
  return (performance.now() - start) / 1000 / times;
}

let current = "";
let run: Run = () => {};
let times = 1;
for await (const line of createInterface({ input: process.stdin })) {
  const { once, ...work }: Work & { once: boolean } = JSON.parse(line);
  const key = JSON.stringify(work);
  if (key !== current) {
    current = key;
    run = find(work);
    times = 1;
    if (!once) {
      // Long enough for V8 to have compiled what is run most.
      const end = performance.now() + 300;
      let first = Infinity;
      do first = Math.min(first, await seconds(run, 1)); while (
        performance.now() < end
      );
      times = Math.max(1, Math.floor(TURN / first));
    }
  }
  console.log(await seconds(run, times));
}
