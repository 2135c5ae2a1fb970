/**
 * How good the images of a stage are while they are learned: networks that start where the stage's trajectories start
 * are trained on the union and tested (PDD's evaluation inside a stage). On which images they are tested is the
 * recipe's choice: held-out ones, or the test images as in the papers' code.
 */
import type { LearnedBlock } from "../matching/learner";
import type { PartContext } from "../part";
import { dispose } from "../tensor/memory";
import { measureAccuracy } from "../training/accuracy";
import { syntheticBatches } from "../training/batches";
import { trainWithDrop } from "../training/epochs";
import { syntheticTraining } from "../training/sgd";
import { trainingSet } from "./union";

/** Mean accuracy of n networks trained on the earlier stages and these images. */
export async function* scoreCandidate(
  context: PartContext,
  block: LearnedBlock,
  label: string,
): AsyncGenerator<void, number> {
  const { recipe, data, network, made } = context;
  const { networks, epochs, selection } = recipe.evaluation;
  const split = selection === "held-out" ? data.heldOut : data.test;
  if (!split) throw new Error("no images are held out");
  const set = trainingSet([...made.stages, block], context);
  let sum = 0;
  try {
    for (let i = 0; i < networks; i++) {
      const weights = made.buffer[i % made.buffer.length]![0]!;
      const sgd = yield* trainWithDrop({
        network,
        from: { weights, velocity: null },
        source: syntheticBatches(set.images, set.targets),
        options: { ...syntheticTraining, groups: recipe.augmentation.groups },
        rate: block.learningRate,
        epochs,
        seed: recipe.seed,
        label: `${label}/network ${i}`,
      });
      try {
        sum += yield* measureAccuracy(network, sgd.theta, {
          ...data,
          split,
          classes: data.classNames.length,
        });
      } finally {
        sgd.dispose();
      }
    }
    return sum / networks;
  } finally {
    dispose(set.images, set.targets);
  }
}
