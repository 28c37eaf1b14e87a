/** The room of lesson 08. */
export * as reference from "../../../solutions/08_recurrent_batchnorm.ts";
export { misconceptions } from "./misconceptions.ts";
export { variants } from "./variants.ts";
