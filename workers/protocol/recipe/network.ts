/** The ConvNet that is expert, student and judge (spec of the field: conv 3×3, norm, ReLU, 2×2 average pooling). */
import { z } from "zod";
import { field } from "./field";

export const norms = ["instance", "batch", "group", "layer", "none"] as const;

export const networkSchema = z.strictObject({
  depth: field(z.int().min(1).max(4).default(3), {
    title: "Depth",
    symbol: "D",
    unit: "blocks",
    help: "Number of convolution blocks; each halves the image.",
  }),
  width: field(z.int().min(2).max(512).default(32), {
    title: "Width",
    symbol: "W",
    unit: "channels",
    help: "Channels of every block. Papers use 128; 16 to 32 is quick on a CPU.",
  }),
  norm: field(z.enum(norms).default("instance"), {
    title: "Normalisation",
    help: "What follows each convolution; papers distil with instance norm.",
    choices: { instance: "Instance", batch: "Batch", group: "Group (4)", layer: "Layer", none: "None" },
    advanced: true,
  }),
});
