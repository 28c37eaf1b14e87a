/**
 * The fully connected net in plain loops over numbers, put together from the
 * oracles of its layers.
 *
 * @module
 */
import type { Batch, Matrix } from "./arbitraries.ts";
import {
  batchForward,
  batchForwardTest,
  layerForward,
  normBackward,
  updated,
} from "./oracles.ts";

/** Parameters or gradients in plain numbers: `W1`, `b1`, … */
export type PlainParams = Record<string, Matrix | number[]>;

/** The running averages of a layer. */
export interface RunningAverages {
  running_mean: number[];
  running_var: number[];
}

/** A net in plain numbers. */
export interface PlainNet {
  hidden_dims: number[];
  normalization: "batchnorm" | "layernorm" | null;
  reg: number;
  params: PlainParams;
}

const EPS = 1e-5;
const MOMENTUM = 0.9;

function affine(x: Matrix, W: Matrix, b: readonly number[]): Matrix {
  return x.map((row) => {
    const out = [...b];
    for (let i = 0; i < row.length; i++) {
      for (let j = 0; j < out.length; j++) out[j]! += row[i]! * W[i]![j]!;
    }
    return out;
  });
}

/** Gradients of an affine layer. */
function affineBack(dout: Matrix, x: Matrix, W: Matrix) {
  return {
    dx: x.map((row, n) =>
      row.map((_, i) => dout[n]!.reduce((sum, g, j) => sum + g * W[i]![j]!, 0))
    ),
    dW: W.map((row, i) =>
      row.map((_, j) => x.reduce((sum, r, n) => sum + r[i]! * dout[n]![j]!, 0))
    ),
    db: W[0]!.map((_, j) => dout.reduce((sum, row) => sum + row[j]!, 0)),
  };
}

/** Mean of −log softmax at the label, and its gradient. */
function softmax(scores: Matrix, y: readonly number[]) {
  let loss = 0;
  const dscores = scores.map((row, n) => {
    const largest = Math.max(...row);
    const exps = row.map((s) => Math.exp(s - largest));
    const sum = exps.reduce((a, b) => a + b, 0);
    loss += (Math.log(sum) + largest - row[y[n]!]!) / scores.length;
    return exps.map((e, c) => (e / sum - (c === y[n] ? 1 : 0)) / scores.length);
  });
  return { loss, dscores };
}

/** What a net should give in train mode. */
export interface TrainStep {
  loss: number;
  grads: PlainParams;
  /**
   * How far the input of the nearest ReLU is from its kink, where the gradient
   * has two values and rounding decides between them.
   */
  margin: number;
}

/** What the forward pass of a net in train mode computes on the way. */
interface Forward {
  /** Input, affine output and activation of each hidden layer. */
  inputs: Matrix[];
  affines: Matrix[];
  activations: Matrix[];
  scores: Matrix;
  margin: number;
}

/** The forward pass in train mode; `running` is moved on. */
function trainForward(
  net: PlainNet,
  X: Matrix,
  running: RunningAverages[],
): Forward {
  const { params, normalization } = net;
  const last = net.hidden_dims.length + 1;
  const affineOf = (h: Matrix, l: number) =>
    affine(h, params[`W${l}`] as Matrix, params[`b${l}`] as number[]);

  let margin = Infinity;
  let h = X;
  const inputs: Matrix[] = [];
  const affines: Matrix[] = [];
  const activations: Matrix[] = [];
  for (let l = 1; l < last; l++) {
    inputs.push(h);
    const a = affineOf(h, l);
    affines.push(a);
    let normalized = a;
    if (normalization === "batchnorm") {
      const { out, mean, variance } = batchForward(batchOf(net, l, a));
      normalized = out;
      const old = running[l - 1]!;
      running[l - 1] = {
        running_mean: updated(old.running_mean, mean, MOMENTUM),
        running_var: updated(old.running_var, variance, MOMENTUM),
      };
    } else if (normalization === "layernorm") {
      normalized = layerForward(batchOf(net, l, a)).out;
    }
    margin = Math.min(margin, ...normalized.flat().map(Math.abs));
    h = normalized.map((row) => row.map((value) => Math.max(0, value)));
    activations.push(h);
  }
  return { inputs, affines, activations, scores: affineOf(h, last), margin };
}

/** The input of a layer's normalization. */
function batchOf({ params }: PlainNet, l: number, x: Matrix): Batch {
  return {
    x,
    gamma: params[`gamma${l}`] as number[],
    beta: params[`beta${l}`] as number[],
    eps: EPS,
  };
}

