import * as lesson from "../lessons/10_group_norm.ts";
import * as layernormForward from "../lessons/04_layernorm_forward.ts";
import * as layernormBackward from "../lessons/05_layernorm_backward.ts";
import contract from "./contracts/10_group_norm.ts";
import layernormForwardContract from "./contracts/04_layernorm_forward.ts";
import layernormBackwardContract from "./contracts/05_layernorm_backward.ts";
import { underDeno } from "./support/under_deno.ts";

underDeno(
  contract,
  lesson,
  [layernormForwardContract, layernormForward],
  [layernormBackwardContract, layernormBackward],
);
