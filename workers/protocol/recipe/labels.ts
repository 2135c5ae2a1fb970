/** Soft labels: class probabilities beside the images, learned (DATM) or given by the experts (TESLA). */
import { z } from "zod";
import { softLabelMethods } from "../methods/names";
import { field } from "./field";

export const labelsSchema = z.strictObject({
  learned: field(z.boolean().default(false), {
    title: "Learn the labels",
    help: "Each synthetic image gets class probabilities of its own, which start from the experts' and are learned with it.",
    methods: softLabelMethods,
  }),
  learningRate: field(z.number().positive().max(1000).default(2), {
    title: "Label learning rate",
    symbol: "η_y",
    help: "Learning rate of the label logits (papers: 2 to 10).",
    methods: softLabelMethods,
    needs: "labels.learned",
  }),
  momentum: field(z.number().min(0).max(0.999).default(0.9), {
    title: "Label momentum",
    help: "Momentum of the updates of the label logits.",
    methods: softLabelMethods,
    needs: "labels.learned",
    advanced: true,
  }),
  fromTarget: field(z.boolean().default(false), {
    title: "Labels of the target expert",
    help: "Student steps train on the class probabilities that the target expert gives the synthetic images (TESLA's soft labels).",
    methods: ["tesla"],
  }),
});
