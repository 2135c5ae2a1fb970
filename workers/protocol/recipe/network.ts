/** The ConvNet that is expert, student and judge (spec of the field: conv 3×3, instance norm, ReLU, 2×2 average pooling). */
import { z } from "zod";
import { field } from "./field";

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
});
