import * as lesson from "../lessons/10_group_norm.ts";
import contract from "./contracts/10_group_norm.ts";
import { underDeno } from "./support/under_deno.ts";

underDeno(contract, lesson);
