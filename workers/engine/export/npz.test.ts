import { unzipSync } from "fflate";
import { expect, it } from "vitest";
import { distilledNpz } from "./npz";
import { testSet } from "./test-set";

interface Npy {
  readonly descr: string;
  readonly shape: readonly number[];
  readonly data: DataView;
}

/** Reads a .npy of version 1: magic, version, header length, a Python dictionary, the values in C order. */
function readNpy(bytes: Uint8Array): Npy {
  expect([...bytes.subarray(0, 8)]).toEqual([
    0x93,
    ...[..."NUMPY"].map((letter) => letter.charCodeAt(0)),
    1,
    0,
  ]);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = 10 + view.getUint16(8, true);
  const header = new TextDecoder().decode(bytes.subarray(10, start));
  expect(header.endsWith("\n")).toBe(true);
  const [, descr, fortran, shape] =
    /^\{'descr': ?'([^']+)', ?'fortran_order': ?(\w+), ?'shape': ?\(([\d, ]*)\)/.exec(header)!;
  expect(fortran).toBe("False");
  return {
    descr: descr!,
    shape: shape!
      .split(",")
      .filter((part) => part.trim() !== "")
      .map(Number),
    data: new DataView(bytes.buffer, bytes.byteOffset + start, bytes.byteLength - start),
  };
}

const floats = ({ data }: Npy) =>
  Array.from({ length: data.byteLength / 4 }, (_, i) => data.getFloat32(4 * i, true));
const integers = ({ data }: Npy) =>
  Array.from({ length: data.byteLength / 8 }, (_, i) => Number(data.getBigInt64(8 * i, true)));

it("holds the set in NumPy's format and PyTorch's layout", () => {
  const set = testSet({ classNames: ["cat", "Übermut 🐟", "e"], ipc: 2, stageCount: 3 });
  const files = unzipSync(distilledNpz(set));
  expect(Object.keys(files)).toEqual(
    ["images", "labels", "stage", "learning_rates", "mean", "std", "class_names"].map(
      (name) => `${name}.npy`,
    ),
  );
  const read = (name: string) => readNpy(files[`${name}.npy`]!);

  const images = read("images");
  expect([images.descr, images.shape]).toEqual(["<f4", [18, 3, 4, 4]]);
  const values = floats(images);
  set.stages.forEach((stage, s) => {
    for (let n = 0; n < 6; n++) {
      for (let c = 0; c < 3; c++) {
        for (let p = 0; p < 16; p++) {
          expect(values[((s * 6 + n) * 3 + c) * 16 + p]).toBe(stage.images[(n * 16 + p) * 3 + c]);
        }
      }
    }
  });

  const labels = read("labels");
  expect([labels.descr, labels.shape]).toEqual(["<i8", [18]]);
  expect(integers(labels)).toEqual([0, 1, 2].flatMap(() => [0, 0, 1, 1, 2, 2]));
  expect(integers(read("stage"))).toEqual([1, 2, 3].flatMap((stage) => Array<number>(6).fill(stage)));
  expect(floats(read("learning_rates"))).toEqual([...Float32Array.of(0.02, 0.01, 0.02 / 3)]);
  expect(floats(read("mean"))).toEqual([...Float32Array.from(set.mean)]);
  expect(floats(read("std"))).toEqual([...Float32Array.from(set.std)]);

  const names = read("class_names");
  expect([names.descr, names.shape]).toEqual(["<U9", [3]]);
  const text = Array.from({ length: 3 }, (_, row) =>
    Array.from({ length: 9 }, (_code, i) => names.data.getUint32(4 * (9 * row + i), true))
      .filter((code) => code !== 0)
      .map((code) => String.fromCodePoint(code))
      .join(""),
  );
  expect(text).toEqual(set.classNames);
});

it("says of a whitened set what its values mean, and holds its pixels", () => {
  const dims = 48;
  const matrix = (diagonal: number): Float32Array =>
    Float32Array.from({ length: dims * dims }, (_, at) => {
      const [i, j] = [Math.floor(at / dims), at % dims];
      return i === j ? diagonal : 0.001 * (i + j);
    });
  const mean = Float32Array.from({ length: dims }, (_, k) => k / dims);
  const zca = { dims, mean, transform: matrix(2), inverse: matrix(0.5) };
  const set = testSet({ zca });
  const files = unzipSync(distilledNpz(set));
  expect(Object.keys(files).filter((name) => /^(mean|std)/.test(name))).toEqual([]);
  const read = (name: string) => readNpy(files[`${name}.npy`]!);
  expect(read("note").descr).toMatch(/^<U/);
  expect([read("pixels").shape, read("zca_mean").shape, read("zca_transform").shape]).toEqual([
    [12, 3, 4, 4],
    [48],
    [48, 48],
  ]);
  /** Place of (channel, pixel) in the order height, width, channel. */
  const at = (k: number): number => (k % 16) * 3 + Math.floor(k / 16);
  const pixels = floats(read("pixels"));
  const transform = floats(read("zca_transform"));
  const image = set.stages[1]!.images.subarray(dims, 2 * dims);
  for (let k = 0; k < dims; k += 5) {
    let sum = mean[at(k)]!;
    for (let j = 0; j < dims; j++) sum += image[j]! * zca.inverse[j * dims + at(k)]!;
    expect(pixels[7 * dims + k]).toBeCloseTo(sum, 5);
    expect(floats(read("zca_mean"))[k]).toBe(mean[at(k)]);
    for (let j = 0; j < dims; j += 7) {
      expect(transform[k * dims + j]).toBe(zca.transform[at(k) * dims + at(j)]);
    }
  }
});

it("holds the probabilities of learned labels, and the classes of hard ones", () => {
  const set = testSet({ ipc: 1 });
  const logits = Float32Array.of(0, Math.log(3), 0, 1, 1, 1, -200, 0, 200);
  const stages = [set.stages[0]!, { ...set.stages[1]!, labels: logits }];
  const files = unzipSync(distilledNpz({ ...set, stages }));
  const soft = readNpy(files["soft_labels.npy"]!);
  expect(soft.shape).toEqual([6, 3]);
  const third = 1 / 3;
  const expected = [1, 0, 0, 0, 1, 0, 0, 0, 1, 0.2, 0.6, 0.2, third, third, third, 0, 0, 1];
  floats(soft).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 6));
  expect(integers(readNpy(files["labels.npy"]!))).toEqual([0, 1, 2, 0, 1, 2]);
});

it("says how many images each one holds, where these are several", () => {
  const set = testSet();
  const stages = set.stages.map((stage) => ({ ...stage, factor: stage.stage }));
  const files = unzipSync(distilledNpz({ ...set, stages }));
  expect(integers(readNpy(files["factors.npy"]!))).toEqual([1, 2]);
});

it("refuses an empty set", () => {
  expect(() => distilledNpz(testSet({ stages: [] }))).toThrow("no distilled images");
});
