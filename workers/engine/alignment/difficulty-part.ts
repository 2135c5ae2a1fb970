/** Scoring the real training images as a part of a run, before anything that is scheduled or chosen by difficulty. */
import { metricNames } from "../../protocol/planned-parts";
import type { DifficultyMetric } from "../../protocol/recipe/alignment";
import { metricsNeeded } from "../../protocol/recipe/needs";
import { recipeBuckets } from "./real-data";
import type { Part, PartContext } from "../part";
import { difficultyStart, scoreDifficulty, type DifficultyState } from "./difficulty";

/** What these parts look at and make. */
type ScoringContext = Pick<PartContext, "recipe" | "data" | "network" | "made" | "emit">;

/** Scores the images by one metric. */
export function difficultyPart(context: ScoringContext, metric: DifficultyMetric): Part {
  const { recipe, data, made } = context;
  const { scoreNetworks: networks, scoreEpochs: epochs } = recipe.alignment;
  let state: DifficultyState = difficultyStart(context);

  return {
    id: `difficulty-${metric}`,
    kind: "preparation",
    title: `Difficulty by ${metricNames[metric]}`,
    stage: 0,
    unit: "epochs",
    total: networks * epochs,
    // Forgetting looks at every image once more, which costs a third of a step on it.
    cost: data.train.count * (metric === "forgetting" ? 4 / 3 : 1),
    get done() {
      return state.epochs;
    },
    async *work() {
      const options = { metric, networks, epochs, seed: recipe.seed, label: `difficulty by ${metric}` };
      const scores = yield* scoreDifficulty(context, options, state, (next) => (state = next));
      made.difficulty = { ...made.difficulty, [metric]: scores };
      const buckets = metric === "forgetting" ? recipeBuckets(context) : null;
      if (buckets) context.emit({ kind: "buckets", buckets: { cut: buckets.cut, sizes: buckets.sizes } });
    },
    state: () => Promise.resolve(state),
    restore(saved) {
      state = saved as DifficultyState;
    },
  };
}

/** One part for each metric that the run needs. */
export function difficultyParts(context: ScoringContext): Part[] {
  return metricsNeeded(context.recipe).map((metric) => difficultyPart(context, metric));
}
