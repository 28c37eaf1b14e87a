import { assert, assertEquals, assertRejects } from "@std/assert";
import { deepNet } from "./deep_net.ts";
import { trainingsOf } from "./experiment.ts";
import { Store, writeWhole } from "./store.ts";
import { percentilesAt, resultOf, tiny } from "./testing.ts";

const [training] = trainingsOf(deepNet.draws(tiny));
const result = resultOf(training);

/** A folder that removes itself at the end of its `await using`. */
async function makeFolder() {
  const path = await Deno.makeTempDir({ prefix: "kata-lab" });
  return {
    path,
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

async function openStore(path: string, key = "key"): Promise<Store> {
  const store = new Store(path, key);
  await store.open();
  return store;
}

Deno.test("Store gives a finished training back", async () => {
  await using folder = await makeFolder();
  const store = await openStore(`${folder.path}/new/folder`);
  assertEquals(await store.read(training.id), undefined);
  await store.write(result);
  const again = await openStore(`${folder.path}/new/folder`);
  assertEquals(await again.read(training.id), result);
  assertEquals(await again.read("another"), undefined);
});

Deno.test("Store gives a loss that isn't finite back as NaN", async () => {
  await using folder = await makeFolder();
  const store = await openStore(folder.path);
  await store.write({ ...result, loss_history: [2, Infinity, NaN] });
  const { loss_history } = (await store.read(training.id))!;
  assertEquals(loss_history, [2, NaN, NaN]);
});

Deno.test("Store tells percentiles that aren't finite from no normalization", async () => {
  await using folder = await makeFolder();
  const store = await openStore(folder.path);
  const plain = { ...training, normalization: null };
  const percentiles = [percentilesAt(1, NaN, NaN, NaN)];
  await store.write({ ...result, training: plain, percentiles });
  const again = (await store.read(training.id))!;
  assertEquals(again.training.normalization, null);
  assertEquals(again.percentiles, percentiles);
});

Deno.test("Store gives nothing of other settings or code", async () => {
  await using folder = await makeFolder();
  await (await openStore(folder.path, "one")).write(result);
  const other = await openStore(folder.path, "another");
  assertEquals(await other.read(training.id), undefined);
  await other.write({ ...result, seconds: 2 });
  assertEquals((await other.read(training.id))?.seconds, 2);
});

Deno.test("Store gives nothing of damaged and unfinished files", async () => {
  await using folder = await makeFolder();
  const store = await openStore(folder.path);
  await store.write(result);
  const path = `${folder.path}/trainings/${training.id}.json`;
  const text = await Deno.readTextFile(path);
  for (
    const damaged of [
      "",
      text.slice(0, text.length / 2),
      "null",
      '"key"',
      '{"key":"key"}',
    ]
  ) {
    await Deno.writeTextFile(path, damaged);
    assertEquals(await store.read(training.id), undefined, damaged);
  }
  await Deno.rename(path, `${path}.unfinished`);
  await Deno.writeTextFile(`${path}.unfinished`, text);
  assertEquals(await store.read(training.id), undefined);
  await store.write(result);
  assertEquals(await store.read(training.id), result);
});

Deno.test("writeWhole() leaves the old file until the new one is whole", async () => {
  await using folder = await makeFolder();
  const path = `${folder.path}/file`;
  await Deno.writeTextFile(path, "old");
  // The place of the unfinished file is taken, so that writing fails.
  await Deno.mkdir(`${path}.unfinished`);
  await assertRejects(() => writeWhole(path, "new"));
  assertEquals(await Deno.readTextFile(path), "old");
  await Deno.remove(`${path}.unfinished`);
  await writeWhole(path, "new");
  assertEquals(await Deno.readTextFile(path), "new");
  const names = Array.from(Deno.readDirSync(folder.path), ({ name }) => name);
  assertEquals(names, ["file"]);
  assert(!names.some((name) => name.endsWith(".unfinished")));
});
