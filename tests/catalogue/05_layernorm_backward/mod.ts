/** The room of lesson 05. */
import * as layernormForward from "../../../solutions/04_layernorm_forward.ts";
import * as layernormBackward from "../../../solutions/05_layernorm_backward.ts";

/** The reference, with what the lesson builds on. */
export const reference = { ...layernormForward, ...layernormBackward };
export { misconceptions } from "./misconceptions.ts";
export { variants } from "./variants.ts";
