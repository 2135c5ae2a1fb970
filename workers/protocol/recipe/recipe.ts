/** The recipe: everything that, with the data, decides a run. One schema for form, address, command line and saved runs. */
import { z } from "zod";
import { augmentationSchema } from "./augmentation";
import { dataSchema } from "./data";
import { evaluationSchema } from "./evaluation";
import { expertsSchema } from "./experts";
import { field } from "./field";
import { matchingSchema } from "./matching";
import { networkSchema } from "./network";
import { stagesSchema } from "./stages";

export const recipeSchema = z.strictObject({
  seed: field(z.int().min(0).max(4294967295).default(1), {
    title: "Seed",
    help: "Decides every random draw: the same recipe and seed give the same run on the same back end.",
  }),
  data: dataSchema.prefault({}).meta({ title: "Data" }),
  stages: stagesSchema.prefault({}).meta({ title: "Stages" }),
  network: networkSchema.prefault({}).meta({ title: "Network" }),
  experts: expertsSchema.prefault({}).meta({ title: "Experts" }),
  matching: matchingSchema.prefault({}).meta({ title: "Trajectory matching" }),
  augmentation: augmentationSchema.prefault({}).meta({ title: "Augmentation" }),
  evaluation: evaluationSchema.prefault({}).meta({ title: "Evaluation" }),
});

export type Recipe = z.output<typeof recipeSchema>;
/** A recipe in which everything may be left to its default. */
export type RecipeInput = z.input<typeof recipeSchema>;
export type RecipeSection = Exclude<keyof Recipe, "seed">;
export type DataSetName = Recipe["data"]["set"];

/** Number of epochs each expert is trained for: the snapshots 0 … T⁺ − 1 + M are needed. */
export function expertEpochsNeeded(recipe: Recipe): number {
  return recipe.matching.maxStartEpoch - 1 + recipe.matching.expertEpochs;
}

/** Total images per class, stages × IPC per stage. */
export function totalIpc(recipe: Recipe): number {
  return recipe.stages.count * recipe.stages.ipc;
}
