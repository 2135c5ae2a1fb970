/** What the tour's steps know of the page, from its stores. */
import { useStore } from "zustand";
import type { Accuracy, AccuracyReport } from "../../../workers/protocol/events";
import { curveStore } from "../../runs/run/curveStore";
import { recipeStore } from "../../runs/recipe/recipeStore";
import { runStore } from "../../runs/run/runStore";
import { percent } from "../../ui/format";
import type { TourFacts } from "./tourSteps";

const written = ({ mean, std }: Accuracy): string => `${percent(mean)} ± ${percent(std)}`;

/** The newest accuracy of the stages, with its company. */
export function newestAccuracy(reports: readonly AccuracyReport[]): TourFacts["accuracy"] {
  const last = reports.findLast((report) => report.of === "stage");
  if (!last) return null;
  const random = reports.find((report) => report.of === "random" && report.stage === last.stage);
  return {
    stage: last.stage,
    distilled: written(last.accuracy),
    random: random ? written(random.accuracy) : null,
  };
}

export function useTourFacts(): TourFacts {
  const { phase, parts, recipe, accuracies } = useStore(runStore);
  const form = useStore(recipeStore, (model) => model.lastRecipe);
  // As often as the charts: the version rises a few times a second.
  useStore(curveStore, (curves) => curves.version);
  const { latest } = curveStore.getState();
  return { recipe: recipe ?? form, phase, parts, latest, accuracy: newestAccuracy(accuracies) };
}
