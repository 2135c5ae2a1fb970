/**
 * The networks, beside the recipe's own, that a finished set is tested on. As in the papers: AlexNet without norm, VGG11
 * and the ResNets of the trajectory-matching family with instance norm unless batch norm is asked for, the ResNets of
 * the IDC family with batch norm.
 */
import type { Architecture } from "../../protocol/recipe/evaluation";
import type { NetworkArchitecture, NetworkOptions, Norm } from "./network-options";

const kinds: Readonly<Record<Architecture, readonly [NetworkArchitecture, Norm]>> = {
  "convnet-batch": ["convnet", "batch"],
  mlp: ["mlp", "none"],
  lenet: ["lenet", "none"],
  alexnet: ["alexnet", "none"],
  vgg11: ["vgg11", "instance"],
  resnet10: ["resnet10", "instance"],
  "resnet10-batch": ["resnet10", "batch"],
  resnet18: ["resnet18", "instance"],
  "resnet18-batch": ["resnet18", "batch"],
  "resnet10-idc": ["resnet10-idc", "batch"],
  "resnet18-idc": ["resnet18-idc", "batch"],
};

/**
 * @param own the recipe's network: its images and classes, and the depth and width that another ConvNet takes over.
 */
export function otherArchitecture(name: Architecture, own: NetworkOptions): NetworkOptions {
  const [architecture, norm] = kinds[name];
  return { ...own, architecture, norm };
}
