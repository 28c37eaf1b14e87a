import { assertEquals } from "@std/assert";
import { temporaryFolder } from "../lib/testing.ts";
import { deepNet } from "./deep_net.ts";
import { trainingsOf } from "./experiment.ts";
import { Store } from "./store.ts";
import { percentilesAt, resultOf, tiny } from "./testing.ts";

const training = trainingsOf(deepNet.draws(tiny))[0]!;
const result = resultOf(training);

const openStore = (path: string, key = "key") => Store.open(path, key);

Deno.test("Store gives a finished training back", async () => {
  await using folder = await temporaryFolder();
  const store = await openStore(`${folder.path}/new/folder`);
  assertEquals(await store.read(training.id), undefined);
  await store.write(result);
  const again = await openStore(`${folder.path}/new/folder`);
  assertEquals(await again.read(training.id), result);
  assertEquals(await again.read("another"), undefined);
});

Deno.test("Store gives a loss that isn't finite back as NaN", async () => {
  await using folder = await temporaryFolder();
  const store = await openStore(folder.path);
  await store.write({ ...result, loss_history: [2, Infinity, NaN] });
  const { loss_history } = (await store.read(training.id))!;
  assertEquals(loss_history, [2, NaN, NaN]);
});

Deno.test("Store tells percentiles that aren't finite from no normalization", async () => {
  await using folder = await temporaryFolder();
  const store = await openStore(folder.path);
  const plain = { ...training, normalization: null };
  const percentiles = [percentilesAt(1, NaN, NaN, NaN)];
  await store.write({ ...result, training: plain, percentiles });
  const again = (await store.read(training.id))!;
  assertEquals(again.training.normalization, null);
  assertEquals(again.percentiles, percentiles);
});

Deno.test("Store gives nothing of other settings or code", async () => {
  await using folder = await temporaryFolder();
  await (await openStore(folder.path, "one")).write(result);
  const other = await openStore(folder.path, "another");
  assertEquals(await other.read(training.id), undefined);
  await other.write({ ...result, seconds: 2 });
  assertEquals((await other.read(training.id))?.seconds, 2);
});

Deno.test("Store gives nothing of damaged and unfinished files", async () => {
  await using folder = await temporaryFolder();
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
  await Deno.rename(path, `${path}.1.part`);
  await openStore(folder.path);
  assertEquals(Array.from(Deno.readDirSync(`${folder.path}/trainings`)), []);
});
