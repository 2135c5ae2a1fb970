/**
 * How good the images of a stage are while they are learned: networks that start where the stage's networks start are
 * trained on the union and tested (PDD's evaluation inside a stage). On which images they are tested is the recipe's
 * choice: held-out ones, or the test images as in the papers' code.
 */
import type { JobResult, JobStart } from "../jobs/job";
import type { LearnedBlock } from "../matching/learner";
import type { PartContext } from "../part";
import { evaluationPasses } from "../training/synthetic";
import { syntheticLeg, TrainingSets } from "./training-arrays";

/**
 * Where the i-th network of a candidate starts: where a trajectory does, or a network that the stage matches on, or else
 * a fresh one, the same for every candidate but none of those that judge what was selected.
 */
async function* startOf(context: PartContext, i: number): AsyncGenerator<void, JobStart> {
  const { buffer, starts } = context.made;
  if (buffer.length > 0) {
    return { weights: yield* context.weights(i % buffer.length, 0), velocity: null };
  }
  if (starts.length > 0) return { weights: starts[i % starts.length]!.weights, velocity: null };
  return { stream: `candidate judge ${i}/initial` };
}

/** Mean accuracy of n networks trained on the earlier stages and these images. */
export async function* scoreCandidate(
  context: PartContext,
  block: LearnedBlock,
  label: string,
): AsyncGenerator<void, number> {
  const { recipe, made } = context;
  const { networks, selection } = recipe.evaluation;
  const sets = new TrainingSets(context);
  const from: JobStart[] = [];
  for (let i = 0; i < networks; i++) from.push(yield* startOf(context, i));
  const results = new Array<JobResult>(networks);
  yield* context.jobs.run(
    from.map((start, i) => ({
      make: async () => ({
        network: null,
        seed: recipe.seed,
        from: start,
        legs: [
          {
            ...syntheticLeg(
              context,
              await sets.of("union", () => [...made.stages, block]),
              block.learningRate,
              evaluationPasses(recipe),
              `${label}/network ${i}`,
            ),
            test: selection === "held-out" ? "held-out" : "test",
          },
        ],
        wantState: false,
      }),
      onEpoch() {},
      onDone: (result) => (results[i] = result),
    })),
  );
  return results.reduce((sum, { accuracies }) => sum + accuracies[0]!, 0) / networks;
}