/** Half of reg times the squares of all weights. */
function penalty({ params, reg }: PlainNet): number {
  let squares = 0;
  for (const [name, value] of Object.entries(params)) {
    if (!name.startsWith("W")) continue;
    for (const row of value as Matrix) {
      for (const w of row) squares += w * w;
    }
  }
  return squares * reg / 2;
}

/**
 * Loss and gradients of a net in train mode.
 *
 * @param net The net.
 * @param X Samples.
 * @param y Labels.
 * @param running Running averages of each layer; they are moved on.
 */
export function trainStep(
  net: PlainNet,
  X: Matrix,
  y: readonly number[],
  running: RunningAverages[] = startAverages(net),
): TrainStep {
  const { params, normalization, reg } = net;
  const last = net.hidden_dims.length + 1;
  const { inputs, affines, activations, scores, margin } = trainForward(
    net,
    X,
    running,
  );
  const { loss, dscores } = softmax(scores, y);

  const grads: PlainParams = {};
  const layerBack = (dout: Matrix, x: Matrix, l: number): Matrix => {
    const W = params[`W${l}`] as Matrix;
    const { dx, dW, db } = affineBack(dout, x, W);
    grads[`W${l}`] = dW.map((row, i) => row.map((g, j) => g + reg * W[i]![j]!));
    grads[`b${l}`] = db;
    return dx;
  };
  let dh = layerBack(dscores, activations.at(-1) ?? X, last);
  for (let l = last - 1; l >= 1; l--) {
    let da = dh.map((row, n) =>
      row.map((g, j) => activations[l - 1]![n]![j]! > 0 ? g : 0)
    );
    if (normalization !== null) {
      const back = normBackward(
        normalization === "batchnorm" ? "batch" : "features",
        { ...batchOf(net, l, affines[l - 1]!), dout: da },
      );
      grads[`gamma${l}`] = back.dgamma;
      grads[`beta${l}`] = back.dbeta;
      da = back.dx;
    }
    dh = layerBack(da, inputs[l - 1]!, l);
  }
  return { loss: loss + penalty(net), grads, margin };
}

/** Scores of a net in test mode. */
export function testScores(
  net: PlainNet,
  X: Matrix,
  running: readonly RunningAverages[] = startAverages(net),
): Matrix {
  const { params, normalization } = net;
  const last = net.hidden_dims.length + 1;
  let h = X;
  for (let l = 1; l <= last; l++) {
    h = affine(h, params[`W${l}`] as Matrix, params[`b${l}`] as number[]);
    if (l === last) break;
    if (normalization === "layernorm") {
      h = layerForward(batchOf(net, l, h)).out;
    } else if (normalization === "batchnorm") {
      h = batchForwardTest({
        ...batchOf(net, l, h),
        ...running[l - 1]!,
        momentum: MOMENTUM,
      }).out;
    }
    h = h.map((row) => row.map((value) => Math.max(0, value)));
  }
  return h;
}

/** Running averages before the first batch: zeros. */
export function startAverages(net: PlainNet): RunningAverages[] {
  return net.hidden_dims.map((width) => ({
    running_mean: Array(width).fill(0),
    running_var: Array(width).fill(0),
  }));
}

/** The numerical gradients of earlier calls: they take half a second each. */
const differences = new Map<string, PlainParams>();

/**
 * The gradients of the loss by centred differences; once for the same net.
 *
 * @param net The net.
 * @param X Samples.
 * @param y Labels.
 * @param h Step.
 */
export function numericalGradients(
  net: PlainNet,
  X: Matrix,
  y: readonly number[],
  h = 1e-5,
): PlainParams {
  const key = JSON.stringify([net, X, y, h]);
  const known = differences.get(key);
  if (known !== undefined) return known;

  const params = structuredClone(net.params);
  const moved = { ...net, params };
  const lossAt = () => {
    const { scores } = trainForward(moved, X, startAverages(net));
    return softmax(scores, y).loss + penalty(moved);
  };
  const slope = (values: number[], i: number) => {
    const value = values[i]!;
    values[i] = value + h;
    const above = lossAt();
    values[i] = value - h;
    const below = lossAt();
    values[i] = value;
    return (above - below) / (2 * h);
  };
  const gradients = Object.fromEntries(
    Object.entries(params).map(([name, param]) => [
      name,
      Array.isArray(param[0])
        ? (param as Matrix).map((row) => row.map((_, i) => slope(row, i)))
        : (param as number[]).map((_, i) => slope(param as number[], i)),
    ]),
  );
  differences.set(key, gradients);
  return gradients;
}
