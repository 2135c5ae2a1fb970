/** Which images are distilled, at which size, and how many of them. */
import { z } from "zod";
import { field } from "./field";

export const dataSchema = z.strictObject({
  set: field(z.enum(["shapes", "mnist", "cifar10"]).default("shapes"), {
    title: "Data set",
    help: "The built-in set is drawn by the studio itself; the others need their files, dropped or chosen.",
    choices: {
      shapes: "Built-in shapes",
      mnist: "MNIST family (IDX files)",
      cifar10: "CIFAR-10 (binary files)",
    },
  }),
  size: field(z.int().min(8).max(64).default(16), {
    title: "Image size",
    symbol: "H = W",
    unit: "pixels",
    help: "Side of the images; files are averaged down to it. MNIST is 28 or 14, CIFAR-10 is 32, 16 or 8, the built-in set 16 to 32.",
  }),
  trainPerClass: field(z.int().min(0).max(10000).default(300), {
    title: "Training images per class",
    unit: "images",
    help: "How many real images of each class are used; 0 uses all that the files hold.",
  }),
  testPerClass: field(z.int().min(0).max(10000).default(100), {
    title: "Test images per class",
    unit: "images",
    help: "How many images of each class every accuracy is measured on; 0 uses all that the files hold.",
  }),
  zca: field(z.boolean().default(false), {
    title: "ZCA whitening",
    help: "Decorrelates the pixels before anything else (ε = 0.1 on the eigenvalues), as trajectory matching does on CIFAR.",
  }),
  heldOut: field(z.number().min(0.01).max(0.5).default(0.1), {
    title: "Held-out share",
    help: "Share of the training images kept away from the experts when checkpoints are selected on held-out data.",
    advanced: true,
  }),
});
