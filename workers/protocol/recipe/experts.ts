/** Networks trained on the real data, whose trajectories are matched. */
import { z } from "zod";
import { field } from "./field";

export const expertsSchema = z.strictObject({
  count: field(z.int().min(1).max(100).default(3), {
    title: "Experts",
    unit: "networks",
    help: "Networks trained on real data; each gives one trajectory. Papers use 100, a laptop 2 to 5.",
  }),
  learningRate: field(z.number().positive().max(1).default(0.02), {
    title: "Expert learning rate",
    help: "Learning rate of plain SGD (no momentum, no weight decay) on the real data.",
  }),
  batchSize: field(z.int().min(1).max(1024).default(64), {
    title: "Expert batch size",
    unit: "images",
    help: "Real images in one training step.",
  }),
});
