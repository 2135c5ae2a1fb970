/** Progressive dataset distillation (PDD, Chen et al., ICLR 2024): stages, conditioning, transition. */
import { z } from "zod";
import { realBatchMethods, trajectoryMethods } from "../methods/names";
import { field } from "./field";

export const stagesSchema = z.strictObject({
  count: field(z.int().min(1).max(10).default(3), {
    title: "Stages",
    symbol: "P",
    unit: "stages",
    help: "Number of subsets, each distilled on a later phase of training.",
  }),
  ipc: field(z.int().min(1).max(100).default(1), {
    title: "IPC per stage",
    unit: "images",
    help: "Synthetic images per class added in each stage; the total IPC is stages × this.",
  }),
  conditioning: field(z.boolean().default(true), {
    title: "Conditioning",
    help: "The frozen images of earlier stages take part in the student's training.",
  }),
  transition: field(z.boolean().default(true), {
    title: "Transition",
    help: "Each stage starts from networks trained on the union so far, instead of from random ones.",
  }),
  transitionEpochs: field(z.int().min(1).max(5000).default(100), {
    title: "Transition epochs",
    unit: "epochs",
    help: "How long each network is trained on the union before the next stage starts from it.",
    needs: "stages.transition",
  }),
  startNetworks: field(z.int().min(1).max(50).default(4), {
    title: "Start networks",
    unit: "networks",
    help: "Networks kept trained on the union so far, of which one is drawn wherever a later stage needs a network.",
    methods: realBatchMethods,
    needs: "stages.transition",
    advanced: true,
  }),
  discardEasy: field(z.boolean().default(false), {
    title: "Later stages on harder data",
    help: "Real images are split by how often they are forgotten; each stage uses a harder part of them. Needs transition: it is there that later stages' experts are trained.",
    methods: trajectoryMethods,
    advanced: true,
  }),
  forgettingStep: field(z.number().min(0).max(200).default(0), {
    title: "Forgetting step",
    symbol: "k",
    unit: "times",
    help: "Stage i sees the images forgotten k(i − 1) up to k i times, the last stage all that are forgotten more often or never learned; 0, or a k that leaves a stage without images of a class, cuts each class into equal parts.",
    methods: trajectoryMethods,
    needs: "stages.discardEasy",
    advanced: true,
  }),
});
