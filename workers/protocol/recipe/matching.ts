/** Matching training trajectories (MTT, Cazenavette et al., CVPR 2022). */
import { z } from "zod";
import { field } from "./field";

export const matchingSchema = z.strictObject({
  iterations: field(z.int().min(1).max(100000).default(500), {
    title: "Iterations per stage",
    unit: "iterations",
    help: "Updates of the synthetic images in each stage. More is better and takes proportionally longer.",
  }),
  studentSteps: field(z.int().min(1).max(200).default(20), {
    title: "Student steps",
    symbol: "N",
    unit: "steps",
    help: "SGD steps the student takes on synthetic images before it is compared with the expert.",
  }),
  expertEpochs: field(z.int().min(1).max(20).default(1), {
    title: "Expert epochs",
    symbol: "M",
    unit: "epochs",
    help: "How many epochs of the expert the student has to reproduce.",
  }),
  maxStartEpoch: field(z.int().min(1).max(200).default(6), {
    title: "Latest start epoch",
    symbol: "T⁺",
    unit: "epochs",
    help: "The start is drawn from the epochs below this one; experts are trained for T⁺ − 1 + M epochs.",
  }),
  imageLearningRate: field(z.number().positive().max(1e6).default(300), {
    title: "Image learning rate",
    symbol: "α",
    help: "Learning rate of the synthetic images. Large, because the gradients are tiny.",
  }),
  imageMomentum: field(z.number().min(0).max(0.999).default(0.5), {
    title: "Image momentum",
    help: "Momentum of the updates of images and learning rate.",
    advanced: true,
  }),
  studentLearningRate: field(z.number().positive().max(1).default(0.02), {
    title: "Student learning rate",
    symbol: "β₀",
    help: "Where the learned learning rate of the student starts, in every stage.",
  }),
  learningRateRate: field(z.number().min(0).max(1).default(1e-4), {
    title: "Rate of the learning rate",
    symbol: "η_β",
    help: "How fast the student's learning rate is learned; 0 keeps it fixed.",
  }),
  batchSize: field(z.int().min(0).max(10000).default(0), {
    title: "Student batch size",
    symbol: "B",
    unit: "images",
    help: "Synthetic images in one student step; 0 means as many as one stage has.",
    advanced: true,
  }),
  initialImages: field(z.enum(["real", "noise"]).default("real"), {
    title: "Initial images",
    help: "What the synthetic images of a stage start from.",
    choices: { real: "Random real images", noise: "Gaussian noise" },
  }),
  shallowSkipped: field(z.number().min(0).max(0.95).default(0), {
    title: "Shallow parameters left out",
    symbol: "α_PAD",
    help: "Share of the parameters, from the first layer on, that the matching loss ignores (PAD, depth-based parameter selection).",
    advanced: true,
  }),
});
