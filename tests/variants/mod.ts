/**
 * Right implementations, written differently from the reference. Each must
 * pass all tests of the lessons it implements.
 *
 * @module
 */
import type { Variant } from "../support/catalogue.ts";
import { backwards } from "./backward.ts";
import { caches } from "./caches.ts";
import { forwards } from "./forward.ts";
import { groups } from "./group.ts";
import { layernorms } from "./layernorm.ts";
import { nets } from "./net.ts";
import { netLoops } from "./net_loops.ts";
import { answers } from "./questions.ts";
import { recurrents } from "./recurrent.ts";
import { rmsNorms } from "./rms.ts";
import { spatials } from "./spatial.ts";

/** All variants. */
export const variants: Variant[] = [
  ...forwards,
  ...backwards,
  ...caches,
  ...layernorms,
  ...nets,
  ...netLoops,
  ...spatials,
  ...recurrents,
  ...answers,
  ...groups,
  ...rmsNorms,
];
