import * as lesson from "../lessons/06_fc_net.ts";
import contract from "./contracts/06_fc_net.ts";
import { underDeno } from "./support/under_deno.ts";

underDeno(contract, lesson);
