/** Every network of the studio from its options. */
import { tidy } from "../tensor/memory";
import { chain } from "../tensor/ops/chain";
import type { Layer } from "../tensor/ops/layer";
import { alexNetLayers } from "./alexnet";
import { convNet, featureSize } from "./convnet";
import { convNetLayers } from "./convnet-variants";
import { leNetLayers } from "./lenet";
import { mlpLayers } from "./mlp";
import { sequential, type Network } from "./network";
import { refused, tooSmall, type NetworkArchitecture, type NetworkOptions } from "./network-options";
import { normMaker, normName, type NormMaker } from "./norms";
import { resNetLayers, type ResNetKind } from "./resnet";
import { vggLayers } from "./vgg";

const resNets: Partial<Record<NetworkArchitecture, readonly [string, ResNetKind]>> = {
  resnet10: ["ResNet-10", { family: "trajectory", repeats: 1 }],
  resnet18: ["ResNet-18", { family: "trajectory", repeats: 2 }],
  "resnet10-ap": ["ResNet-10 with average pooling", { family: "trajectory-ap", repeats: 1 }],
  "resnet18-ap": ["ResNet-18 with average pooling", { family: "trajectory-ap", repeats: 2 }],
  "resnet10-idc": ["ResNet-10 of the IDC family", { family: "idc", repeats: 1 }],
  "resnet18-idc": ["ResNet-18 of the IDC family", { family: "idc", repeats: 2 }],
};

/** Whether the network has norms at all. */
const hasNorm = ({ architecture, norm }: NetworkOptions): boolean =>
  norm !== "none" && architecture !== "mlp" && architecture !== "lenet";

/** For people: "ConvNet-3, width 32, batch norm", "ResNet-18 (instance norm)", "LeNet". */
export function networkName(options: NetworkOptions): string {
  const { architecture, depth, width, norm } = options;
  if (architecture === "convnet") {
    return `ConvNet-${depth}, width ${width}${norm === "instance" ? "" : `, ${normName(norm)}`}`;
  }
  const plain = { mlp: "MLP", lenet: "LeNet", alexnet: "AlexNet", vgg11: "VGG11" } as const;
  const resNet = resNets[architecture];
  const name = resNet ? resNet[0] : plain[architecture as keyof typeof plain];
  return hasNorm(options) ? `${name} (${normName(norm)})` : name;
}

function layersOf(options: NetworkOptions, norm: NormMaker): Layer[] {
  const resNet = resNets[options.architecture];
  if (resNet) {
    const [label, kind] = resNet;
    if (options.norm !== "instance" && options.norm !== "batch") {
      throw refused(`There is no ${label} with ${normName(options.norm)}.`, "Choose instance or batch norm.");
    }
    return resNetLayers(label, kind, options, norm);
  }
  switch (options.architecture) {
    case "mlp":
      return mlpLayers(options);
    case "lenet":
      return leNetLayers(options);
    case "alexnet":
      return alexNetLayers(options, norm);
    case "vgg11":
      return vggLayers(options, norm);
    default:
      return convNetLayers(options, norm);
  }
}

/**
 * The network of `options`; to be called once the back end is active. A ConvNet with instance norm takes the fast path
 * of {@link convNet}. All networks can be distilled with; those with batch norm see whole batches only.
 * @throws StudioError `bad-recipe` if the images are too small for it, or it cannot have such a norm.
 */
export function makeNetwork(options: NetworkOptions): Network {
  const { architecture, depth, norm } = options;
  if (architecture === "convnet" && featureSize(options) < 1) {
    throw tooSmall(`A ConvNet of ${depth} blocks`, options, 2 ** depth);
  }
  if (architecture === "convnet" && norm === "instance") return convNet(options);
  const name = networkName(options);
  const layers = layersOf(options, normMaker(norm, "training"));
  const training = sequential(name, layers);
  if (norm !== "batch" || !hasNorm(options)) return training;
  const frozen = sequential(name, layersOf(options, normMaker(norm, "testing")));
  const whole = chain(layers);
  return {
    ...training,
    logits: frozen.logits,
    batchNorm: {
      frozen,
      trainingLogits: training.logits,
      statistics: (images, theta) => tidy(() => whole.statistics!(whole.forward(images, theta).saved)),
    },
  };
}
