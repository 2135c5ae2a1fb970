/** Training one network for several epochs, as evaluations and transitions do. */
import type { Network } from "../nets/network";
import { settle } from "../tensor/memory";
import { Random } from "../tensor/random";
import type { BatchSource } from "./batches";
import { droppedRate, SgdTraining, type SgdOptions, type TrainingState } from "./sgd";

export interface Training {
  readonly network: Network;
  readonly from: TrainingState;
  readonly source: BatchSource;
  readonly options: SgdOptions;
  readonly rate: number;
  /** E; the references make E + 1 passes, with the rate at a tenth from pass ⌊E/2⌋ + 2 on. */
  readonly epochs: number;
  readonly seed: number;
  /** Names the random stream of every pass. */
  readonly label: string;
}

/** E + 1 passes with the drop of the rate; yields after every step. The caller disposes the training it returns. */
export async function* trainWithDrop(
  training: Training,
  onEpoch: () => void = () => {},
): AsyncGenerator<void, SgdTraining> {
  const { network, from, source, options, rate, epochs, seed, label } = training;
  const sgd = new SgdTraining(network, from, options);
  let complete = false;
  try {
    for (let epoch = 0; epoch <= epochs; epoch++) {
      yield* sgd.epoch(
        source,
        droppedRate(rate, epoch, epochs),
        Random.stream(seed, `${label}/epoch ${epoch}`),
      );
      await settle();
      onEpoch();
    }
    complete = true;
    return sgd;
  } finally {
    if (!complete) sgd.dispose();
  }
}
