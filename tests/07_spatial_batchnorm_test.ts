import * as lesson from "../lessons/07_spatial_batchnorm.ts";
import * as batchnormForward from "../lessons/01_batchnorm_forward.ts";
import * as batchnormBackwardAlt from "../lessons/03_batchnorm_backward_alt.ts";
import contract from "./contracts/07_spatial_batchnorm.ts";
import batchnormForwardContract from "./contracts/01_batchnorm_forward.ts";
import batchnormBackwardAltContract from "./contracts/03_batchnorm_backward_alt.ts";
import { underDeno } from "./support/under_deno.ts";

underDeno(
  contract,
  lesson,
  [batchnormForwardContract, batchnormForward],
  [batchnormBackwardAltContract, batchnormBackwardAlt],
);
