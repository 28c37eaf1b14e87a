/**
 * Starts Deno with the import map of the switchboard: the arguments are those
 * of `deno`, such as `run -A tools/catalogue/soak.ts --seeds 100`.
 *
 * @module
 */
import { importMap } from "./import_map.ts";

/** The arguments of `deno` with a target's import map put in. */
export function mappedArgs([command, ...rest]: string[]): string[] {
  const map = importMap({ kata: "switchboard", tests: "collect" });
  return [command, "--no-check", `--import-map=${map}`, ...rest];
}

if (import.meta.main) {
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: mappedArgs(Deno.args),
  }).spawn().status;
  Deno.exit(code);
}
