/** The room of lesson 10. */
export * as reference from "../../../solutions/10_group_norm.ts";
export { misconceptions } from "./misconceptions.ts";
export { variants } from "./variants.ts";
