import * as lesson from "../lessons/05_layernorm_backward.ts";
import * as layernormForward from "../lessons/04_layernorm_forward.ts";
import contract from "./contracts/05_layernorm_backward.ts";
import layernormForwardContract from "./contracts/04_layernorm_forward.ts";
import { underDeno } from "./support/under_deno.ts";

underDeno(
  contract,
  lesson,
  [layernormForwardContract, layernormForward],
);
