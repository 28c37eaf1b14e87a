/**
 * The data of an experiment, in memory that workers share.
 *
 * @module
 */
import * as nd from "kit/nd/mod.ts";
import type { DType, NdArray } from "kit/nd/mod.ts";
import type { SolverData } from "kit/nn/mod.ts";
import { get_CIFAR10_data } from "../data/cifar10.ts";
import { get_synthetic_data } from "../data/synthetic.ts";
import type { Settings } from "./experiment.ts";

/** Images that can be sent to a worker without a copy. */
export interface SharedImages {
  buffer: SharedArrayBuffer;
  shape: readonly number[];
  dtype: DType;
}

/** The data of an experiment, ready to be sent. */
export interface SharedData {
  X_train: SharedImages;
  y_train: Int32Array;
  X_val: SharedImages;
  y_val: Int32Array;
}

const VALIDATION = 1000;
/** The notebook takes the first of these, less their mean image. */
const TRAINING = 49_000;

function share({ data, shape, dtype }: NdArray): SharedImages {
  const buffer = new SharedArrayBuffer(data.byteLength);
  const copy = dtype === "float64"
    ? new Float64Array(buffer)
    : new Float32Array(buffer);
  copy.set(data);
  // Gone now, and not when memory is next collected, long into a training.
  (data.buffer as ArrayBuffer).transfer(0);
  return { buffer, shape, dtype };
}

/** The images as an array, in the same memory. */
export function unshare({ buffer, shape, dtype }: SharedImages): NdArray {
  const data = dtype === "float64"
    ? new Float64Array(buffer)
    : new Float32Array(buffer);
  return nd.fromData(data, shape);
}

/** What a solver takes. */
export function solverData(shared: SharedData): SolverData {
  const { X_train, y_train, X_val, y_val } = shared;
  return { X_train: unshare(X_train), y_train, X_val: unshare(X_val), y_val };
}

/**
 * Loads or makes the data.
 *
 * @param settings Which data, how many samples, which type.
 * @param data_dir An official folder of CIFAR-10 to read instead of fetching.
 * @param say Is told what takes time.
 */
export async function loadData(
  settings: Settings,
  data_dir: string | undefined,
  say: (message: string) => void,
): Promise<SharedData> {
  const { data, train, dtype } = settings;
  const { X_train, y_train, X_val, y_val } = data === "synthetic"
    ? get_synthetic_data({
      num_training: train,
      num_validation: VALIDATION,
      num_test: 0,
      dtype,
    })
    : await get_CIFAR10_data({
      num_training: TRAINING,
      take: { train, val: VALIDATION, test: 0 },
      dtype,
      ...(data_dir !== undefined && { data_dir }),
      onProgress: ({ message }) => say(message),
    });
  return { X_train: share(X_train), y_train, X_val: share(X_val), y_val };
}
