/** Which images are distilled, at which size, and how many of them. */
import { z } from "zod";
import { field } from "./field";

export const dataSchema = z.strictObject({
  set: field(
    z
      .enum([
        "shapes",
        "mnist",
        "fashion",
        "kmnist",
        "emnist",
        "cifar10",
        "cifar100",
        "svhn",
        "tiny",
        "files",
      ])
      .default("shapes"),
    {
      title: "Data set",
      help: "The built-in set is drawn by the studio itself; the others need their files, dropped or chosen.",
      choices: {
        shapes: "Built-in shapes",
        mnist: "MNIST family (IDX files)",
        fashion: "Fashion-MNIST (IDX files)",
        kmnist: "KMNIST (IDX files)",
        emnist: "EMNIST (IDX files)",
        cifar10: "CIFAR-10 (binary files)",
        cifar100: "CIFAR-100 (binary files)",
        svhn: "SVHN (.mat files)",
        tiny: "Tiny ImageNet (zip)",
        files: "Own images",
      },
    },
  ),
  size: field(z.int().min(8).max(64).default(16), {
    title: "Image size",
    symbol: "H = W",
    unit: "pixels",
    help: "Side of the images; files are averaged down to it by a whole factor (28 to 14, 32 to 16 or 8), images in class folders are brought to any size, the built-in set is drawn at 16 to 32.",
  }),
  fit: field(z.enum(["crop", "stretch"]).default("crop"), {
    title: "Fit of own images",
    help: "How images in class folders become square: their middle, or the whole image squeezed.",
    choices: { crop: "Middle, cropped", stretch: "Whole, squeezed" },
    advanced: true,
  }),
  classes: field(z.array(z.string().min(1).max(100)).max(256).default([]), {
    title: "Classes",
    help: "Which classes are taken, by name or by number from 0 on, at least two; none means all of them.",
    advanced: true,
  }),
  superclasses: field(z.boolean().default(false), {
    title: "Superclasses",
    help: "CIFAR-100 only: its 20 coarse classes in place of the 100 fine ones.",
    advanced: true,
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
    help: "Share of the training images that nothing learns from, if the images of a stage are selected on held-out images; else none are held out.",
    advanced: true,
  }),
  testShare: field(z.number().min(0.05).max(0.5).default(0.2), {
    title: "Test share",
    help: "Share of each class that is held out as test images where the files have no test split.",
    advanced: true,
  }),
});
