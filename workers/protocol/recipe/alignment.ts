/** Prioritize Alignment (PAD, Li et al., 2024): real data scheduled by difficulty, and which parameters are matched. */
import { z } from "zod";
import { realBatchMethods, trajectoryMethods, type MethodName } from "../methods/names";
import { field } from "./field";

export const difficultyMetrics = ["el2n", "loss", "uncertainty", "forgetting"] as const;
export type DifficultyMetric = (typeof difficultyMetrics)[number];

const selectable: readonly MethodName[] = [...trajectoryMethods, "dc", "dsa", "dcc", "dm"];
const scheduled = "alignment.byDifficulty";

export const alignmentSchema = z.strictObject({
  matchedFeatures: field(z.enum(["last", "blocks"]).default("last"), {
    title: "Features matched",
    help: "DM matches what the classifier sees; PAD on DM the outputs of several blocks, of which a share can be left out.",
    choices: { last: "The last ones", blocks: "Those of all blocks" },
    methods: ["dm"],
  }),
  skipped: field(z.number().min(0).max(0.95).default(0), {
    title: "Share left out of matching",
    symbol: "α_PAD",
    help: "Share of the parameters (for DM, of the layers) that the matching loss ignores; 0 matches all.",
    methods: selectable,
  }),
  skip: field(z.enum(["shallow", "deep", "smallest"]).default("shallow"), {
    title: "What is left out",
    help: "The first layers (PAD's choice), the last ones, or the elements that already agree best.",
    choices: { shallow: "Shallow layers", deep: "Deep layers", smallest: "Smallest errors" },
    methods: selectable,
    needs: "alignment.skipped",
  }),
  byDifficulty: field(z.boolean().default(false), {
    title: "Schedule data by difficulty",
    help: "Experts begin with the easy images of each class, and the easiest are left out later (PAD). Other methods leave out one end of the ranking.",
  }),
  metric: field(z.enum(difficultyMetrics).default("el2n"), {
    title: "Difficulty",
    symbol: "χ",
    help: "How hard a real image is, judged by networks that were trained briefly.",
    choices: {
      el2n: "EL2N: distance of the prediction from the label",
      loss: "Loss",
      uncertainty: "Uncertainty of the prediction",
      forgetting: "How often it is forgotten",
    },
    needs: scheduled,
  }),
  initialRatio: field(z.number().min(0.05).max(1).default(0.75), {
    title: "Share at the start",
    symbol: "IR",
    help: "Share of the easiest images that experts begin with.",
    methods: trajectoryMethods,
    needs: scheduled,
  }),
  additionEnd: field(z.int().min(0).max(200).default(2), {
    title: "All data from epoch",
    symbol: "AEE",
    unit: "epochs",
    help: "Epoch at which the last, hardest images have been added (papers: 20 of 100).",
    methods: trajectoryMethods,
    needs: scheduled,
  }),
  removalStart: field(z.int().min(0).max(200).default(4), {
    title: "Easy images leave after epoch",
    unit: "epochs",
    help: "Epoch after which the easiest images are left out (papers: 40 of 100).",
    methods: trajectoryMethods,
    needs: scheduled,
  }),
  removalRatio: field(z.number().min(0).max(0.9).default(0.1), {
    title: "Share left out of the data",
    help: "Share of each class that is left out (PAD: 0.1): of experts' data the easiest images, in the later epochs; of the data of methods without experts the hardest or the easiest, all the time.",
    needs: scheduled,
  }),
  gradual: field(z.boolean().default(false), {
    title: "Leave out gradually",
    help: "The easiest images leave epoch by epoch instead of all at once.",
    methods: trajectoryMethods,
    needs: scheduled,
    advanced: true,
  }),
  removed: field(z.enum(["hardest", "easiest"]).default("hardest"), {
    title: "Which images are left out",
    help: "For a few images per class leave out the hardest, for hundreds the easiest.",
    choices: { hardest: "The hardest", easiest: "The easiest" },
    methods: realBatchMethods,
    needs: scheduled,
  }),
  scoreNetworks: field(z.int().min(1).max(20).default(3), {
    title: "Networks that judge difficulty",
    unit: "networks",
    help: "Difficulty is averaged over this many networks, where images are scheduled or left out by it, cut into stages, or chosen as the most forgotten.",
    advanced: true,
  }),
  scoreEpochs: field(z.int().min(1).max(200).default(3), {
    title: "Epochs before judging",
    unit: "epochs",
    help: "Difficulty is judged after this many epochs on the real data, and forgetting counted over them, wherever a setting asks for either.",
    advanced: true,
  }),
});
