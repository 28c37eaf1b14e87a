/**
 * How a variant is written down: by the functions that it exports.
 *
 * @module
 */
import type { Variant } from "../support/catalogue.ts";

/** The lesson that each function belongs to. */
const modules = {
  standardize: "00_standardize",
  batchnorm_forward: "01_batchnorm_forward",
  batchnorm_backward: "02_batchnorm_backward",
  batchnorm_backward_alt: "03_batchnorm_backward_alt",
  layernorm_forward: "04_layernorm_forward",
  layernorm_backward: "05_layernorm_backward",
  FullyConnectedNet: "06_fc_net",
};

/** Functions of lessons, by name. */
export type Functions = { [name in keyof typeof modules]?: unknown };

/**
 * A variant that implements some lessons.
 *
 * @param id Its name, unique, in words joined by hyphens.
 * @param about What is different about it.
 * @param functions What it exports. None of it may hold state of its own.
 */
export function variant(
  id: string,
  about: string,
  functions: Functions,
): Variant {
  return {
    id,
    about,
    make: () =>
      Object.fromEntries(
        Object.entries(functions).map(([name, value]) => [
          modules[name as keyof typeof modules],
          { [name]: value },
        ]),
      ),
  };
}
