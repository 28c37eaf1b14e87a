import * as lesson from "../lessons/01_batchnorm_forward.ts";
import contract from "./contracts/01_batchnorm_forward.ts";
import { underDeno } from "./support/under_deno.ts";

underDeno(contract, lesson);
