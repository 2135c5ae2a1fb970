/**
 * The distilled set as a NumPy archive: an `.npz` is a zip of `.npy` files, one for each array, and `np.load`
 * reads it without pickle. PyTorch's layout and types: images N × C × H × W, labels int64.
 */
import { dump } from "npyjs";
import { toPixels } from "../data/display";
import type { Zca } from "../data/zca/zca";
import type { DistilledSet, DistilledStage } from "../progressive/distilled";
import { softmaxRows } from "../training/softmax";
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

const normalised = ({ mean, std, channels }: DistilledSet): [string, Npy][] => [
  ["mean.npy", floats(mean, [channels])],
  ["std.npy", floats(std, [channels])],
];

const whitenedNote =
  "images are ZCA-whitened: images = (pixels - zca_mean) @ zca_transform, flattened as channel, height, width; " +
  "pixels are in 0 to 1 but for what the learning added";

/** The arrays that tell what whitened values mean; only a note where the whitening is not at hand. */
function whitened(set: DistilledSet, zca: Zca | "pending"): [string, Npy][] {
  if (zca === "pending") return [["note.npy", names(["images are ZCA-whitened"])]];
  const { size, channels } = set;
  const { dims } = zca;
  const images = set.stages.map(({ images: values }) => channelsFirst(toPixels(values, set), size, channels));
  const count = images.reduce((sum, values) => sum + values.length, 0) / dims;
  // The order of the values of an image: rows are re-ordered by value, then, as the matrix is symmetric, the columns.
  const inRows = channelsFirst(zca.transform, size, channels);
  const turned = transpose(inRows, dims);
  const transform = channelsFirst(turned, size, channels);
  return [
    ["pixels.npy", floats(joined(images), [count, channels, size, size])],
    ["zca_mean.npy", floats(channelsFirst(zca.mean, size, channels), [dims])],
    ["zca_transform.npy", floats(transform, [dims, dims])],
    ["note.npy", names([whitenedNote])],
  ];
}

/** The label probabilities of sets that have learned them. */
function softLabels(set: DistilledSet, stages: readonly DistilledStage[]): [string, Npy][] {
  const classes = set.classNames.length;
  if (stages.every(({ labels }) => !labels)) return [];
  const rows = stages.map(({ labels, ipc }) =>
    labels ? softmaxRows(labels, classes) : hardRows(classes, ipc),
  );
  const all = joined(rows);
  return [["soft_labels.npy", floats(all, [all.length / classes, classes])]];
}

/** How many images each one holds, of sets that have more in them than they store. */
function factors(stages: readonly DistilledStage[]): [string, Npy][] {
  const values = stages.map(({ factor }) => factor ?? 1);
  return values.every((factor) => factor === 1) ? [] : [["factors.npy", integers(values)]];
}

/** One-hot rows, class by class. */
function hardRows(classes: number, ipc: number): Float32Array {
  const rows = new Float32Array(classes * ipc * classes);
  for (let i = 0; i < classes * ipc; i++) rows[i * classes + Math.floor(i / ipc)] = 1;
  return rows;
}

function transpose(matrix: Float32Array, side: number): Float32Array {
  const out = new Float32Array(matrix.length);
  for (let i = 0; i < side; i++) for (let j = 0; j < side; j++) out[j * side + i] = matrix[i * side + j]!;
  return out;
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/**
 * NPZ of a distilled set of n images: `images` float32 [n, C, H, W] in the normalised space, stages after one
 * another and class by class within each; `labels` and `stage` (from 1) int64 [n]; `learning_rates` float32 [P],
 * the learned β of each stage; where labels were learned `soft_labels` float32 [n, classes], probabilities that take the
 * place of `labels` in training; where images hold several (IDC) `factors` int64 [P]: each image of stage p is a grid of
 * factors[p − 1]² smaller ones, to be cut out and enlarged as `load.py` does; `mean` and `std` float32 [C], with pixel/255 = value · std + mean; `class_names`.
 *
 * A whitened set holds, in place of `mean` and `std`: `pixels` float32 [n, C, H, W], pixel/255 by the inverse of ZCA, not
 * cut; `zca_mean` [C·H·W] and `zca_transform` [C·H·W, C·H·W], with value = (pixel/255 − mean) · transform; and a `note`.
 * @throws StudioError `no-data` if nothing has been distilled yet.
 */
export function distilledNpz(set: DistilledSet): Uint8Array<ArrayBuffer> {
  const { size, channels, classNames } = set;
  const stages = stagesOf(set);
  const images = joined(stages.map((stage) => channelsFirst(stage.images, size, channels)));
  const labels: number[] = [];
  const stageNumbers: number[] = [];
  for (const { stage, ipc } of stages) {
    for (let index = 0; index < classNames.length * ipc; index++) {
      labels.push(Math.floor(index / ipc));
      stageNumbers.push(stage);
    }
  }
  const arrays = new Map<string, Npy>([
    ["images.npy", floats(images, [labels.length, channels, size, size])],
    ["labels.npy", integers(labels)],
    ...softLabels(set, stages),
    ["stage.npy", integers(stageNumbers)],
    ...factors(stages),
    [
      "learning_rates.npy",
      floats(
        stages.map((stage) => stage.learningRate),
        [stages.length],
      ),
    ],
    ...(set.zca ? whitened(set, set.zca) : normalised(set)),
    ["class_names.npy", names(classNames)],
  ]);
  return zipFiles(arrays);
}
