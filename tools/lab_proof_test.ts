import { assert, assertStringIncludes } from "@std/assert";
import { pathOf, root } from "./course.ts";
import { importMap } from "./import_map.ts";

Deno.test("the labs show on the reference what the notebook shows", async () => {
  const map = importMap({ kata: new URL("solutions/", root), tests: "deno" });
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      "test",
      "-A",
      "--no-check",
      `--import-map=${map}`,
      ...["proof", "net_proof", "compared_proof"]
        .map((name) => pathOf(`labs/${name}.ts`)),
    ],
    env: { NO_COLOR: "1" },
    stdin: "null",
    stderr: "inherit",
  }).output();
  const said = new TextDecoder().decode(stdout);
  assert(success, said);
  assertStringIncludes(said, "40 passed | 0 failed");
});
