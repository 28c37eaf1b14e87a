import * as lesson from "../lessons/07_spatial_batchnorm.ts";
import * as batchnormForward from "../lessons/01_batchnorm_forward.ts";
import contract from "./contracts/07_spatial_batchnorm.ts";
import { underDeno } from "./support/under_deno.ts";

underDeno(contract, lesson, batchnormForward);
