/**
 * Branching: a child run keeps what its parent has finished, up to the end of a stage or to its last checkpoint, and
 * goes on with other settings. Allowed is whatever only the work to come depends on; the rest is refused with the reason.
 */
import { trajectoryMethods } from "./methods/names";
import { plannedParts, type PlannedPart } from "./planned-parts";
import { recipeFields } from "./recipe/describe";
import { coresetsNeeded } from "./recipe/needs";
import { expertEpochsNeeded, type Recipe } from "./recipe/recipe";
import { settingText } from "./recipe/settings";
import { getSetting } from "./recipe/tree";

/** Where a child leaves its parent. */
export interface BranchPoint {
  /** Stages that are distilled by then. */
  readonly stages: number;
  /** The part under way at a checkpoint; null at the end of a stage. */
  readonly within: PlannedPart | null;
}

/** The end of a stage, before its evaluation. */
export const endOfStage = (stage: number): BranchPoint => ({ stages: stage, within: null });

/**
 * The checkpoint of a run.
 * @param title of the part that was under way then.
 */
export function checkpointOf(recipe: Recipe, title: string): BranchPoint {
  const parts = plannedParts(recipe);
  const at = parts.findIndex((part) => part.title === title);
  const stages = parts.slice(0, Math.max(0, at)).filter(({ kind }) => kind === "stage").length;
  return { stages, within: parts[at] ?? null };
}

/** In words: "stage 2", "its checkpoint in “Stage 1”". */
export const pointWords = ({ stages, within }: BranchPoint): string =>
  within ? `the checkpoint in “${within.title}”` : `stage ${stages}`;

/** What may change anywhere: only iterations, and networks, that are yet to come depend on it. */
const anywhere: readonly string[] = [
  "stages.count",
  "matching.imageLearningRate",
  "matching.imageMomentum",
  "matching.learningRateRate",
  "matching.largestLoss",
  "matching.studentSteps",
  "matching.batchSize",
  "labels.learningRate",
  "labels.momentum",
  "bilevel.realBatch",
  "bilevel.networkRate",
  "bilevel.realSamples",
  "bilevel.discrimination",
  "evaluation.otherSchedules",
  "evaluation.architectures",
  "evaluation.fullDataNetworks",
];

/** What may change beside it before a stage has begun. */
const betweenStages: readonly string[] = [
  "stages.conditioning",
  "stages.transitionEpochs",
  "stages.startNetworks",
  "matching.iterations",
  "matching.minStartEpoch",
  "matching.firstStartEpochs",
  "matching.expansionIterations",
  "matching.averaging",
  "matching.studentLearningRate",
  "matching.initialImages",
  "labels.learned",
  "labels.fromTarget",
  "bilevel.distance",
  "bilevel.formationDistance",
  "bilevel.outerSteps",
  "bilevel.updatesPerNetwork",
  "bilevel.innerEpochs",
  "bilevel.epochsPerUpdate",
  "bilevel.collectiveAfter",
  "evaluation.selectionEvery",
];

/** How networks are judged: free as long as none has been. */
const judging: readonly string[] = [
  "augmentation.groups",
  "augmentation.cutmix",
  "evaluation.networks",
  "evaluation.epochs",
  "evaluation.learningRate",
  "evaluation.batchSize",
  "evaluation.drops",
  "evaluation.randomBaseline",
];

/** Why a section's settings stay; the first that fits. */
const sectionReasons: Readonly<Record<string, string>> = {
  seed: "all draws of the run so far come from it",
  method: "the curves and the networks of the stages kept are of this method",
  data: "experts, images and accuracies so far are of these data",
  stages: "the stages kept were made under it",
  network: "every network of the run so far is of this kind",
  experts: "the experts are trained already",
  matching: "the experts, or the stage under way, began with it",
  labels: "the labels of the stage under way began with it",
  bilevel: "the images of the stages kept, or of the one under way, began with it",
  alignment: "the data that the experts saw, or the terms of the loss, follow from it",
  augmentation: "the accuracies so far were measured with it",
  evaluation: "the accuracies so far were measured with it",
};

interface Question {
  readonly parent: Recipe;
  readonly child: Recipe;
  readonly at: BranchPoint;
}

/** Experts are trained as long as before, or anew in a transition that is still to come. */
function expertsReach({ parent, child, at }: Question): boolean {
  const anew = at.stages > 0 && at.within === null && child.stages.transition;
  return anew || (at.stages > 0 && expertEpochsNeeded(child) <= expertEpochsNeeded(parent));
}

/** Between two stages: at the end of one, or before the first. */
const isBetween = ({ stages, within }: BranchPoint): boolean =>
  within === null || (stages === 0 && within.stage === 0);

/** Whether one setting may change. */
function isFree(path: string, question: Question): boolean {
  const { parent, child, at } = question;
  if (anywhere.includes(path)) return true;
  if (!isBetween(at)) return false;
  if (betweenStages.includes(path)) return true;
  if (judging.includes(path)) return at.stages <= 1;
  switch (path) {
    case "stages.transition":
      return at.stages <= 1;
    case "matching.maxStartEpoch":
    case "matching.expertEpochs":
      return expertsReach(question);
    case "alignment.skipped":
    case "alignment.skip":
      // Where parameters are left out, the terms of the loss stay those of all; elsewhere they are fewer.
      return trajectoryMethods.includes(child.method);
    case "evaluation.selection":
      // Held-out images were kept from the experts, or were not.
      return ![parent, child].some(({ evaluation }) => evaluation.selection === "held-out");
    case "evaluation.fullDataEpochs":
      return coresetsNeeded(parent).length === 0;
    default:
      return false;
  }
}

/** The first part that the child's plan has otherwise among those that are done or under way; null if none. */
function otherPart({ parent, child, at }: Question): PlannedPart | null {
  const [before, after] = [plannedParts(parent), plannedParts(child)];
  const end = before.findIndex(({ id }) => id === (at.within?.id ?? `stage-${at.stages}`));
  for (let i = 0; i <= end; i++) {
    if (before[i]!.id !== after[i]?.id) return after[i] ?? before[i]!;
  }
  return null;
}

/** Why a recipe cannot be that of a branch from a point of a run, as sentences; null if it can. */
export function branchRefusal(parent: Recipe, child: Recipe, at: BranchPoint): string | null {
  if (!isBetween(at) && at.within?.stage === 0) {
    return "All stages are distilled at the checkpoint: no setting of theirs can change any more.";
  }
  const needed = at.stages + (at.within?.kind === "evaluation" ? 0 : 1);
  if (child.stages.count < needed) {
    return `A branch from ${pointWords(at)} needs more stages than these ${child.stages.count}.`;
  }
  const question = { parent, child, at };
  const fixed = new Map<string, string[]>();
  for (const { path, title } of recipeFields.values()) {
    if (settingText(getSetting(parent, path)) === settingText(getSetting(child, path))) continue;
    if (isFree(path, question)) continue;
    const reason = sectionReasons[path.split(".")[0]!]!;
    fixed.set(reason, [...(fixed.get(reason) ?? []), `${title} (${path})`]);
  }
  if (fixed.size > 0) {
    const parts = [...fixed].map(([reason, names]) => `${names.join(", ")}: ${reason}`);
    return `A branch keeps what decided its beginning. Put back ${parts.join("; ")}.`;
  }
  const other = otherPart(question);
  return other && `The branch would need “${other.title}” before ${pointWords(at)}, where the run had none.`;
}
