/** Does a job on the active back end, wherever that is: in the run's thread or in one of the pool. */
import { chosenBatches } from "../alignment/real-data";
import type { ImageSplit } from "../data/dataset";
import type { Network } from "../nets/network";
import type { NetworkOptions } from "../nets/network-options";
import { downloadWeights, freshWeights } from "../nets/weights";
import { dispose, settle, tensor } from "../tensor/memory";
import { Random } from "../tensor/random";
import { measureAccuracy } from "../training/accuracy";
import { realBatches, syntheticBatches, type BatchSource, type RealImages } from "../training/batches";
import { SgdTraining, type TrainingState } from "../training/sgd";
import type { EpochReport, Job, JobData, JobImages, JobResult } from "./job";

/** What jobs are done with. */
export interface JobWorld {
  readonly data: JobData;
  /** The network of a job; null: the run's own. */
  networkOf(options: NetworkOptions | null): Network;
}

/** The images of a leg, made ready; its owner disposes it. */
interface OpenImages {
  /** Those of pass k. */
  source(pass: number): BatchSource;
  dispose(): void;
}

function realImages(data: JobData, split: ImageSplit): RealImages {
  const { size, channels, classNames, mean, std } = data;
  return { split, size, channels, classes: classNames.length, mean, std };
}

function open(images: JobImages, data: JobData): OpenImages {
  if (images.kind === "real") {
    const all = realBatches(realImages(data, data.train));
    return {
      source(pass) {
        const rows = images.rows?.[pass] ?? null;
        return rows ? chosenBatches(all, rows) : all;
      },
      dispose() {},
    };
  }
  const { size, channels, classNames } = data;
  const count = images.targets.length / classNames.length;
  const x = tensor(images.images, [count, size, size, channels]);
  const y = tensor(images.targets, [count, classNames.length]);
  const source = syntheticBatches(x, y);
  return { source: () => source, dispose: () => dispose(x, y) };
}

/**
 * Does a job; yields after every step. Ending it early disposes everything.
 * @throws Error if it is to be tested on held-out images and there are none.
 */
export async function* runJob(
  job: Job,
  { data, networkOf }: JobWorld,
  onEpoch: (report: EpochReport) => void,
): AsyncGenerator<void, JobResult> {
  const network = networkOf(job.network);
  const { from, seed } = job;
  let state: TrainingState =
    "stream" in from
      ? { weights: await freshWeights(network, Random.stream(seed, from.stream)), velocity: null }
      : from;
  const accuracies: number[] = [];
  let passes = 0;
  for (const [i, leg] of job.legs.entries()) {
    const images = open(leg.images, data);
    try {
      const start = leg.freshMomentum ? { ...state, velocity: null } : state;
      const sgd = new SgdTraining(network, start, leg.options);
      try {
        if (leg.keep) onEpoch({ passes, kept: start.weights });
        for (const [pass, rate] of leg.rates.entries()) {
          if (pass === leg.momentumResetAt) sgd.forgetMomentum();
          const random = Random.stream(seed, `${leg.label}/epoch ${leg.firstEpoch + pass}`);
          yield* sgd.epoch(images.source(pass), rate, random);
          await settle();
          onEpoch({ passes: ++passes, kept: leg.keep ? await downloadWeights(sgd.theta) : null });
        }
        if (leg.test) {
          const split = leg.test === "test" ? data.test : data.heldOut;
          if (!split) throw new Error("no images are held out");
          accuracies.push(yield* measureAccuracy(network, sgd.theta, realImages(data, split)));
        }
        if (job.wantState || i < job.legs.length - 1) state = await sgd.state();
      } finally {
        sgd.dispose();
      }
    } finally {
      images.dispose();
    }
  }
  return { state: job.wantState ? state : null, accuracies };
}
