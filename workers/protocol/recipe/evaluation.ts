/** How the distilled set is judged: fresh networks trained on it, tested on real images. */
import { z } from "zod";
import { field } from "./field";

export const schedules = ["progressive", "union", "sequential"] as const;
/** progressive: U₁, then U₂ … with the weights carried on; union: U_P at once; sequential: S₁, then S₂ … */
export type Schedule = (typeof schedules)[number];

export const evaluationSchema = z.strictObject({
  networks: field(z.int().min(1).max(20).default(3), {
    title: "Networks",
    symbol: "n",
    unit: "networks",
    help: "Fresh networks trained for every accuracy; shown as mean ± standard deviation.",
  }),
  epochs: field(z.int().min(1).max(5000).default(300), {
    title: "Epochs per stage",
    symbol: "E",
    unit: "epochs",
    help: "Passes over the union in each stage of the evaluation; the learning rate drops to a tenth after half.",
  }),
  otherSchedules: field(z.array(z.enum(["union", "sequential"])).default([]), {
    title: "Other schedules",
    help: "Progressive training is always evaluated; these are evaluated beside it at the end.",
    choices: { union: "Union", sequential: "Sequential" },
  }),
  randomBaseline: field(z.boolean().default(true), {
    title: "Random real images",
    help: "Train on as many random real images, in the same way, for comparison.",
  }),
  fullDataNetworks: field(z.int().min(0).max(20).default(3), {
    title: "Networks on all the data",
    unit: "networks",
    help: "Networks trained on all the real data, the upper reference; 0 leaves it out.",
  }),
  fullDataEpochs: field(z.int().min(1).max(500).default(20), {
    title: "Epochs on all the data",
    unit: "epochs",
    help: "How long the networks of the upper reference are trained.",
    advanced: true,
  }),
  selection: field(z.enum(["last", "held-out", "test"]).default("last"), {
    title: "Selection of images",
    help: "Which images of a stage are kept: those of the last iteration, or the best on held-out images, or (as in the papers' code) the best on the test images.",
    choices: {
      last: "Last iteration",
      "held-out": "Best on held-out images",
      test: "Best on the test images",
    },
    advanced: true,
  }),
  selectionEvery: field(z.int().min(1).max(10000).default(100), {
    title: "Select every",
    unit: "iterations",
    help: "Iterations between two candidates for the selection.",
    advanced: true,
  }),
});
