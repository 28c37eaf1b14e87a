import * as lesson from "../lessons/06_fc_net.ts";
import * as batchnormForward from "../lessons/01_batchnorm_forward.ts";
import * as batchnormBackward from "../lessons/02_batchnorm_backward.ts";
import * as layernormForward from "../lessons/04_layernorm_forward.ts";
import * as layernormBackward from "../lessons/05_layernorm_backward.ts";
import contract from "./contracts/06_fc_net.ts";
import batchnormForwardContract from "./contracts/01_batchnorm_forward.ts";
import batchnormBackwardContract from "./contracts/02_batchnorm_backward.ts";
import layernormForwardContract from "./contracts/04_layernorm_forward.ts";
import layernormBackwardContract from "./contracts/05_layernorm_backward.ts";
import { underDeno } from "./support/under_deno.ts";

underDeno(
  contract,
  lesson,
  [batchnormForwardContract, batchnormForward],
  [batchnormBackwardContract, batchnormBackward],
  [layernormForwardContract, layernormForward],
  [layernormBackwardContract, layernormBackward],
);
