/** How the distilled set is judged: fresh networks trained on it, tested on real images. */
import { z } from "zod";
import { realBatchMethods } from "../methods/names";
import { field } from "./field";

/** Networks other than the recipe's own that the finished set can be tested on. */
export const architectures = [
  "convnet-batch",
  "mlp",
  "lenet",
  "alexnet",
  "vgg11",
  "resnet10",
  "resnet10-batch",
  "resnet18",
  "resnet18-batch",
  "resnet10-idc",
  "resnet18-idc",
] as const;
export type Architecture = (typeof architectures)[number];

export const coresetMethods = ["herding", "k-center", "forgetting"] as const;
export type CoresetMethod = (typeof coresetMethods)[number];

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
    help: "Passes over the union in each stage of the evaluation, one more where the rate drops after half (as in the papers' code).",
  }),
  learningRate: field(z.number().positive().max(1).default(0.01), {
    title: "Learning rate",
    help: "Learning rate on the synthetic images; trajectory matching learns its own instead.",
    methods: realBatchMethods,
  }),
  batchSize: field(z.int().min(1).max(4096).default(256), {
    title: "Batch size",
    unit: "images",
    help: "Synthetic images in one training step (DATM: 128, IDC: 64).",
    advanced: true,
  }),
  drops: field(z.enum(["half", "thirds"]).default("half"), {
    title: "Learning rate drops",
    help: "To a tenth after half of the epochs, or (IDC) to a fifth after two thirds and again after five sixths.",
    choices: { half: "A tenth after half", thirds: "A fifth after 2/3 and 5/6" },
    advanced: true,
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
  coresets: field(z.array(z.enum(coresetMethods)).default([]), {
    title: "Coresets",
    help: "Train on as many chosen real images, in the same way, for comparison.",
    choices: { herding: "Herding", "k-center": "K-center", forgetting: "Most forgotten" },
  }),
  architectures: field(z.array(z.enum(architectures)).default([]), {
    title: "Other architectures",
    help: "The finished set is also tested on these networks.",
    choices: {
      "convnet-batch": "ConvNet, batch norm",
      mlp: "MLP",
      lenet: "LeNet",
      alexnet: "AlexNet",
      vgg11: "VGG11",
      resnet10: "ResNet-10",
      "resnet10-batch": "ResNet-10, batch norm",
      resnet18: "ResNet-18",
      "resnet18-batch": "ResNet-18, batch norm",
      "resnet10-idc": "ResNet-10 of IDC, batch norm",
      "resnet18-idc": "ResNet-18 of IDC, batch norm",
    },
    advanced: true,
  }),
  fullDataNetworks: field(z.int().min(0).max(20).default(3), {
    title: "Networks on all the data",
    unit: "networks",
    help: "Networks trained on all the real data, the upper reference; 0 leaves it out.",
  }),
  fullDataEpochs: field(z.int().min(1).max(500).default(20), {
    title: "Epochs on all the data",
    unit: "epochs",
    help: "How long the networks of the upper reference are trained, and the one by whose features herding and k-center choose images.",
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
