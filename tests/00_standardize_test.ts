import * as lesson from "../lessons/00_standardize.ts";
import contract from "./contracts/00_standardize.ts";
import { underDeno } from "./support/under_deno.ts";

underDeno(contract, lesson);
