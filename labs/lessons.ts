/**
 * The lessons that nets are made of: the student's own, or the reference.
 *
 * @module
 */
import { join } from "node:path";
import { toFileUrl } from "../lib/files.ts";
import type * as lesson01 from "../lessons/01_batchnorm_forward.ts";
import type * as lesson02 from "../lessons/02_batchnorm_backward.ts";
import type * as lesson04 from "../lessons/04_layernorm_forward.ts";
import type * as lesson05 from "../lessons/05_layernorm_backward.ts";
import type * as lesson06 from "../lessons/06_fc_net.ts";

/** What the labs use of the lessons. */
export type Lessons =
  & typeof lesson01
  & typeof lesson02
  & typeof lesson04
  & typeof lesson05
  & typeof lesson06;

const MODULES = [
  "01_batchnorm_forward",
  "02_batchnorm_backward",
  "04_layernorm_forward",
  "05_layernorm_backward",
  "06_fc_net",
];

/** Imports the lessons from a folder, such as `lessons` or `solutions`. */
export async function loadLessons(folder: string): Promise<Lessons> {
  const modules = await Promise.all(
    MODULES.map((module) =>
      import(toFileUrl(join(folder, `${module}.ts`)).href)
    ),
  );
  return Object.assign({}, ...modules);
}
