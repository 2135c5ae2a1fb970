/**
 * The tour: twelve steps at most, each bound to a part of the page and to where the run is. What a step says follows the
 * recipe (its method, stages and numbers); what it notices follows the run.
 */
import type { CurvePoint, PartProgress } from "../../../workers/protocol/events";
import { trajectoryMethods } from "../../../workers/protocol/methods/names";
import { findMethod } from "../../../workers/protocol/methods/registry";
import type { Recipe } from "../../../workers/protocol/recipe/recipe";
import type { RunPhase } from "../../runs/run/runModel";
import { count, counted, figure } from "../../ui/format";

/** What the steps know of the page. */
export interface TourFacts {
  readonly recipe: Recipe;
  readonly phase: RunPhase;
  readonly parts: readonly PartProgress[];
  readonly latest: CurvePoint | null;
  /** Accuracy of the newest union and of as many random real images, in percent. */
  readonly accuracy: {
    readonly stage: number;
    readonly distilled: string;
    readonly random: string | null;
  } | null;
}

/** What a step notices of the run: what it waits for, or that it is there. */
export interface TourNotice {
  readonly reached: boolean;
  readonly text: string;
}

export interface TourStep {
  readonly id: string;
  readonly title: string;
  /** Selectors of the part that it points at; the first that is on the page is taken. */
  readonly targets: readonly string[];
  readonly text: (facts: TourFacts) => string;
  readonly notice?: (facts: TourFacts) => TourNotice;
}

const isTrajectory = ({ method }: Recipe): boolean => trajectoryMethods.includes(method);
const begun = ({ phase }: TourFacts): boolean => phase !== "idle";
const part = ({ parts }: TourFacts, id: string): PartProgress | undefined =>
  parts.find((each) => each.id === id);

/** "the first stage has begun" and the like, for a part of the run. */
function partNotice(facts: TourFacts, id: string, name: string): TourNotice {
  const found = part(facts, id);
  if (found?.state === "done") return { reached: true, text: `${name}: done.` };
  if (found?.state === "running") {
    const work = found.total > 0 ? `, ${count(found.done)} of ${count(found.total)} ${found.unit}` : "";
    return { reached: true, text: `${name}: under way${work}.` };
  }
  return {
    reached: false,
    text: begun(facts) ? `${name}: still to come.` : `${name}: comes once a run is under way.`,
  };
}

const what: TourStep = {
  id: "distilled",
  title: "What is distilled",
  targets: [".run"],
  text: ({ recipe: { stages } }) =>
    `A data set of many real images is turned into a few synthetic ones: here ${count(stages.count * stages.ipc)} of each class. They are no selection. Every pixel is learned, so that a network trained on them alone does as well as it can on real images that it has never seen.`,
};

const plan: TourStep = {
  id: "stages",
  title: "Stage by stage",
  targets: [".timeline"],
  text: ({ recipe: { stages } }) =>
    stages.count > 1
      ? `This strip is the whole run. Progressive distillation learns the images in ${counted(stages.count, "stage")} of ${count(stages.ipc)} per class. Early stages teach what networks learn first; later ones add what is still missing.`
      : "This strip is the whole run. This recipe learns all its images in one stage; two or more make it progressive.",
};

const start: TourStep = {
  id: "start",
  title: "A run",
  targets: [".controls"],
  text: () =>
    "Everything is computed in this tab, and you can pause it, take single steps and look back. The recorded run shows the same at once, without computing.",
  notice: (facts) =>
    begun(facts)
      ? {
          reached: true,
          text: facts.phase === "recorded" ? "The recorded run is shown." : "The run has begun.",
        }
      : { reached: false, text: "Start distilling, or play the recorded run." },
};

const expert: TourStep = {
  id: "expert",
  title: "The experts",
  targets: ['[data-part="experts"]'],
  text: ({ recipe: { experts, matching } }) =>
    `${counted(experts.count, "expert")}: networks trained on the real data. Their weights are kept after every epoch. Such a row of weights is a trajectory: it shows how training on real images moves a network. Pieces of ${counted(matching.expertEpochs, "epoch")} from it are what the images have to imitate.`,
  notice: (facts) => partNotice(facts, "experts", "Experts"),
};

const looking: TourStep = {
  id: "expert",
  title: "A network to look through",
  targets: ['[data-part="stage-1"]'],
  text: ({ recipe: { method } }) =>
    `${findMethod(method).title} trains no experts. It looks at real and at synthetic images through one and the same network, and changes the synthetic ones until the network cannot tell what they do to it from what real ones do.`,
  notice: (facts) => partNotice(facts, "stage-1", "Stage 1"),
};

const student: TourStep = {
  id: "student",
  title: "The student",
  targets: [".image-grid-room", ".run"],
  text: ({ recipe: { matching } }) =>
    `In every iteration a student begins with an expert's weights and takes ${counted(matching.studentSteps, "step")} of training on the synthetic images alone. Where it ends is held against where the expert was ${counted(matching.expertEpochs, "epoch")} later. Slow motion shows one such walk.`,
  notice: (facts) => partNotice(facts, "stage-1", "Stage 1"),
};

