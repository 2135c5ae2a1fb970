/** How the synthetic images of a stage are learned: what all methods share, and what trajectory matching adds. */
import { z } from "zod";
import { trajectoryMethods, type MethodName } from "../methods/names";
import { field } from "./field";

const expandable: readonly MethodName[] = ["datm", "pad"];

export const initialImages = ["real", "noise", "predicted", "herding", "k-center", "forgetting"] as const;

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
    methods: trajectoryMethods,
  }),
  expertEpochs: field(z.int().min(1).max(20).default(1), {
    title: "Expert epochs",
    symbol: "M",
    unit: "epochs",
    help: "How many epochs of the expert the student has to reproduce.",
    methods: trajectoryMethods,
  }),
  minStartEpoch: field(z.int().min(0).max(199).default(0), {
    title: "Earliest start epoch",
    symbol: "T⁻",
    unit: "epochs",
    help: "The start is drawn from this epoch on; raise it for a large IPC, which learns from later, harder epochs.",
    methods: trajectoryMethods,
    advanced: true,
  }),
  maxStartEpoch: field(z.int().min(1).max(200).default(6), {
    title: "Latest start epoch",
    symbol: "T⁺",
    unit: "epochs",
    help: "The start is drawn from the epochs below this one; experts are trained for T⁺ − 1 + M epochs.",
    methods: trajectoryMethods,
  }),
  firstStartEpochs: field(z.int().min(0).max(200).default(0), {
    title: "Start epochs at first",
    symbol: "T",
    unit: "epochs",
    help: "The bound on the start grows from T to T⁺ over the iterations below; 0 uses T⁺ from the beginning.",
    methods: expandable,
  }),
  expansionIterations: field(z.int().min(1).max(100000).default(100), {
    title: "Expansion",
    symbol: "E_exp",
    unit: "iterations",
    help: "Iterations over which the range of start epochs grows from T to T⁺.",
    methods: expandable,
    needs: "matching.firstStartEpochs",
  }),
  imageLearningRate: field(z.number().positive().max(1e6).default(300), {
    title: "Image learning rate",
    symbol: "α",
    help: "Learning rate of the synthetic images. Large for trajectories, whose gradients are tiny; 0.001 to 10 for the others. IDC's published rates are to be multiplied by IPC / 10 first.",
  }),
  imageMomentum: field(z.number().min(0).max(0.999).default(0.5), {
    title: "Image momentum",
    help: "Momentum of the updates of the images (and of the learned learning rate).",
    advanced: true,
  }),
  averaging: field(z.number().min(0).max(0.99999).default(0), {
    title: "Averaging of images",
    help: "Decay of the moving average of the images that is kept in place of the last ones (FTD: 0.9995 over thousands of iterations); 0 keeps the last.",
    methods: ["mtt", "ftd"],
    advanced: true,
  }),
  studentLearningRate: field(z.number().positive().max(1).default(0.02), {
    title: "Student learning rate",
    symbol: "β₀",
    help: "Where the learned learning rate of the student starts, in every stage.",
    methods: trajectoryMethods,
  }),
  learningRateRate: field(z.number().min(0).max(1).default(1e-4), {
    title: "Rate of the learning rate",
    symbol: "η_β",
    help: "How fast the student's learning rate is learned; 0 keeps it fixed.",
    methods: trajectoryMethods,
  }),
  batchSize: field(z.int().min(0).max(10000).default(0), {
    title: "Student batch size",
    symbol: "B",
    unit: "images",
    help: "Synthetic images in one student step; 0 means as many as one stage has.",
    methods: trajectoryMethods,
    advanced: true,
  }),
  largestLoss: field(z.number().min(0).max(100).default(0), {
    title: "Largest loss",
    help: "Iterations whose matching loss is above this change nothing (DATM: 1.0, or 1.1 for one image per class); 0 takes all.",
    methods: ["mtt", "ftd", "datm", "pad"],
    advanced: true,
  }),
  initialImages: field(z.enum(initialImages).default("real"), {
    title: "Initial images",
    help: "What the synthetic images of a stage start from.",
    choices: {
      real: "Random real images",
      noise: "Gaussian noise",
      predicted: "Real images an expert predicts correctly",
      herding: "Herding coreset",
      "k-center": "K-center coreset",
      forgetting: "Most forgotten images",
    },
  }),
});
