/**
 * The ConvNet of the field: D blocks of conv 3×3 → instance norm → ReLU → 2×2 average pooling, then a linear
 * classifier (Gidaris & Komodakis 2018, as used by DC, DSA, MTT and PDD). 28-pixel images are padded to 32 before the
 * first convolution, which equals the references' padding of 3 there.
 */
import { zeroPadding } from "../tensor/ops/linear";
import { convolution } from "../tensor/ops/convolution";
import { dense } from "../tensor/ops/dense";
import type { Layer } from "../tensor/ops/layer";
import { normReluPoolLayers } from "../tensor/ops/norm-relu-pool";
import { sequential, type Network } from "./network";

export interface ConvNetOptions {
  /** Blocks, 1 to 4. */
  readonly depth: number;
  /** Channels of every block. */
  readonly width: number;
  /** Side of the input images, 8 to 64. */
  readonly size: number;
  readonly channels: number;
  readonly classes: number;
}

/** Side of the feature map that the classifier sees. */
export function featureSize({ size, depth }: Pick<ConvNetOptions, "size" | "depth">): number {
  return (size === 28 ? 32 : size) >> depth;
}

/**
 * @throws Error if the images are too small for the depth.
 * The active back end decides which ops it is made of: choose that first.
 */
export function convNet(options: ConvNetOptions): Network {
  const { depth, width, size, channels, classes } = options;
  const side = featureSize(options);
  if (side < 1) throw new Error(`${depth} blocks halve a ${size}-pixel image to nothing`);
  const layers: unknown[] = size === 28 ? [zeroPadding(2)] : [];
  for (let d = 1; d <= depth; d++) {
    layers.push(
      convolution({
        name: `conv${d}`,
        inputs: d === 1 ? channels : width,
        outputs: width,
        kernel: 3,
        biasAbsorbed: true,
      }),
      ...normReluPoolLayers(`norm${d}`, width),
    );
  }
  layers.push(dense("classifier", side * side * width, classes));
  return sequential(`ConvNet-${depth}, width ${width}`, layers as Layer[]);
}
