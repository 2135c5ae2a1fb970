/**
 * The objectives that match trajectories, MTT's and TESLA's, and what a stage of them begins with: real images, or those
 * that an expert predicts correctly, and where labels are learned the logits of the experts.
 */
import type { PartContext } from "../../part";
import { parameterSizes } from "../../nets/weights";
import { initialBlock } from "../../progressive/initial-images";
import { expertLogits } from "./expert-labels";
import type { Objective } from "../learner";
import { predictedImages } from "./predicted-images";
import { matchTesla } from "./tesla";
import { matchTrajectory } from "./trajectory";
import { TrajectoryLearner, type LearnerState, type Matching } from "./trajectory-learner";

async function* beginning(context: PartContext, stage: number): AsyncGenerator<void, LearnerState> {
  const { recipe } = context;
  const predicted = recipe.matching.initialImages === "predicted";
  const images = predicted ? yield* predictedImages(context, stage) : initialBlock(context, stage);
  const logits = recipe.labels.learned ? yield* expertLogits(context, images) : null;
  return {
    images,
    velocity: new Float32Array(images.length),
    average: recipe.matching.averaging > 0 ? images : null,
    labels: logits && { logits, velocity: null },
    learningRate: recipe.matching.studentLearningRate, // re-initialised at every stage
    learningRateVelocity: 0,
  };
}

function learning(matching: Matching): Objective {
  return {
    startsFrom: "trajectories",
    terms: (network) => {
      const sizes = parameterSizes(network);
      return network.parameters.map(({ name }, i) => ({ name, size: sizes[i]! }));
    },
    // A step and what its derivatives cost once more come to about 3.3 plain steps, in TESLA's order too.
    cost: ({ matching: { studentSteps, batchSize }, stages }, data) =>
      studentSteps * (batchSize || data.classNames.length * stages.ipc) * 3.3,
    async *learn(context, stage, from) {
      const state = (from as LearnerState | null) ?? (yield* beginning(context, stage));
      return new TrajectoryLearner(context, stage, matching, state);
    },
  };
}

/** MTT, FTD, DATM and PAD: the exact gradient. */
export const trajectoryObjective = learning(matchTrajectory);

/** TESLA: the gradient with the student's weights held fixed. */
export const teslaObjective = learning(matchTesla);
