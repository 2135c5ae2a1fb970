/**
 * One stage of progressive distillation (PDD, Chen et al., ICLR 2024): the iterations of its images, and which of them
 * are kept: the last, or the best of regular candidates.
 */
import { selectionCost } from "../costs";
import type { LearnedBlock, StageLearner } from "../matching/learner";
import { objectiveOf } from "../matching/objectives";
import type { FinishedStage, Part, PartContext } from "../part";
import { scoreCandidate } from "./candidate";
import { stageImages } from "./stage-images";

interface Candidate {
  readonly iteration: number;
  readonly block: LearnedBlock;
  readonly score: number;
}

interface StageState {
  readonly done: number;
  readonly learner: unknown;
  readonly best: Candidate | null;
  /** The last iteration whose images were considered, or need not be. */
  readonly considered: number;
}

export function stagePart(context: PartContext, stage: number): Part {
  const { recipe, data, made, emit, due } = context;
  const { evaluation } = recipe;
  // A branch may give the stages to come another length than those that it kept were given.
  const over = made.stages.find((finished) => finished.stage === stage);
  const total = over?.iterations ?? recipe.matching.iterations;
  const objective = objectiveOf(recipe.method);
  const union = stage * recipe.stages.ipc * data.classNames.length;
  let done = 0;
  let best: Candidate | null = null;
  let considered = 0;
  let learner: StageLearner | null = null;
  let restored: unknown = null;
  /** What {@link show} was last given. */
  let shown: FinishedStage | null = null;

  function show(block: LearnedBlock): void {
    shown = { stage, iteration: done, ...block };
    emit({ kind: "images", images: stageImages(shown, data) });
  }

  /** Keeps the present images if they score better than the best before. */
  async function* consider(learning: StageLearner): AsyncGenerator<void, void> {
    if (evaluation.selection === "last") return;
    if (done % evaluation.selectionEvery !== 0 && done !== total) return;
    const block = await learning.current();
    const score = yield* scoreCandidate(context, block, `stage ${stage}/candidate ${done}`);
    if (!best || score > best.score) best = { iteration: done, block, score };
  }

  /** Once for every iteration, also if it is interrupted. */
  async function* considerOnce(learning: StageLearner): AsyncGenerator<void, void> {
    if (considered < done) yield* consider(learning);
    considered = done;
  }

  /** The present images; if the device no longer answers, those shown last. */
  async function unfinished(): Promise<FinishedStage | null> {
    if (!learner) return shown;
    const block = await learner.current().catch(() => null);
    return block ? { stage, iteration: done, ...block } : shown;
  }

  async function* work(): AsyncGenerator<void, void> {
    const learning = yield* objective.learn(context, stage, restored);
    learner = learning;
    try {
      show(await learning.current());
      yield* considerOnce(learning);
      while (done < total) {
        const point = yield* learning.iterate(done + 1);
        done = point.iteration;
        emit({ kind: "curve", points: [point] });
        if (done === total || due("images")) show(await learning.current());
        yield* considerOnce(learning);
      }
      const kept = best ?? { iteration: total, block: await learning.current() };
      if (kept.iteration !== total) show(kept.block);
      made.stages = [...made.stages, { stage, iteration: kept.iteration, iterations: total, ...kept.block }];
    } catch (thrown) {
      shown = await unfinished();
      throw thrown;
    } finally {
      learner = null;
      learning.dispose();
    }
  }

  return {
    id: `stage-${stage}`,
    kind: "stage",
    title: `Stage ${stage}`,
    stage,
    unit: "iterations",
    total,
    cost: objective.cost(recipe, data, stage) + selectionCost(recipe, data, union),
    get done() {
      return done;
    },
    work,
    unfinished,
    async state(): Promise<StageState | null> {
      const current = learner ? await learner.state() : restored;
      return current ? { done, learner: current, best, considered } : null;
    },
    restore(state) {
      if (!state) return;
      const saved = state as StageState;
      done = saved.done;
      best = saved.best;
      considered = saved.considered;
      restored = saved.learner;
    },
  };
}
