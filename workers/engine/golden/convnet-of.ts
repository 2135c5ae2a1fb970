/** The ConvNet that a golden file was computed with, found from the shapes in it, and its weights in our layout. */
import { convNet, type ConvNetOptions } from "../nets/convnet";
import type { Network } from "../nets/network";
import { fromTorch, imagesFromTorch, imagesToTorch, toTorch } from "../nets/torch-layout";
import { tensor, type Tensor } from "../tensor/memory";
import type { ParameterSpec } from "../tensor/ops/layer";
import { malformed, type GoldenTensor } from "./schema";

/** Side and channels of square images [n,C,H,W]. */
export interface ImageShape {
  readonly count: number;
  readonly size: number;
  readonly channels: number;
}

/** @throws StudioError `bad-file` unless `shape` is that of square images, channels first. */
export function imageShape(file: string, { shape }: GoldenTensor): ImageShape {
  const [count, channels, size, width] = shape;
  if (shape.length !== 4 || !count || !channels || !size || size !== width) {
    throw malformed(file, `images of shape [${shape}], where [n, channels, size, size] was expected`);
  }
  return { count, size, channels };
}

/** Images in our layout, [n,H,W,C]. The caller owns them. */
export function imagesTensor(file: string, images: GoldenTensor): Tensor {
  const { count, size, channels } = imageShape(file, images);
  return tensor(imagesFromTorch(images.data, size, channels), [count, size, size, channels]);
}

/** Labels as probabilities, [n, classes]. The caller owns them. */
export function oneHot(labels: readonly number[], classes: number): Tensor {
  const rows = new Float32Array(labels.length * classes);
  labels.forEach((label, i) => (rows[i * classes + label] = 1));
  return tensor(rows, [labels.length, classes]);
}

/** A network, and how its tensors are laid out in the golden file. */
export interface GoldenNetwork {
  readonly network: Network;
  readonly options: ConvNetOptions;
  /** Weights from values in PyTorch's layout, one list a parameter. The caller owns them. */
  weights(values: readonly ArrayLike<number>[]): Tensor[];
  /** One parameter's values in PyTorch's order. */
  parameterToTorch(values: ArrayLike<number>, index: number): Float32Array;
  /** Images' values in PyTorch's order. */
  imagesToTorch(values: ArrayLike<number>): Float32Array;
}

const torchShape = ({ layout, shape }: ParameterSpec): number[] => {
  if (layout === "convolution") return [shape[3]!, shape[2]!, shape[0]!, shape[1]!];
  return layout === "dense" ? [shape[1]!, shape[0]!] : [...shape];
};

/**
 * @param shapes of the parameters in PyTorch's layout and order: four a block, two of the classifier.
 * @throws StudioError `bad-file` if no ConvNet has such parameters.
 */
export function goldenNetwork(
  file: string,
  names: readonly string[],
  shapes: readonly (readonly number[])[],
  images: GoldenTensor,
): GoldenNetwork {
  const { size, channels } = imageShape(file, images);
  const depth = (shapes.length - 2) / 4;
  const width = shapes[0]?.[0];
  const classes = shapes.at(-1)?.[0];
  if (!Number.isInteger(depth) || depth < 1 || !width || !classes) {
    throw malformed(
      file,
      `${shapes.length} parameters, where a ConvNet has four a block and two of the classifier`,
    );
  }
  const options = { depth, width, size, channels, classes };
  if (size >> depth < 1)
    throw malformed(file, `images of ${size} pixels, which ${depth} blocks halve to nothing`);
  const network = convNet(options);
  network.parameters.forEach((spec, i) => {
    const expected = torchShape(spec);
    if (String(shapes[i]) !== String(expected)) {
      throw malformed(
        file,
        `parameter ${names[i] ?? i} of shape [${shapes[i]}], where [${expected}] was expected`,
      );
    }
  });
  return {
    network,
    options,
    weights: (values) =>
      network.parameters.map((spec, i) => tensor(fromTorch(values[i]!, spec, width), spec.shape)),
    parameterToTorch: (values, i) => toTorch(values, network.parameters[i]!, width),
    imagesToTorch: (values) => imagesToTorch(values, size, channels),
  };
}
