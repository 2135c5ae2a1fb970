/** What a job's options mean to the bits of the network that it trains. */
import { beforeAll, expect, test } from "vitest";
import { activate } from "../tensor/backend";
import { memoryUse } from "../tensor/memory";
import { nodePlatform } from "../testing/node-platform";
import { tinyContext } from "../testing/tiny-learner";
import { tinyRecipe } from "../testing/tiny-run";
import { syntheticTraining } from "../training/sgd";
import type { Job, Leg } from "./job";
import { runJob } from "./run-job";

beforeAll(() => activate("wasm", nodePlatform));

test("momentum that is forgotten before a pass is that of a leg that begins there", async () => {
  const { data, network } = tinyContext(tinyRecipe());
  const before = memoryUse();
  const leg = (changes: Partial<Leg>): Leg => ({
    images: { kind: "real", rows: null },
    options: { ...syntheticTraining, batchSize: 64, groups: ["flip"] },
    rates: [0.02, 0.02, 0.002],
    label: "judge",
    firstEpoch: 0,
    ...changes,
  });
  const trained = async (legs: readonly Leg[]) => {
    const job: Job = { network: null, seed: 3, from: { stream: "judge/initial" }, legs, wantState: true };
    const run = runJob(job, { data, networkOf: () => network }, () => {});
    for (;;) {
      const { done, value } = await run.next();
      if (done) return value.state;
    }
  };
  const reset = await trained([leg({ momentumResetAt: 2 })]);
  const rest = { rates: [0.002], firstEpoch: 2 };
  const first = leg({ rates: [0.02, 0.02] });
  expect(reset).toEqual(await trained([first, leg({ ...rest, freshMomentum: true })]));
  const carried = await trained([leg({})]);
  expect(carried).toEqual(await trained([first, leg(rest)]));
  expect(carried).not.toEqual(reset);
  // Beyond the last pass it changes nothing.
  expect(await trained([leg({ momentumResetAt: 3 })])).toEqual(carried);
  expect(memoryUse()).toEqual(before);
});
