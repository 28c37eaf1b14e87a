/** The room of lesson 06. */
import { loops } from "./net_loops.ts";
import { nets } from "./net_variants.ts";
export * as reference from "../../../solutions/06_fc_net.ts";

export { misconceptions } from "./misconceptions.ts";
export const variants = [...nets, ...loops];
