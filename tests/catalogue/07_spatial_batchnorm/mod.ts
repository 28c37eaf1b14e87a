/** The room of lesson 07. */
import * as batchnormForward from "../../../solutions/01_batchnorm_forward.ts";
import * as spatialBatchnorm from "../../../solutions/07_spatial_batchnorm.ts";

/** The reference, with what the lesson builds on. */
export const reference = { ...batchnormForward, ...spatialBatchnorm };
export { misconceptions } from "./misconceptions.ts";
export { variants } from "./variants.ts";
