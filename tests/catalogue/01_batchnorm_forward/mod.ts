/** The room of lesson 01. */
export * as reference from "../../../solutions/01_batchnorm_forward.ts";
export { misconceptions } from "./misconceptions.ts";
export { variants } from "./variants.ts";
