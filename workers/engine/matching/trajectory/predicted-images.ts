/**
 * Real images to start from that an expert gets right (DATM, Guo et al., ICLR 2024): those that it does not are
 * outliers, and labels that come from experts would not fit them. Of each class, in a random order, the first that the
 * first expert predicts at its last epoch are taken; where it does not find enough, the next expert goes on.
 */
import { expertEpochsNeeded } from "../../../protocol/recipe/recipe";
import { normaliseBatch } from "../../data/normalise";
import { uploadWeights } from "../../nets/weights";
import type { PartContext } from "../../part";
import { argMax, dispose, tidy } from "../../tensor/memory";
import { Random } from "../../tensor/random";
import { realSource } from "../../training/batches";

const batchSize = 256;

/** The images of a class that a stage may choose from, in a random order: every P-th, so that no two stages share one. */
function candidates({ data, recipe }: PartContext, stage: number, label: number): Int32Array {
  const members = data.byClass[label]!;
  const order = Random.stream(recipe.seed, `predicted images/class ${label}`).permutation(members.length);
  return order.filter((_, i) => i % recipe.stages.count === stage - 1).map((place) => members[place]!);
}

/** Rows of the training images for one class; yields after every batch. */
async function* choose(
  context: PartContext,
  label: number,
  among: Int32Array,
): AsyncGenerator<void, readonly number[]> {
  const { network, data, recipe, made } = context;
  const { ipc } = recipe.stages;
  const source = realSource(data);
  const chosen = new Set<number>();
  for (let expert = 0; expert < made.buffer.length && chosen.size < ipc; expert++) {
    const weights = yield* context.weights(expert, expertEpochsNeeded(recipe));
    const left = among.filter((row) => !chosen.has(row));
    const theta = uploadWeights(network, weights);
    try {
      for (let from = 0; from < left.length && chosen.size < ipc; from += batchSize) {
        const rows = left.slice(from, from + batchSize);
        const logits = tidy(() => network.logits(source.batch(rows).images, theta));
        try {
          const guesses = await argMax(logits);
          for (const row of rows.filter((_, i) => guesses[i] === label)) {
            if (chosen.size < ipc) chosen.add(row);
          }
        } finally {
          dispose(logits);
        }
        yield;
      }
    } finally {
      dispose(theta);
    }
  }
  // Where no expert finds enough of a class, its other images must do.
  for (const row of among) if (chosen.size < ipc) chosen.add(row);
  const rows = [...chosen];
  return Array.from({ length: ipc }, (_, slot) => rows[slot % rows.length]!);
}

/**
 * The images that a stage starts from, chosen by the experts whose trajectories it matches.
 * @returns normalised, (classes · ipc) × H × W × C, class by class.
 */
export async function* predictedImages(
  context: PartContext,
  stage: number,
): AsyncGenerator<void, Float32Array> {
  const { data } = context;
  const rows: number[] = [];
  for (let label = 0; label < data.classNames.length; label++) {
    rows.push(...(yield* choose(context, label, candidates(context, stage, label))));
  }
  return normaliseBatch(data.train, rows, data.mean, data.std);
}
