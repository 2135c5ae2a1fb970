/** The experiments of the two papers: the ablations of PDD (Chen et al., ICLR 2024) and of PAD (Li et al., 2024). */
import { methodNames, trajectoryMethods } from "../methods/names";
import { recipeFields } from "../recipe/describe";
import { usedByMethod } from "../recipe/defaults";
import { totalIpc, type Recipe } from "../recipe/recipe";
import { validateRecipe } from "../recipe/settings";
import { withSetting } from "../recipe/tree";
import type { Experiment, Variant } from "./experiment";

/** A recipe with settings changed; where the settings stand already, that is the recipe itself. */
function changed(base: Recipe, settings: Readonly<Record<string, unknown>>): Recipe {
  return Object.entries(settings).reduce((recipe, [path, value]) => withSetting(recipe, path, value), base);
}

/** The variants of one base; all the real data are only needed once. */
function variants(
  base: Recipe,
  list: readonly (readonly [name: string, title: string, settings: Readonly<Record<string, unknown>>])[],
): Variant[] {
  return list.map(([name, title, settings], index) => ({
    name,
    title,
    recipe: changed(base, { ...(index > 0 && { "evaluation.fullDataNetworks": 0 }), ...settings }),
  }));
}

/**
 * So many stages at the base's total IPC and at its compute: as many updates of images in all, T P, and as many passes
 * over images at evaluation, which for E epochs a stage are E (P + 1) / 2 over all of them (PDD, section 5).
 */
function asManyUpdates(base: Recipe, count: number): Readonly<Record<string, unknown>> {
  const scaled = (path: string, value: number): number => {
    const { minimum, maximum } = recipeFields.get(path)!;
    return Math.min(maximum!, Math.max(minimum!, Math.round(value)));
  };
  const { stages, matching, evaluation } = base;
  return {
    "stages.count": count,
    "stages.ipc": totalIpc(base) / count,
    "matching.iterations": scaled("matching.iterations", (matching.iterations * stages.count) / count),
    "evaluation.epochs": scaled("evaluation.epochs", (evaluation.epochs * (stages.count + 1)) / (count + 1)),
  };
}

const fewStages = ({ stages }: Recipe): string | null =>
  stages.count > 1 ? null : "It needs at least two stages: raise stages.count.";

const divisors = (whole: number): number[] =>
  Array.from({ length: whole }, (_, i) => i + 1).filter((part) => whole % part === 0);

/** The most stages that a recipe may have. */
const mostStages = recipeFields.get("stages.count")!.maximum!;

const pdd: Experiment = {
  name: "pdd",
  title: "PDD, its parts and its schedules",
  question:
    "Everything the paper asks, in one table: P stages against one stage with as many images, trained by as many updates in all, without transition, without conditioning, and trained progressively, on unions and sequentially. PDD, tables 3 to 5.",
  rows: "schedules",
  refuse: fewStages,
  variants: (base) =>
    variants(base, [
      [
        "full",
        `${base.stages.count} stages × IPC ${base.stages.ipc}`,
        {
          "stages.conditioning": true,
          "stages.transition": true,
          "evaluation.otherSchedules": ["union", "sequential"],
        },
      ],
      ["no-transition", "without transition", { "stages.conditioning": true, "stages.transition": false }],
      [
        "no-conditioning",
        "without conditioning",
        { "stages.conditioning": false, "stages.transition": true },
      ],
      ["single", `1 stage × IPC ${totalIpc(base)}`, asManyUpdates(base, 1)],
    ]),
};

const components: Experiment = {
  name: "components",
  title: "Without transition, without conditioning",
  question:
    "Does each stage need the frozen images of the earlier ones (conditioning), and networks trained on them (transition)? PDD, tables 4 and 5.",
  rows: "by-stage",
  refuse: fewStages,
  variants: (base) =>
    variants(base, [
      ["full", "PDD", { "stages.conditioning": true, "stages.transition": true }],
      ["no-transition", "without transition", { "stages.conditioning": true, "stages.transition": false }],
      [
        "no-conditioning",
        "without conditioning",
        { "stages.conditioning": false, "stages.transition": true },
      ],
    ]),
};

const schedules: Experiment = {
  name: "schedules",
  title: "Progressive, union, sequential",
  question:
    "How should networks be trained on the stages: on the growing union, on all at once, or on one subset after the other? PDD, table 3.",
  rows: "schedules",
  refuse: fewStages,
  variants: (base) =>
    variants(base, [["all", "PDD", { "evaluation.otherSchedules": ["union", "sequential"] }]]),
};

