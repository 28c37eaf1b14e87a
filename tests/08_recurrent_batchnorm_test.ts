import * as lesson from "../lessons/08_recurrent_batchnorm.ts";
import contract from "./contracts/08_recurrent_batchnorm.ts";
import { underDeno } from "./support/under_deno.ts";

underDeno(contract, lesson);
