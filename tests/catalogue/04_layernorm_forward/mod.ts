/** The room of lesson 04. */
export * as reference from "../../../solutions/04_layernorm_forward.ts";
export { misconceptions } from "./misconceptions.ts";
export { variants } from "./variants.ts";