const compared: TourStep = {
  id: "student",
  title: "What is compared",
  targets: [".image-grid-room", ".run"],
  text: ({ recipe: { method } }) => findMethod(method).about,
  notice: (facts) => partNotice(facts, "stage-1", "Stage 1"),
};

const loss: TourStep = {
  id: "loss",
  title: "The matching loss",
  targets: [".curves > .chart"],
  text: ({ recipe }) =>
    isTrajectory(recipe)
      ? `${findMethod(recipe.method).formula}. It is 1 if the student got no nearer to the expert than it was at its start, and 0 if it arrived. The gradient of this number goes back through all steps of the student into the pixels. It jumps about, since each iteration draws another piece of a trajectory.`
      : `${findMethod(recipe.method).formula}. It measures how differently real and synthetic images act on the network. Its gradient goes into the pixels. It jumps about, since each iteration draws other real images.`,
  notice: ({ latest }) =>
    latest
      ? {
          reached: true,
          text: `Now ${figure(latest.loss)}, stage ${latest.stage}, iteration ${count(latest.iteration)}.`,
        }
      : { reached: false, text: "The curve begins with the first iteration." },
};

const layers: TourStep = {
  id: "layers",
  title: "Layer by layer",
  targets: [".curves .chart:has(> .heat)", ".curves"],
  text: ({ recipe }) =>
    recipe.stages.count > 1
      ? "The same loss by layer, shallow at the top, deep at the bottom. Look which rows darken first and which stay bright: shallow layers carry edges and colours, deep ones what makes a class. Then compare the stages: what the first leaves bright is what the next ones can add."
      : "The same loss by layer, shallow at the top, deep at the bottom. Look which rows darken first and which stay bright: shallow layers carry edges and colours, deep ones what makes a class.",
  notice: ({ latest }) =>
    latest
      ? { reached: true, text: "Point at a row to follow it in the lines above." }
      : { reached: false, text: "The rows fill with the first iterations." },
};

const conditioning: TourStep = {
  id: "conditioning",
  title: "Conditioning",
  targets: ['[data-group="2"] .image-grid-places', '[data-part="stage-2"]'],
  text: ({ recipe: { stages } }) =>
    stages.conditioning
      ? "The second stage learns new images while those of the first are frozen and take part. The new ones are conditioned on them: they need not repeat what is there already."
      : "Conditioning is off in this recipe: the second stage learns as if the first did not exist, and may repeat it.",
  notice: (facts) => partNotice(facts, "stage-2", "Stage 2"),
};

const transition: TourStep = {
  id: "transition",
  title: "The transition",
  targets: ['[data-part="transition-1"]'],
  text: ({ recipe }) =>
    isTrajectory(recipe)
      ? "Between two stages, the networks that the experts began with are trained on the images so far, and the next experts go on from there on real data. So the next stage sees training as it goes on after its predecessor, not its first steps once more."
      : "Between two stages, fresh networks are trained on the images so far. The next stage looks through them instead of untrained ones: it matches what a network sees that knows its predecessor already.",
  notice: (facts) => partNotice(facts, "transition-1", "Transition"),
};

const union: TourStep = {
  id: "union",
  title: "The union, put to the test",
  targets: [".accuracy-panel"],
  text: ({ recipe: { stages, evaluation } }) =>
    `All stages together are the union: the distilled set. After each stage, ${counted(evaluation.networks, "fresh network")} train on ${stages.count > 1 ? "the stages so far, one after the other," : "it"} and are tested on real images. The dot has its company: as many random real images, and all the data. Distilling is worth it where the dot lies above random by more than both whiskers.`,
  notice: ({ accuracy }) =>
    accuracy
      ? {
          reached: true,
          text: `After stage ${accuracy.stage}: ${accuracy.distilled} %${accuracy.random ? `, random real images ${accuracy.random} %` : ""}.`,
        }
      : { reached: false, text: "The first dot comes after the first stage." },
};

const yours: TourStep = {
  id: "yours",
  title: "Your turn",
  targets: [".zone-setup", ".controls"],
  text: () =>
    "Change one setting and run again: one stage instead of three, more images per class, fewer student steps. The same recipe with the same seed always gives the same images, so that whatever differs comes from your change.",
};

/** The steps for a recipe: what it leaves out is not explained. */
export function tourSteps(recipe: Recipe): readonly TourStep[] {
  const several = recipe.stages.count > 1;
  return [
    what,
    plan,
    start,
    ...(isTrajectory(recipe) ? [expert, student] : [looking, compared]),
    loss,
    layers,
    ...(several ? [conditioning] : []),
    ...(several && recipe.stages.transition ? [transition] : []),
    union,
    yours,
  ];
}
