import type { DType } from "kit/nd/mod.ts";
import { RandomState } from "kit/nd/random.ts";
import type {
  FullyConnectedNetOptions,
  Normalization,
} from "../../../solutions/06_fc_net.ts";

/** The options with their defaults. */
export function complete(options: FullyConnectedNetOptions = {}) {
  return {
    input_dim: 3072,
    num_classes: 10,
    normalization: null as Normalization,
    reg: 0,
    weight_scale: 1e-2,
    dtype: "float32" as DType,
    random: new RandomState(Math.floor(Math.random() * 2 ** 32)),
    ...options,
  };
}
