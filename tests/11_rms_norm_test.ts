import * as lesson from "../lessons/11_rms_norm.ts";
import contract from "./contracts/11_rms_norm.ts";
import { underDeno } from "./support/under_deno.ts";

underDeno(contract, lesson);
