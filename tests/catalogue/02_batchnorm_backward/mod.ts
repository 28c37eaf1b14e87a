/** The room of lesson 02. */
import * as batchnormForward from "../../../solutions/01_batchnorm_forward.ts";
import * as batchnormBackward from "../../../solutions/02_batchnorm_backward.ts";

/** The reference, with what the lesson builds on. */
export const reference = { ...batchnormForward, ...batchnormBackward };
export { misconceptions } from "./misconceptions.ts";
export { variants } from "./variants.ts";
