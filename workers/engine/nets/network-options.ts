/** What tells networks apart, as plain data that crosses to threads, and what is said where no such network can be. */
import { StudioError } from "../../protocol/errors";
import type { norms } from "../../protocol/recipe/network";

/**
 * "resnet…" are those of the trajectory-matching family (64 to 512 planes), "…-ap" those with average pooling in the
 * place of strides, "…-idc" those of the family of IDC and PDD+IDC (32 to 256 planes at up to 32 pixels).
 */
export type NetworkArchitecture =
  | "convnet"
  | "mlp"
  | "lenet"
  | "alexnet"
  | "vgg11"
  | "resnet10"
  | "resnet18"
  | "resnet10-ap"
  | "resnet18-ap"
  | "resnet10-idc"
  | "resnet18-idc";

export type Norm = (typeof norms)[number];

export interface NetworkOptions {
  readonly architecture: NetworkArchitecture;
  /** Blocks of a ConvNet, 1 to 4; no other network reads it. */
  readonly depth: number;
  /** Channels of every block of a ConvNet; no other network reads it. */
  readonly width: number;
  /** What follows each convolution. MLP and LeNet have no norm and do not read it; ResNets have instance or batch. */
  readonly norm: Norm;
  /** Side of the input images, 8 to 64. */
  readonly size: number;
  /** Channels of the input images. */
  readonly channels: number;
  readonly classes: number;
}

/** Sides with 28 pixels padded to 32, which is the references' larger padding of the first convolution there. */
export const paddedSize = (size: number): number => (size === 28 ? 32 : size);

/** The error for a network that such images or settings cannot have. */
export function refused(problem: string, hint: string): StudioError {
  return new StudioError("bad-recipe", problem, hint);
}

/** The error for images that are too small. */
export function tooSmall(network: string, { size }: NetworkOptions, least: number): StudioError {
  return refused(
    `${network} halves an image of ${size} pixels until nothing that it can use is left.`,
    `Choose images of at least ${least} pixels, or another network.`,
  );
}
