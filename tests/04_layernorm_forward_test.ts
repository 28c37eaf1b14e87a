import * as lesson from "../lessons/04_layernorm_forward.ts";
import contract from "./contracts/04_layernorm_forward.ts";
import { underDeno } from "./support/under_deno.ts";

underDeno(contract, lesson);
