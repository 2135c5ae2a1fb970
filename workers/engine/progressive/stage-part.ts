/**
 * One stage of progressive distillation (PDD, Chen et al., ICLR 2024): the iterations of its images, and which of them
 * are kept: the last, or the best of regular candidates.
 */
import { depthMasks } from "../matching/parameter-selection";
import { featureChannels } from "../nets/weights";
import type { FinishedStage, Part, PartContext } from "../part";
import { dispose } from "../tensor/memory";
import { scoreCandidate } from "./candidate";
import { initialBlock } from "./initial-images";
import { stageImages } from "./stage-images";
import { StageLearner, type LearnerState } from "./stage-learner";

interface Candidate {
  readonly iteration: number;
  readonly images: Float32Array;
  readonly learningRate: number;
  readonly score: number;
}

interface StageState {
  readonly done: number;
  readonly learner: LearnerState;
  readonly best: Candidate | null;
}

export function stagePart(context: PartContext, stage: number): Part {
  const { recipe, data, network, made, emit, due } = context;
  const { matching, stages, evaluation } = recipe;
  const total = matching.iterations;
  let done = 0;
  let best: Candidate | null = null;
  let learner: StageLearner | null = null;
  let restored: LearnerState | null = null;
  /** What {@link show} was last given. */
  let shown: FinishedStage | null = null;

  function initialState(): LearnerState {
    const images = initialBlock(data, recipe, stage);
    return {
      images,
      velocity: new Float32Array(images.length),
      learningRate: matching.studentLearningRate, // re-initialised at every stage
      learningRateVelocity: 0,
    };
  }

  function show(images: Float32Array, learningRate: number): void {
    shown = { stage, iteration: done, images, learningRate };
    emit({ kind: "images", images: stageImages(shown, data) });
  }

  /** Keeps the present images if they score better than the best before. */
  async function* consider(learning: StageLearner): AsyncGenerator<void, void> {
    if (evaluation.selection === "last") return;
    if (done % evaluation.selectionEvery !== 0 && done !== total) return;
    const { learningRate } = learning;
    const images = await learning.pixels();
    const score = yield* scoreCandidate(context, images, learningRate, `stage ${stage}/candidate ${done}`);
    if (!best || score > best.score) best = { iteration: done, images, learningRate, score };
  }

  /** The present images; if the device no longer answers, those shown last. */
  async function unfinished(): Promise<FinishedStage | null> {
    if (!learner) return shown;
    const { learningRate } = learner;
    const images = await learner.pixels().catch(() => null);
    return images ? { stage, iteration: done, images, learningRate } : shown;
  }

  async function* work(): AsyncGenerator<void, void> {
    const masks = depthMasks(network.parameters, featureChannels(network), matching.shallowSkipped);
    const from = restored ?? initialState();
    const learning = new StageLearner(context, stage, masks, from);
    learner = learning;
    try {
      show(from.images, from.learningRate);
      while (done < total) {
        const point = yield* learning.iterate(done + 1);
        done = point.iteration;
        emit({ kind: "curve", points: [point] });
        if (done === total || due("images")) show(await learning.pixels(), learning.learningRate);
        yield* consider(learning);
      }
      const { learningRate } = learning;
      const kept = best ?? { iteration: total, images: await learning.pixels(), learningRate };
      if (kept.iteration !== total) show(kept.images, kept.learningRate);
      const { iteration, images } = kept;
      made.stages = [...made.stages, { stage, iteration, images, learningRate: kept.learningRate }];
    } catch (thrown) {
      shown = await unfinished();
      throw thrown;
    } finally {
      learner = null;
      learning.dispose();
      dispose(masks);
    }
  }

  return {
    id: `stage-${stage}`,
    kind: "stage",
    title: `Stage ${stage}`,
    stage,
    unit: "iterations",
    total,
    // A second-order step costs about 2.3 plain ones beside the forward pass of the student.
    cost: matching.studentSteps * (matching.batchSize || data.classNames.length * stages.ipc) * 3.3,
    get done() {
      return done;
    },
    work,
    unfinished,
    async state(): Promise<StageState | null> {
      const current = learner ? await learner.state() : restored;
      return current && { done, learner: current, best };
    },
    restore(state) {
      if (!state) return;
      const saved = state as StageState;
      done = saved.done;
      best = saved.best;
      restored = saved.learner;
    },
  };
}
