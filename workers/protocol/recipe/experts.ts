/** Networks trained on the real data: those whose trajectories are matched, and those that judge and choose images. */
import { z } from "zod";
import { flatMethods, trajectoryMethods } from "../methods/names";
import { field } from "./field";

export const expertsSchema = z.strictObject({
  count: field(z.int().min(1).max(100).default(3), {
    title: "Experts",
    unit: "networks",
    help: "Networks trained on real data; each gives one trajectory. Papers use 100, a laptop 2 to 5.",
    methods: trajectoryMethods,
  }),
  learningRate: field(z.number().positive().max(1).default(0.02), {
    title: "Learning rate on real data",
    help: "Learning rate of plain SGD (no momentum, no weight decay) on the real data: of experts, and with any method of the networks that judge how hard real images are.",
  }),
  batchSize: field(z.int().min(1).max(1024).default(64), {
    title: "Batch size on real data",
    unit: "images",
    help: "Real images in one training step: of experts, and with any method of the networks that judge difficulty, choose coresets or learn from all the data.",
  }),
  flatRadius: field(z.number().min(0).max(10).default(0), {
    title: "Flatness radius",
    symbol: "ρ",
    help: "How far each step looks around for a sharper loss (FTD: 0.01); 0 trains by plain SGD.",
    methods: flatMethods,
  }),
  flatSurgery: field(z.number().min(0).max(1).default(0), {
    title: "Flatness surgery",
    symbol: "α_FTD",
    help: "How much of the gradient that only sharpens is taken out (FTD: 0.4, DATM and PAD: 0.3).",
    methods: flatMethods,
    needs: "experts.flatRadius",
  }),
});
