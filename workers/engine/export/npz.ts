/**
 * The distilled set as a NumPy archive: an `.npz` is a zip of `.npy` files, one for each array, and `np.load`
 * reads it without pickle. PyTorch's layout and types: images N × C × H × W, labels int64.
 */
import { dump } from "npyjs";
import type { DistilledSet } from "../progressive/distilled";
import { zipFiles } from "./archive";
import { stagesOf } from "./image-bytes";

type Npy = Uint8Array<ArrayBuffer>;

const floats = (values: Float32Array | readonly number[], shape: readonly number[]): Npy =>
  new Uint8Array(dump(Float32Array.from(values), [...shape]));

/** int64, because PyTorch's cross entropy takes class indices in no other type. */
const integers = (values: readonly number[]): Npy =>
  new Uint8Array(
    dump(
      BigInt64Array.from(values, (value) => BigInt(value)),
      [values.length],
    ),
  );

/** A `<U` array: every name as UTF-32 code points, padded with zeros to the longest. */
function names(values: readonly string[]): Npy {
  const codes = values.map((name) => [...name].map((letter) => letter.codePointAt(0) as number));
  const width = Math.max(1, ...codes.map((code) => code.length));
  const data = new Uint32Array(values.length * width);
  codes.forEach((code, row) => data.set(code, row * width));
  return new Uint8Array(dump(data, [values.length], { dtype: `U${width}` }));
}

/** N × H × W × C to N × C × H × W. */
function channelsFirst(images: Float32Array, size: number, channels: number): Float32Array {
  const area = size * size;
  const out = new Float32Array(images.length);
  for (let start = 0; start < images.length; start += area * channels) {
    for (let pixel = 0; pixel < area; pixel++) {
      for (let channel = 0; channel < channels; channel++) {
        out[start + channel * area + pixel] = images[start + pixel * channels + channel] as number;
      }
    }
  }
  return out;
}

/**
 * NPZ of a distilled set of n images: `images` float32 [n, C, H, W] in the normalised space, stages after one
 * another and class by class within each; `labels` and `stage` (from 1) int64 [n]; `learning_rates` float32 [P],
 * the learned β of each stage; `mean` and `std` float32 [C], with pixel/255 = value · std + mean; `class_names`.
 * @throws StudioError `no-data` if nothing has been distilled yet.
 */
export function distilledNpz(set: DistilledSet): Uint8Array<ArrayBuffer> {
  const { size, channels, classNames } = set;
  const stages = stagesOf(set);
  const images = new Float32Array(stages.reduce((sum, stage) => sum + stage.images.length, 0));
  const labels: number[] = [];
  const stageNumbers: number[] = [];
  let at = 0;
  for (const { stage, ipc, images: values } of stages) {
    images.set(channelsFirst(values, size, channels), at);
    at += values.length;
    for (let index = 0; index < classNames.length * ipc; index++) {
      labels.push(Math.floor(index / ipc));
      stageNumbers.push(stage);
    }
  }
  const arrays = new Map<string, Npy>([
    ["images.npy", floats(images, [labels.length, channels, size, size])],
    ["labels.npy", integers(labels)],
    ["stage.npy", integers(stageNumbers)],
    [
      "learning_rates.npy",
      floats(
        stages.map((stage) => stage.learningRate),
        [stages.length],
      ),
    ],
    ["mean.npy", floats(set.mean, [channels])],
    ["std.npy", floats(set.std, [channels])],
    ["class_names.npy", names(classNames)],
  ]);
  return zipFiles(arrays);
}
