/**
 * Thousands of damaged run bundles: whatever the bytes are, they hold a run that is checked through and through or are
 * refused in a sentence; nothing else is ever thrown.
 */
import fc from "fast-check";
import { unzipSync, zipSync } from "fflate";
import { beforeAll, describe, expect, it } from "vitest";
import { checkRefusal, damage } from "../engine/data/files/damage";
import { Run } from "../engine/run";
import { activate } from "../engine/tensor/backend";
import { nodePlatform } from "../engine/testing/node-platform";
import { finish, tinyData, tinyRecipe } from "../engine/testing/tiny-run";
import { exported, exportRun } from "../export-run";
import { bundledName, readBundle } from "./bundled-run";
import { RunKeeper } from "./keeper";
import { MemoryFiles, memoryIndex, newEntry } from "./memory-store";
import { RunRecorder } from "./recorder";
import { RunStore } from "./run-store";

/** Bytes before those that the check sum is of: the letters of the format and the check sum. */
const hashedFrom = 40;

let bundle: Uint8Array<ArrayBuffer>;
/** The run within it, as the studio reads it back. */
let run: Uint8Array;

/** As small as a run can be. */
const recipe = tinyRecipe({
  data: { trainPerClass: 2, testPerClass: 1 },
  stages: { count: 1 },
  network: { depth: 1 },
  experts: { count: 1 },
  matching: { iterations: 2, studentSteps: 2, maxStartEpoch: 1 },
  evaluation: { networks: 1, epochs: 1, fullDataNetworks: 0 },
});

beforeAll(async () => {
  await activate("wasm", nodePlatform);
  const store = new RunStore(new MemoryFiles(), memoryIndex());
  await store.add(newEntry("one", recipe));
  const recorder = new RunRecorder(null);
  const made = Run.create(recipe, tinyData(recipe), {
    backend: "wasm",
    now: () => 0,
    emit: (event) => recorder.observe(event),
  });
  const none = (): void => undefined;
  const keeper = new RunKeeper("one", store, recorder, made, none, none, () => 0);
  await finish(made);
  await keeper.save("finished");
  const whole = exported({ entry: await store.entry("one"), ...(await store.load("one")) });
  await made.dispose();
  bundle = (await exportRun(whole, { kind: "bundle" }, { scale: 1, labels: false })).bytes;
  run = unzipSync(bundle)[bundledName]!;
});

async function tryBundles(
  damagedBundle: (damaged: (bytes: Uint8Array) => Uint8Array) => Promise<Uint8Array>,
): Promise<{ readonly read: number; readonly refused: number }> {
  const count = { read: 0, refused: 0 };
  const before = process.memoryUsage().rss;
  await fc.assert(
    fc.asyncProperty(damage, async (damaged) => {
      await readBundle("run.zip", await damagedBundle(damaged)).then(
        () => void count.read++,
        (thrown: unknown) => {
          checkRefusal(thrown);
          count.refused++;
        },
      );
    }),
    { numRuns: 2000, seed: 17 },
  );
  expect(process.memoryUsage().rss - before).toBeLessThan(700e6);
  return count;
}

describe("a run bundle", () => {
  it("is read as it is", async () => {
    expect((await readBundle("run.zip", bundle)).entry).toMatchObject({ state: "finished", recipe });
  });

  it("is read or refused in 2000 ways of being damaged", async () => {
    const { refused } = await tryBundles(async (damaged) => damaged(bundle));
    expect(refused).toBeGreaterThan(500);
  }, 120_000);

  it("is read or refused in 2000 ways of holding another run than was computed, with a check sum that fits", async () => {
    const { read, refused } = await tryBundles(async (damaged) => {
      const content = damaged(run.subarray(hashedFrom));
      const file = new Uint8Array(hashedFrom + content.length);
      file.set(run.subarray(0, hashedFrom));
      file.set(content, hashedFrom);
      file.set(new Uint8Array(await crypto.subtle.digest("SHA-256", file.subarray(hashedFrom))), 8);
      return zipSync({ [bundledName]: file }, { level: 0 });
    });
    expect(Math.min(read, refused)).toBeGreaterThan(50);
  }, 120_000);
});
