/**
 * The network of gradient matching: fresh for each outer loop, or one of those that are trained on the earlier stages
 * (PDD), and as matching sees it. Batch norm is switched to its running values for the match, after a look at 16 real
 * images of each class, as in the code of DC; with 1 to 50 synthetic images of one class its own statistics mean little.
 */
import type { Network } from "../../nets/network";
import type { PartContext } from "../../part";
import { drawStartNetwork } from "../../progressive/start-networks-part";
import { dispose, tidy } from "../../tensor/memory";
import { Random } from "../../tensor/random";
import { concatWeighted } from "../../tensor/vectors";
import { followStatistics } from "../../training/running-statistics";
import { SgdTraining, type SgdOptions } from "../../training/sgd";
import type { ClassBatches } from "./class-batches";

/** A network for outer loop `outer` of a stage. The caller disposes it. */
export function startNetwork(
  context: PartContext,
  stage: number,
  outer: number,
  options: SgdOptions,
): SgdTraining {
  const random = Random.stream(context.recipe.seed, `stage ${stage}/network ${outer}`);
  const theta = drawStartNetwork(context, random);
  return new SgdTraining(context.network, { theta, velocity: null }, options);
}

const statisticsPerClass = 16;

/** What gradients are taken of: the network itself, or with batch norm the one whose statistics stand still. */
export function matchingNetwork(
  { network, data }: PartContext,
  training: SgdTraining,
  real: ClassBatches,
  random: Random,
): Network {
  const { batchNorm } = network;
  if (!batchNorm) return network;
  const before = training.theta;
  training.theta = tidy(() => {
    const parts = data.classNames.map((_, label) => real.draw(label, statisticsPerClass, random).images);
    const images = concatWeighted(
      parts,
      parts.map(() => 1),
    );
    return followStatistics(before, before, batchNorm.statistics(images, before));
  });
  dispose(before.filter((tensor) => !training.theta.includes(tensor)));
  return batchNorm.frozen;
}
