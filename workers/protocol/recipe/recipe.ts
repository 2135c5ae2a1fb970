/** The recipe: everything that, with the data, decides a run. One schema for form, address, command line and saved runs. */
import { z } from "zod";
import { methodNames } from "../methods/names";
import { alignmentSchema } from "./alignment";
import { augmentationSchema } from "./augmentation";
import { bilevelSchema } from "./bilevel";
import { dataSchema } from "./data";
import { evaluationSchema } from "./evaluation";
import { expertsSchema } from "./experts";
import { field } from "./field";
import { labelsSchema } from "./labels";
import { matchingSchema } from "./matching";
import { networkSchema } from "./network";
import { stagesSchema } from "./stages";

export const recipeSchema = z.strictObject({
  seed: field(z.int().min(0).max(4294967295).default(1), {
    title: "Seed",
    help: "Decides every random draw: the same recipe and seed give the same run on the same back end.",
  }),
  method: field(z.enum(methodNames).default("mtt"), {
    title: "Method",
    help: "How the synthetic images of every stage are learned.",
    choices: {
      mtt: "MTT: matching training trajectories",
      ftd: "FTD: flat trajectories",
      tesla: "TESLA: trajectories in constant memory",
      datm: "DATM: difficulty-aligned trajectories",
      pad: "PAD: prioritize alignment",
      dc: "DC: gradient matching",
      dsa: "DSA: gradient matching, augmented",
      dcc: "DCC: class-collective gradients",
      idc: "IDC: multi-formation",
      dm: "DM: distribution matching",
      cafe: "CAFE: aligned features",
    },
  }),
  data: dataSchema.prefault({}).meta({ title: "Data" }),
  stages: stagesSchema.prefault({}).meta({ title: "Stages" }),
  network: networkSchema.prefault({}).meta({ title: "Network" }),
  experts: expertsSchema.prefault({}).meta({ title: "Training on real data" }),
  matching: matchingSchema.prefault({}).meta({ title: "Matching" }),
  labels: labelsSchema.prefault({}).meta({ title: "Labels" }),
  bilevel: bilevelSchema.prefault({}).meta({ title: "Real batches and networks" }),
  alignment: alignmentSchema.prefault({}).meta({ title: "Alignment" }),
  augmentation: augmentationSchema.prefault({}).meta({ title: "Augmentation" }),
  evaluation: evaluationSchema.prefault({}).meta({ title: "Evaluation" }),
});

export type Recipe = z.output<typeof recipeSchema>;
/** A recipe in which everything may be left to its default. */
export type RecipeInput = z.input<typeof recipeSchema>;
export type RecipeSection = Exclude<keyof Recipe, "seed" | "method">;
export type DataSetName = Recipe["data"]["set"];

/** Number of epochs each expert is trained for: the snapshots 0 … T⁺ − 1 + M are needed. */
export function expertEpochsNeeded(recipe: Recipe): number {
  return recipe.matching.maxStartEpoch - 1 + recipe.matching.expertEpochs;
}

/** Total images per class, stages × IPC per stage. */
export function totalIpc(recipe: Recipe): number {
  return recipe.stages.count * recipe.stages.ipc;
}
