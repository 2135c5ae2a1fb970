/**
 * Whether the distilled set is good for networks that it was not distilled with: fresh networks of other architectures
 * are trained on the finished set, under the same progressive schedule and routine and at the same rates, and tested.
 */
import type { Architecture } from "../../protocol/recipe/evaluation";
import { jobsPart, type JobGroup } from "../jobs/jobs-part";
import { networkName } from "../nets/make-network";
import type { NetworkArchitecture, NetworkOptions, Norm } from "../nets/network-options";
import type { Part, PartContext } from "../part";
import { once, trainingImages } from "../progressive/training-arrays";
import { summarise } from "../training/accuracy";
import { evaluationPasses } from "../training/synthetic";
import { freshJudge, judgeJob, judgeLeg } from "./judge";

/** What each name of the recipe's list stands for. */
const kinds: Readonly<Record<Architecture, readonly [NetworkArchitecture, Norm]>> = {
  "convnet-batch": ["convnet", "batch"],
  mlp: ["mlp", "none"],
  lenet: ["lenet", "none"],
  alexnet: ["alexnet", "instance"],
  vgg11: ["vgg11", "instance"],
  resnet10: ["resnet10", "instance"],
  "resnet10-batch": ["resnet10", "batch"],
  resnet18: ["resnet18", "instance"],
  "resnet18-batch": ["resnet18", "batch"],
  "resnet10-idc": ["resnet10-idc", "batch"],
  "resnet18-idc": ["resnet18-idc", "batch"],
};

/** The network that an entry of the recipe's list means; a ConvNet has the recipe's own depth and width. */
export function architectureOptions(
  architecture: Architecture,
  { recipe, data }: Pick<PartContext, "recipe" | "data">,
): NetworkOptions {
  const [name, norm] = kinds[architecture];
  const { depth, width } = recipe.network;
  const { size, channels, classNames } = data;
  return { architecture: name, norm, depth, width, size, channels, classes: classNames.length };
}

/** Pixels pushed through another network cost more than through the run's own; how much more, only measuring tells. */
export function architecturesPart(context: PartContext): Part {
  const { recipe, data, made, emit } = context;
  const { networks, architectures } = recipe.evaluation;
  const { count, ipc } = recipe.stages;
  const unions = Array.from({ length: count }, (_, i) =>
    once(() => trainingImages(made.stages.slice(0, i + 1), context)),
  );
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
    cost: (count + 1) * 0.5 * ipc * data.classNames.length,
    units: Array.from({ length: architectures.length * networks }, () => count * evaluationPasses(recipe)),
    async job(index) {
      const architecture = architectures[Math.floor(index / networks)]!;
      const network = index % networks;
      const images = await Promise.all(unions.map((union) => union()));
      const legs = made.stages.map(({ learningRate }, i) =>
        judgeLeg(context, images[i]!, learningRate, `${architecture} ${i + 1}/network ${network}`),
      );
      // Tested once, at the end.
      const untested = legs.map(({ test, ...leg }, i) => (i < count - 1 ? leg : { ...leg, test }));
      const options = architectureOptions(architecture, context);
      return judgeJob(context, { from: freshJudge(network), legs: untested, network: options });
    },
    groups: architectures.map(group),
  });
}
