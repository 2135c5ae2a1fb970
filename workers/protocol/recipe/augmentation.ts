/** Differentiable siamese augmentation (DSA, Zhao & Bilen, ICML 2021): one group is drawn per batch. */
import { z } from "zod";
import { field } from "./field";

export const augmentationGroups = ["color", "crop", "cutout", "flip", "scale", "rotate"] as const;
export type AugmentationGroup = (typeof augmentationGroups)[number];

export const augmentationSchema = z.strictObject({
  groups: field(z.array(z.enum(augmentationGroups)).default([...augmentationGroups]), {
    title: "Augmentations",
    help: "One of these is drawn for every batch. Leave out flip for digits; leave all out for none. IDC composes them: it matches under colour, crop and cutout, and on synthetic images trains under flip, colour, one of crop, scale and rotation, and cutout (not with CutMix).",
    choices: {
      color: "Colour",
      crop: "Crop",
      cutout: "Cutout",
      flip: "Flip",
      scale: "Scale",
      rotate: "Rotate",
    },
  }),
  cutmix: field(z.boolean().default(false), {
    title: "CutMix",
    help: "Networks also train on images into which a box of another image is pasted, with mixed labels.",
    methods: ["idc"],
  }),
});
