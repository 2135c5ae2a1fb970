/**
 * Why trajectories have to be made although some for the same data set and network are kept: the settings in which those
 * differ. That they differ at all is known by their keys; this is for people.
 */
import { hasEffect } from "../../protocol/recipe/defaults";
import { recipeFields, type FieldDescription } from "../../protocol/recipe/describe";
import { metricsNeeded, stagesOnBuckets } from "../../protocol/recipe/needs";
import { expertEpochsNeeded, type Recipe } from "../../protocol/recipe/recipe";
import { settingText } from "../../protocol/recipe/settings";
import { getSetting } from "../../protocol/recipe/tree";
import type { OtherTrajectory } from "./trajectory-store";

/** Settings that are told one by one, at most. */
const mostTold = 3;

/** The settings of a recipe, to be kept with its trajectories. */
export function settingsOf(recipe: Recipe): Record<string, string> {
  return Object.fromEntries(
    [...recipeFields.keys()].map((path) => [path, settingText(getSetting(recipe, path))]),
  );
}

const judging: readonly string[] = ["alignment.scoreNetworks", "alignment.scoreEpochs"];
const onBuckets: readonly string[] = ["stages.count", "stages.discardEasy", "stages.forgettingStep"];
const schedule: readonly string[] = [
  "alignment.metric",
  "alignment.initialRatio",
  "alignment.additionEnd",
  "alignment.removalStart",
  "alignment.removalRatio",
  "alignment.gradual",
];
/** Of a baseline or of how a finished set is judged: no trajectory depends on them. */
const judgedLater: readonly string[] = [
  "evaluation.otherSchedules",
  "evaluation.architectures",
  "evaluation.randomBaseline",
  "evaluation.coresets",
  "evaluation.fullDataNetworks",
  "evaluation.fullDataEpochs",
  "data.testPerClass",
];

/** Whether the trajectories of the first stage depend on a setting. */
function decidesExperts({ path }: FieldDescription, recipe: Recipe): boolean {
  const held = recipe.evaluation.selection === "held-out";
  if (path === "seed" || path === "augmentation.groups" || path === "evaluation.selection") return true;
  if (path === "matching.maxStartEpoch" || path === "matching.expertEpochs") return true;
  if (path === "data.heldOut") return held;
  if (path.startsWith("data.")) return path !== "data.testPerClass";
  if (path.startsWith("experts.")) return path !== "experts.count";
  if (judging.includes(path)) return metricsNeeded(recipe).length > 0;
  if (onBuckets.includes(path)) return path === "stages.discardEasy" || stagesOnBuckets(recipe);
  if (path === "alignment.byDifficulty") return true;
  if (schedule.includes(path)) return recipe.alignment.byDifficulty;
  return path.startsWith("network.");
}

/** Whether the trajectories of a stage may depend on a setting: later ones' depend on all that made the images. */
function decides(field: FieldDescription, stage: number, recipe: Recipe): boolean {
  if (stage === 1) return decidesExperts(field, recipe);
  return !judgedLater.includes(field.path) && hasEffect(field, recipe);
}

/** Whether what a setting decides is another; settings that an older studio did not have are told by nothing. */
function differs(path: string, own: string | undefined, other: string | undefined): boolean {
  if (path === "evaluation.selection") return (own === "held-out") !== (other === "held-out");
  return other !== undefined && own !== other;
}

/** For the same data set at the same size, and the same network. */
function isAlike({ settings }: OtherTrajectory, own: Readonly<Record<string, string>>): boolean {
  const alike = Object.keys(own).filter((path) => path.startsWith("network."));
  return [...alike, "data.set", "data.size"].every((path) => settings[path] === own[path]);
}

/** The settings on which the trajectories of a stage depend and which another one does not share. */
function differing(
  recipe: Recipe,
  stage: number,
  own: Readonly<Record<string, string>>,
  other: OtherTrajectory,
): FieldDescription[] {
  const fields = [...recipeFields.values()].filter((field) => decides(field, stage, recipe));
  return fields.filter(({ path }) => differs(path, own[path], other.settings[path]));
}

/** How many of those that are kept for a stage its recipe will take again, if they were trained on the same images. */
export function likelyReused(recipe: Recipe, stage: number, others: readonly OtherTrajectory[]): number {
  const own = settingsOf(recipe);
  const snapshots = expertEpochsNeeded(recipe) + 1;
  const same = others.filter(
    (other) =>
      other.sameEngine &&
      other.snapshots === snapshots &&
      isAlike(other, own) &&
      differing(recipe, stage, own, other).length === 0,
  );
  return Math.min(same.length, recipe.experts.count);
}

/**
 * @param others that are kept for the stage.
 * @returns half a sentence after "trained anew"; null if none of them is for the same data set and network.
 */
export function whyAnew(recipe: Recipe, stage: number, others: readonly OtherTrajectory[]): string | null {
  const own = settingsOf(recipe);
  const ranked = others
    .filter((other) => isAlike(other, own))
    .map((other) => ({ other, differing: differing(recipe, stage, own, other) }))
    .toSorted((a, b) => a.differing.length - b.differing.length || (a.other.sameEngine ? -1 : 1));
  const nearest = ranked[0];
  if (!nearest) return null;
  const { other, differing: fields } = nearest;
  if (fields.length === 0) {
    if (!other.sameEngine) return "those that are kept were computed by another back end or version";
    return stage > 1
      ? "those that are kept follow other images of the stages before"
      : "those that are kept were trained on other images";
  }
  const told = fields
    .slice(0, mostTold)
    .map(({ title, path }) => `${title} is ${own[path]}, not ${other.settings[path]}`);
  const left = fields.length - mostTold;
  const more = left > 0 ? `, and ${left} more ${left === 1 ? "setting differs" : "settings differ"}` : "";
  return `unlike in those that are kept, ${told.join(", ")}${more}`;
}
