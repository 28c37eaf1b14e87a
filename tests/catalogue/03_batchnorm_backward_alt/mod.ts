/** The room of lesson 03. */
import * as batchnormForward from "../../../solutions/01_batchnorm_forward.ts";
import * as batchnormBackward from "../../../solutions/02_batchnorm_backward.ts";
import * as batchnormBackwardAlt from "../../../solutions/03_batchnorm_backward_alt.ts";

/** The reference, with what the lesson builds on. */
export const reference = {
  ...batchnormForward,
  ...batchnormBackward,
  ...batchnormBackwardAlt,
};
export { misconceptions } from "./misconceptions.ts";
export { variants } from "./variants.ts";
