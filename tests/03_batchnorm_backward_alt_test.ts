import * as lesson from "../lessons/03_batchnorm_backward_alt.ts";
import * as batchnormForward from "../lessons/01_batchnorm_forward.ts";
import * as batchnormBackward from "../lessons/02_batchnorm_backward.ts";
import contract from "./contracts/03_batchnorm_backward_alt.ts";
import batchnormForwardContract from "./contracts/01_batchnorm_forward.ts";
import batchnormBackwardContract from "./contracts/02_batchnorm_backward.ts";
import { underDeno } from "./support/under_deno.ts";

underDeno(
  contract,
  lesson,
  [batchnormForwardContract, batchnormForward],
  [batchnormBackwardContract, batchnormBackward],
);
