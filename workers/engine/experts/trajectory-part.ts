/**
 * Trajectories of experts: networks trained on the real data from random weights, their weights kept before training
 * and after every epoch (MTT, section 3.1; PDD continues them after each transition). They are trained in the order in
 * which the first stage asks for them, and where there are threads it begins as soon as its first one is there.
 */
import { expertEpochsNeeded } from "../../protocol/recipe/recipe";
import { jobsPart } from "../jobs/jobs-part";
import { trajectoryOf } from "../matching/trajectory/trajectory-order";
import type { Part, PartContext } from "../part";
import { expertLeg } from "./expert-leg";

/** Trains the experts of the first stage from random weights. */
export function expertsPart(context: PartContext): Part {
  const { recipe, data, made } = context;
  const epochs = expertEpochsNeeded(recipe);
  const { count } = recipe.experts;
  const order = Array.from({ length: count }, (_, i) => trajectoryOf(recipe.seed, 1, i + 1, count));
  const first = order[0]!;
  return jobsPart(context, {
    id: "experts",
    kind: "experts",
    title: "Experts",
    stage: 0,
    unit: "epochs",
    cost: data.train.count,
    units: Array.from({ length: count }, () => epochs),
    order,
    job: (expert) =>
      Promise.resolve({
        network: null,
        seed: recipe.seed,
        from: { stream: `expert ${expert}/initial` },
        legs: [expertLeg(context, 1, `expert ${expert}`)],
        wantState: false,
      }),
    groups: [],
    onJob(expert, { kept }) {
      const before = made.buffer;
      made.buffer = Array.from({ length: count }, (_, i) => (i === expert ? kept : (before[i] ?? [])));
    },
    mayBeOvertaken: () => (made.buffer[first]?.length ?? 0) > 0,
  });
}
