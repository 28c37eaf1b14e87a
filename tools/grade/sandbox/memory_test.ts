import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { Workshop } from "./box.ts";
import { canWatch } from "./memory.ts";
import { Gone, Session } from "./session.ts";

const LESSON = `
const kept = [];
export function standardize(mib) {
  for (let k = 0; k < mib; k++) kept.push(new Uint8Array(2 ** 20).fill(1));
  return kept.length;
}`;

Deno.test({
  name: "a child that is watched ends when it needs too much memory",
  ignore: !canWatch,
  async fn() {
    const folder = await Deno.makeTempDir({ prefix: "kata-memory-" });
    try {
      const limits = { memory: 640, cpu: 60 };
      const shop = await Workshop.open(join(folder), limits, []);
      assertEquals(shop.watched, 640);
      const session = await Session.start(
        shop,
        new Map([["00_standardize", LESSON]]),
        ["00_standardize"],
        {},
      );
      await session.load();
      const call = (mib: number) =>
        session.call("00_standardize", "standardize", [mib]);
      assertEquals(await call(10), 10);
      const gone = await assertRejects(async () => {
        for (let k = 0; k < 100; k++) await call(100);
      }, Gone);
      assertEquals(gone.message, "needed more memory than it may use");
      await session.end();
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
