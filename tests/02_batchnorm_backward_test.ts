import * as lesson from "../lessons/02_batchnorm_backward.ts";
import * as batchnormForward from "../lessons/01_batchnorm_forward.ts";
import contract from "./contracts/02_batchnorm_backward.ts";
import batchnormForwardContract from "./contracts/01_batchnorm_forward.ts";
import { underDeno } from "./support/under_deno.ts";

underDeno(
  contract,
  lesson,
  [batchnormForwardContract, batchnormForward],
);