const stages: Experiment = {
  name: "stages",
  title: "Stages against one stage",
  question:
    "Do P stages beat a single stage with as many images, as many updates of them and as much training at evaluation in all?",
  rows: "final",
  refuse: fewStages,
  variants: (base) =>
    variants(base, [
      ["progressive", `${base.stages.count} stages × IPC ${base.stages.ipc}`, {}],
      ["single", `1 stage × IPC ${totalIpc(base)}`, asManyUpdates(base, 1)],
    ]),
};

const split: Experiment = {
  name: "split",
  title: "Stages × IPC at the same total",
  question:
    "Into how many stages should a fixed number of images be split, with as many updates in all? PDD, table 5.",
  rows: "final",
  refuse: (base) =>
    totalIpc(base) > 1 ? null : "A total IPC of 1 cannot be split: raise stages.count or stages.ipc.",
  variants: (base) =>
    variants(
      base,
      divisors(totalIpc(base))
        .filter((count) => count <= mostStages)
        .map((count) => {
          const ipc = totalIpc(base) / count;
          const title = `${count} ${count === 1 ? "stage" : "stages"} × IPC ${ipc}`;
          return [`${count}x${ipc}`, title, asManyUpdates(base, count)] as const;
        }),
    ),
};

const growth: Experiment = {
  name: "growth",
  title: "More and more stages",
  question: "What does each further stage of the same IPC add? PDD, table 3.",
  rows: "by-stage",
  refuse: fewStages,
  variants: (base) => variants(base, [["growing", `1 to ${base.stages.count} stages`, {}]]),
};

const easy: Experiment = {
  name: "easy",
  title: "Discarding easy images per stage",
  question:
    "Do later stages lose anything if they only see the images that are forgotten more often? PDD, table 6.",
  rows: "final",
  refuse: (base) =>
    trajectoryMethods.includes(base.method)
      ? fewStages(base)
      : `Stages on harder data are defined for trajectory matching: choose ${trajectoryMethods.join(", ")} as the method.`,
  variants: (base) =>
    variants(base, [
      ["all-data", "all the data in every stage", { "stages.discardEasy": false }],
      ["harder-data", "harder data in later stages", { "stages.discardEasy": true }],
    ]),
};

const skipField = recipeFields.get("alignment.skipped")!;

const layers: Experiment = {
  name: "layers",
  title: "Matching shallow, all or deep layers",
  question:
    "What do the images learn when only the shallow half, all, or only the deep half of the network is matched? PAD, figure 3 and table 5.",
  rows: "final",
  refuse: ({ method }) =>
    usedByMethod(skipField, method)
      ? null
      : `The method ${method} has no layers to leave out: choose one of ${methodNames.filter((name) => usedByMethod(skipField, name)).join(", ")}.`,
  variants: (base) => {
    // DM has layers to leave out only where it matches those of all blocks.
    const matched = base.method === "dm" ? { "alignment.matchedFeatures": "blocks" } : {};
    return variants(base, [
      ["shallow", "shallow half only", { ...matched, "alignment.skipped": 0.5, "alignment.skip": "deep" }],
      ["all", "all layers", { ...matched, "alignment.skipped": 0, "alignment.skip": "shallow" }],
      ["deep", "deep half only", { ...matched, "alignment.skipped": 0.5, "alignment.skip": "shallow" }],
    ]);
  },
};

const alignment: Experiment = {
  name: "alignment",
  title: "Which data, which layers",
  question:
    "What do scheduling the data by difficulty and leaving out shallow layers each add? PAD, table 3b.",
  rows: "final",
  refuse: ({ method }) =>
    trajectoryMethods.includes(method)
      ? null
      : `The schedule by difficulty is for experts: choose ${trajectoryMethods.join(", ")} as the method.`,
  variants: (base) => {
    const share = base.alignment.skipped || 0.25;
    const cell = (byDifficulty: boolean, skipped: number): Readonly<Record<string, unknown>> => ({
      "alignment.byDifficulty": byDifficulty,
      "alignment.skipped": skipped,
    });
    return variants(base, [
      ["neither", "neither", cell(false, 0)],
      ["data", "data by difficulty", cell(true, 0)],
      ["layers", "without shallow layers", cell(false, share)],
      ["both", "both", cell(true, share)],
    ]);
  },
};

export const experiments: readonly Experiment[] = [
  pdd,
  components,
  schedules,
  stages,
  split,
  growth,
  easy,
  layers,
  alignment,
];

/** Why an experiment cannot be run on a recipe, as a sentence: it is no base, or a variant is no valid recipe. */
export function refusal(experiment: Experiment, base: Recipe): string | null {
  const reason = experiment.refuse(base);
  if (reason) return reason;
  for (const { title, recipe } of experiment.variants(base)) {
    const problem = validateRecipe(recipe).problems[0];
    if (problem) return `The variant "${title}" cannot be run: ${problem.message}`;
  }
  return null;
}

export function findExperiment(name: string): Experiment | undefined {
  return experiments.find((each) => each.name === name);
}
