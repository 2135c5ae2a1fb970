/** Experts side by side in the pool that a run trains them in. */
import { augmentationGroups } from "../../protocol/recipe/augmentation";
import type { Case } from "../../protocol/bench";
import type { Job } from "../jobs/job";
import type { JobThreads } from "../jobs/messages";
import { pooledRunner } from "../jobs/pool";
import { localRunner, type JobRunner } from "../jobs/runner";
import { jobWorld } from "../jobs/world";
import type { NetworkOptions } from "../nets/network-options";
import { caseKey } from "./cases";
import { learningRate, netOptionsOf, realImagesOf } from "./problem";
import { expertEpochs, type ExpertPool } from "./threads";

function runnerOf(one: Case, threads: JobThreads): JobRunner {
  const net: NetworkOptions = { ...netOptionsOf(one), architecture: "convnet", norm: "instance" };
  const { split, classes, mean, std } = realImagesOf(one);
  const classNames = Array.from({ length: classes }, (_, i) => String(i));
  const data = {
    train: split,
    test: split,
    heldOut: null,
    size: one.size,
    channels: 3 as const,
    classNames,
    mean,
    std,
  };
  const local = localRunner(jobWorld(data, net, threads.backend));
  return pooledRunner(threads, { network: net, data: () => data, local });
}

/** Some epochs of the case from fresh weights, as experts train. */
const expertJob = (one: Case, expert: number): Job => ({
  network: null,
  seed: 1,
  from: { stream: `bench expert ${expert}` },
  legs: [
    {
      images: { kind: "real", rows: null },
      options: { momentum: 0, weightDecay: 0, batchSize: one.batch, groups: augmentationGroups },
      rates: Array.from({ length: expertEpochs }, () => learningRate),
      label: "bench epoch",
      firstEpoch: 0,
      keep: true,
    },
  ],
  wantState: false,
});

/**
 * A pool whose threads are up and have compiled their code, so that only training is timed. The caller disposes it.
 * @param one the case that will be trained; others are made ready when they come.
 */
export async function expertPool(threads: JobThreads, one: Case): Promise<ExpertPool & { dispose(): void }> {
  const runners = new Map<string, JobRunner>();
  const pool = {
    async train(wanted: Case, count: number): Promise<void> {
      const runner = runners.get(caseKey(wanted)) ?? runnerOf(wanted, threads);
      runners.set(caseKey(wanted), runner);
      const tasks = Array.from({ length: count }, (_, expert) => ({
        make: () => Promise.resolve(expertJob(wanted, expert)),
        onEpoch() {},
        onDone() {},
      }));
      for await (const _ of runner.run(tasks));
    },
    dispose: () => runners.forEach((runner) => runner.dispose()),
  };
  await pool.train(one, threads.count);
  return pool;
}
