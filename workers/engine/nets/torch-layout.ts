/**
 * Between our memory layout (NHWC images, HWIO filters, features in height-width-channel order) and PyTorch's (NCHW,
 * OIHW, [out, in] with features in channel-height-width order). Golden vectors, exports and PAD's "first share of the
 * parameters" are all defined in PyTorch's order.
 */
import type { ParameterSpec } from "../tensor/ops/layer";

/** The shape of a parameter in PyTorch. */
export function torchShape({ layout, shape }: ParameterSpec): number[] {
  const order = { convolution: [3, 2, 0, 1], dense: [1, 0], map: [2, 0, 1], vector: [0] }[layout];
  return order.map((axis) => shape[axis]!);
}

/**
 * For each flat index in our layout, the flat index of the same number in PyTorch's.
 * @param featureChannels channels of the feature map that a dense layer flattens, unless it says so itself.
 */
export function torchIndices(spec: ParameterSpec, featureChannels: number): Int32Array {
  const size = spec.shape.reduce((a, b) => a * b, 1);
  const indices = new Int32Array(size);
  if (spec.layout === "convolution") {
    const [k, , inputs, outputs] = spec.shape as [number, number, number, number];
    for (let i = 0; i < size; i++) {
      const o = i % outputs;
      const c = Math.floor(i / outputs) % inputs;
      const tap = Math.floor(i / (outputs * inputs));
      indices[i] = (o * inputs + c) * k * k + tap;
    }
  } else if (spec.layout === "dense") {
    const [inputs, outputs] = spec.shape as [number, number];
    const channels = spec.channels ?? featureChannels;
    const pixels = inputs / channels;
    for (let i = 0; i < size; i++) {
      const o = i % outputs;
      const feature = Math.floor(i / outputs);
      const c = feature % channels;
      const pixel = Math.floor(feature / channels);
      indices[i] = o * inputs + c * pixels + pixel;
    }
  } else if (spec.layout === "map") {
    const [height, width, channels] = spec.shape as [number, number, number];
    for (let i = 0; i < size; i++) {
      indices[i] = (i % channels) * height * width + Math.floor(i / channels);
    }
  } else {
    for (let i = 0; i < size; i++) indices[i] = i;
  }
  return indices;
}

/** Values in PyTorch's order from values in ours. */
export function toTorch(
  values: ArrayLike<number>,
  spec: ParameterSpec,
  featureChannels: number,
): Float32Array {
  const out = new Float32Array(values.length);
  torchIndices(spec, featureChannels).forEach((to, from) => (out[to] = values[from]!));
  return out;
}

/** Values in our order from values in PyTorch's. */
export function fromTorch(
  values: ArrayLike<number>,
  spec: ParameterSpec,
  featureChannels: number,
): Float32Array {
  return Float32Array.from(torchIndices(spec, featureChannels), (from) => values[from]!);
}

/** Channels-first images [n,C,H,W] from channels-last [n,H,W,C]. */
export function imagesToTorch(values: ArrayLike<number>, size: number, channels: number): Float32Array {
  return permuteImages(values, size, channels, false);
}

/** Channels-last images [n,H,W,C] from channels-first [n,C,H,W]. */
export function imagesFromTorch(values: ArrayLike<number>, size: number, channels: number): Float32Array {
  return permuteImages(values, size, channels, true);
}

function permuteImages(
  values: ArrayLike<number>,
  size: number,
  channels: number,
  fromTorchOrder: boolean,
): Float32Array {
  const pixels = size * size;
  const out = new Float32Array(values.length);
  for (let base = 0; base < values.length; base += pixels * channels) {
    for (let p = 0; p < pixels; p++) {
      for (let c = 0; c < channels; c++) {
        const last = base + p * channels + c;
        const first = base + c * pixels + p;
        if (fromTorchOrder) out[last] = values[first]!;
        else out[first] = values[last]!;
      }
    }
  }
  return out;
}
