/** Real batches and the networks of gradient and distribution matching. */
import { z } from "zod";
import { bilevelMethods, gradientMethods, realBatchMethods } from "../methods/names";
import { field } from "./field";

/** Distances between gradients. rows: DC's own, a cosine for each output of each layer. */
export const gradientDistances = ["rows", "rows-magnitude", "mse", "cosine"] as const;
export const formationDistances = ["mse", "l1", "l1-rows", "cosine"] as const;

export const bilevelSchema = z.strictObject({
  realBatch: field(z.int().min(1).max(2048).default(64), {
    title: "Real batch per class",
    unit: "images",
    help: "Real images of each class that one update is matched to. Papers use 256 (IDC 64).",
    methods: realBatchMethods,
  }),
  distance: field(z.enum(gradientDistances).default("rows"), {
    title: "Gradient distance",
    symbol: "D",
    help: "How two gradients are compared: DC's own is one minus the cosine, summed over the outputs of every layer.",
    choices: {
      rows: "Cosine by output (DC)",
      "rows-magnitude": "Cosine by output, plus magnitude",
      mse: "Squared difference",
      cosine: "One cosine over all",
    },
    methods: gradientMethods,
  }),
  formationDistance: field(z.enum(formationDistances).default("mse"), {
    title: "Gradient distance",
    symbol: "D",
    help: "How the gradients of the convolutions are compared; the image learning rate depends on it.",
    choices: {
      mse: "Squared difference",
      l1: "Absolute difference",
      "l1-rows": "Absolute difference, mean by output",
      cosine: "Cosine by output",
    },
    methods: ["idc"],
  }),
  factor: field(z.int().min(1).max(4).default(1), {
    title: "Multi-formation factor",
    symbol: "f",
    help: "Each stored image holds f × f smaller ones, which are cut out and enlarged for training; 1 is IDC-I.",
    methods: ["idc"],
  }),
  outerSteps: field(z.int().min(0).max(1000).default(0), {
    title: "Updates per network",
    symbol: "OL",
    unit: "updates",
    help: "Updates of the images before a new random network is taken; 0 takes as many as the total IPC, as DC does.",
    methods: gradientMethods,
  }),
  updatesPerNetwork: field(z.int().min(1).max(10000).default(25), {
    title: "Updates per network",
    unit: "updates",
    help: "Updates of the images before another network is taken (IDC: 100). CAFE takes one as soon as the network's accuracy on real images stands still, and after so many updates at the latest.",
    methods: ["idc", "cafe"],
  }),
  innerEpochs: field(z.int().min(0).max(1000).default(0), {
    title: "Network epochs per update",
    symbol: "IL",
    unit: "epochs",
    help: "Epochs on the synthetic images between two updates; 0 takes about 500 / IPC, as DC does.",
    methods: gradientMethods,
  }),
  epochsPerUpdate: field(z.int().min(1).max(1000).default(50), {
    title: "Network epochs per update",
    unit: "epochs",
    help: "The most epochs that the network is trained for between two updates, if its accuracy has not moved by 3 points before.",
    methods: ["cafe"],
  }),
  networkRate: field(z.number().positive().max(1).default(0.01), {
    title: "Network learning rate",
    help: "Learning rate of the network between two updates.",
    methods: bilevelMethods,
  }),
  realSamples: field(z.int().min(0).max(100000).default(500), {
    title: "Real images per update",
    unit: "images",
    help: "How many real images the network is trained on after each update (papers: 500 to 2000).",
    methods: ["idc"],
  }),
  collectiveAfter: field(z.int().min(0).max(10000).default(250), {
    title: "Class by class for",
    unit: "networks",
    help: "The first networks match class by class in their first ten updates, all others all classes together.",
    methods: ["dcc"],
    advanced: true,
  }),
  discrimination: field(z.number().min(0).max(10).default(0.01), {
    title: "Discrimination weight",
    help: "Weight of the loss by which the synthetic class centres classify the real images.",
    methods: ["cafe"],
  }),
});
