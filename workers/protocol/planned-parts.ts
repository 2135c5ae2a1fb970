/** The parts of a run in their order, as the recipe alone tells them; the engine's plan has the same. */
import type { PartKind } from "./events";
import { trajectoryMethods } from "./methods/names";
import type { DifficultyMetric } from "./recipe/alignment";
import { coresetsNeeded, metricsNeeded } from "./recipe/needs";
import type { Recipe } from "./recipe/recipe";

export interface PlannedPart {
  readonly id: string;
  readonly kind: PartKind;
  readonly title: string;
  /** 1-based stage that it belongs to, or 0. */
  readonly stage: number;
}

export const metricNames: Readonly<Record<DifficultyMetric, string>> = {
  el2n: "EL2N",
  loss: "loss",
  uncertainty: "uncertainty",
  forgetting: "forgetting",
};

const subscript = (n: number): string =>
  [...String(n)].map((digit) => String.fromCharCode(0x2080 + Number(digit))).join("");

/** What the networks are trained on after a stage: S₁, then U₂ … */
export const unionName = (stage: number): string => (stage === 1 ? "S₁" : `U${subscript(stage)}`);

export function plannedParts(recipe: Recipe): readonly PlannedPart[] {
  const parts: PlannedPart[] = [];
  const add = (id: string, kind: PartKind, title: string, stage = 0): void =>
    void parts.push({ id, kind, title, stage });
  if (recipe.data.zca) add("whitening", "preparation", "ZCA whitening");
  for (const metric of metricsNeeded(recipe)) {
    add(`difficulty-${metric}`, "preparation", `Difficulty by ${metricNames[metric]}`);
  }
  if (coresetsNeeded(recipe).length > 0) add("coresets", "preparation", "Coresets");
  if (trajectoryMethods.includes(recipe.method)) add("experts", "experts", "Experts");
  const { count, transition } = recipe.stages;
  for (let stage = 1; stage <= count; stage++) {
    add(`stage-${stage}`, "stage", `Stage ${stage}`, stage);
    add(`evaluation-${stage}`, "evaluation", `Evaluation of ${unionName(stage)}`, stage);
    if (stage < count && transition) {
      add(`transition-${stage}`, "transition", `Transition ${stage} → ${stage + 1}`, stage);
    }
  }
  const { otherSchedules, architectures, fullDataNetworks } = recipe.evaluation;
  if (otherSchedules.length > 0) add("schedules", "evaluation", "Other schedules");
  if (architectures.length > 0) add("architectures", "evaluation", "Other architectures");
  if (fullDataNetworks > 0) add("full-data", "baseline", "All the data");
  return parts;
}
