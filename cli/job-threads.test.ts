import { afterAll, beforeAll, expect, it } from "vitest";
import { checkPlan } from "../workers/engine/bench/cases";
import { expertPool } from "../workers/engine/bench/expert-pool";
import { activate } from "../workers/engine/tensor/backend";
import { memoryUse } from "../workers/engine/tensor/memory";
import { nodeJobs } from "./job-threads";
import { nodePlatform } from "./node-platform";

const tiny = { ...checkPlan.experts, batch: 8 };

beforeAll(async () => activate("wasm", await nodePlatform("wasm")));

let end = (): void => {};
afterAll(() => end());

it("two experts are trained in two threads, and nothing of it here", { timeout: 60_000 }, async () => {
  const before = memoryUse();
  const started: number[] = [];
  const threads = nodeJobs(2, "wasm", await nodePlatform("wasm"));
  const watched: typeof threads = {
    ...threads,
    start(...told) {
      started.push(started.length);
      return threads.start(...told);
    },
  };
  const pool = await expertPool(watched, tiny);
  end = pool.dispose;
  await pool.train(tiny, 2);
  expect(started).toHaveLength(2);
  expect(memoryUse()).toEqual(before);
});
