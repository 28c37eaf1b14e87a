/**
 * Submissions that attack the grader, for its test: by what they attack.
 *
 * @module
 */
import { bombs } from "./bombs.ts";
import type { Hostile } from "./define.ts";
import { deliveries } from "./deliveries.ts";
import { exits } from "./exits.ts";
import { forgeries } from "./forgeries.ts";
import { imports } from "./imports.ts";
import { patches } from "./patches.ts";
import { reaches } from "./reaches.ts";
import { references } from "./references.ts";
import { values } from "./values.ts";

export type { Hostile, Lessons, Places } from "./define.ts";

/** All hostile submissions. */
export const corpus: Hostile[] = [
  ...patches,
  ...forgeries,
  ...exits,
  ...bombs,
  ...reaches,
  ...imports,
  ...values,
  ...references,
  ...deliveries,
];
