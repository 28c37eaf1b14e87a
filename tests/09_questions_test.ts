import * as lesson from "../lessons/09_questions.ts";
import contract from "./contracts/09_questions.ts";
import { underDeno } from "./support/under_deno.ts";

underDeno(contract, lesson);
