/**
 * Whether the distilled set is good for networks that it was not distilled with: fresh networks of other architectures
 * are trained on the finished set, under the same progressive schedule and routine and at the same rates, and tested.
 */
import type { Architecture } from "../../protocol/recipe/evaluation";
import { judgedPassCost } from "../costs";
import type { JobImages } from "../jobs/job";
import { jobsPart, type JobGroup } from "../jobs/jobs-part";
import { makeNetwork, networkName } from "../nets/make-network";
import type { NetworkOptions } from "../nets/network-options";
import { otherArchitecture } from "../nets/other-architecture";
import type { Part, PartContext } from "../part";
import { TrainingSets } from "../progressive/training-arrays";
import { summarise } from "../training/accuracy";
import { evaluationPasses } from "../training/synthetic";
import { freshJudge, judgeJob, judgeLeg } from "./judge";

/** The network that an entry of the recipe's list means; a ConvNet has the recipe's own depth and width. */
export function architectureOptions(
  architecture: Architecture,
  { recipe, data }: Pick<PartContext, "recipe" | "data">,
): NetworkOptions {
  const { depth, width, norm } = recipe.network;
  const { size, channels, classNames } = data;
  const own = {
    architecture: "convnet",
    norm,
    depth,
    width,
    size,
    channels,
    classes: classNames.length,
  } as const;
  return otherArchitecture(architecture, own);
}

/**
 * Trains and tests the recipe's list. An image pushed through another network costs more than through the run's own; how
 * much more, only measuring tells.
 * @throws StudioError `bad-recipe` if one of them cannot be had for such images.
 */
export function architecturesPart(context: PartContext): Part {
  const { recipe, data, made, emit } = context;
  const { networks, architectures } = recipe.evaluation;
  const { count, ipc } = recipe.stages;
  // What cannot be is said at the start of the run, not at its end.
  for (const architecture of architectures) makeNetwork(architectureOptions(architecture, context));
  const passes = count * evaluationPasses(recipe);
  const sets = new TrainingSets(context);
  const union = (i: number): Promise<JobImages> => sets.of(`${i}`, () => made.stages.slice(0, i + 1));
  const group = (architecture: Architecture, at: number): JobGroup => ({
    count: networks,
    done(records) {
      const values = records.map(({ result }) => result!.accuracies.at(-1)!);
      made.architectures = [...made.architectures.slice(0, at), values];
      const network = networkName(architectureOptions(architecture, context));
      const accuracy = summarise(values);
      emit({ kind: "accuracy", report: { of: "architecture", network, totalIpc: count * ipc, accuracy } });
    },
  });
  return jobsPart(context, {
    id: "architectures",
    kind: "evaluation",
    title: "Other architectures",
    stage: 0,
    unit: "epochs",
    cost: judgedPassCost((count + 1) * 0.5 * ipc * data.classNames.length, data, passes),
    units: Array.from({ length: architectures.length * networks }, () => passes),
    async job(index) {
      const architecture = architectures[Math.floor(index / networks)]!;
      const network = index % networks;
      const images = await Promise.all(made.stages.map((_, i) => union(i)));
      const legs = made.stages.map(({ learningRate }, i) =>
        judgeLeg(context, images[i]!, learningRate, `${architecture} ${i + 1}/network ${network}`),
      );
      // Tested once, at the end.
      const untested = legs.map(({ test, ...leg }, i) => (i < count - 1 ? leg : { ...leg, test }));
      const options = architectureOptions(architecture, context);
      return judgeJob(context, { from: freshJudge(network), legs: untested, network: options });
    },
    release: () => sets.clear(),
    groups: architectures.map(group),
  });
}
