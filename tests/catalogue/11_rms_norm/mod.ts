/** The room of lesson 11. */
export * as reference from "../../../solutions/11_rms_norm.ts";
export { misconceptions } from "./misconceptions.ts";
export { variants } from "./variants.ts";
