/**
 * `deno task test:data`: what needs the real CIFAR-10, run on the reference.
 *
 * @module
 */
import { pathOf, root } from "./course.ts";
import { importMap } from "./import_map.ts";

const map = importMap({ kata: new URL("solutions/", root), tests: "deno" });
const { code } = await new Deno.Command(Deno.execPath(), {
  args: [
    "test",
    "-A",
    "--no-check",
    `--import-map=${map}`,
    "data/real_data.ts",
    "labs/golden_log.ts",
  ],
  cwd: pathOf("."),
}).spawn().status;
Deno.exit(code);
