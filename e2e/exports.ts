/** What each exported file must hold for the tiny recipe: its own settings, ten classes, 16 × 16 pixels in colour. */
import { expect } from "@playwright/test";
import { decode } from "fast-png";
import { strFromU8, unzipSync } from "fflate";
import { readNpz } from "./npz";

const classes = 10;
const size = 16;

/** A grid is a PNG whose images stand at a whole scale: at least classes × size × scale pixels tall. */
export function checkGrid(png: Uint8Array, stages: number, scale: number): void {
  const { width, height, channels } = decode(png);
  expect(channels).toBe(3);
  expect(width).toBeGreaterThanOrEqual(stages * size * scale);
  expect(height).toBeGreaterThanOrEqual(classes * size * scale);
  // Labels and gaps take less than the images do.
  expect(height).toBeLessThan(1.5 * classes * size * scale);
}

/** The arrays: stage after stage, class by class; finite numbers in the types that PyTorch takes. */
export function checkNpz(npz: Uint8Array, stages: number, shape = { channels: 3, size: 16 }): void {
  const { channels, size: side } = shape;
  const arrays = readNpz(npz);
  const count = stages * classes;
  expect(Object.entries(arrays).map(([name, { dtype, shape }]) => [name, dtype, shape])).toEqual([
    ["images", "<f4", [count, channels, side, side]],
    ["labels", "<i8", [count]],
    ["stage", "<i8", [count]],
    ["learning_rates", "<f4", [stages]],
    ["mean", "<f4", [channels]],
    ["std", "<f4", [channels]],
    ["class_names", expect.stringMatching(/^<U\d+$/), [classes]],
  ]);
  const numbers = (name: string): number[] => arrays[name]?.values.map(Number) ?? [];
  for (const name of ["images", "learning_rates", "mean", "std"]) {
    expect(
      numbers(name).every((value) => Number.isFinite(value)),
      name,
    ).toBe(true);
  }
  const places = Array.from({ length: count }, (_, index) => index);
  expect(numbers("labels")).toEqual(places.map((index) => index % classes));
  expect(numbers("stage")).toEqual(places.map((index) => 1 + Math.floor(index / classes)));
  expect(Math.min(...numbers("learning_rates"))).toBeGreaterThan(0);
  expect(Math.min(...numbers("std"))).toBeGreaterThan(0);
  const images = numbers("images");
  const pixelsPerImage = channels * side * side;
  for (const index of places) {
    const image = images.slice(index * pixelsPerImage, (index + 1) * pixelsPerImage);
    expect(Math.max(...image), `image ${index} is not one grey`).toBeGreaterThan(Math.min(...image));
  }
}

/** The images of an archive, flat. */
export function imagesOf(npz: Uint8Array): number[] {
  return readNpz(npz)["images"]?.values.map(Number) ?? [];
}

/** Single images: a folder for each class, an image of its own size for each stage. */
export function checkImages(zip: Uint8Array, stages: number): void {
  const files = Object.entries(unzipSync(zip));
  expect(files).toHaveLength(classes * stages);
  expect(new Set(files.map(([path]) => path.split("/")[0])).size).toBe(classes);
  for (const [path, png] of files) {
    expect(path).toMatch(/^[^/]+\/stage-\d+_\d+\.png$/);
    const { width, height, channels } = decode(png);
    expect([width, height, channels]).toEqual([size, size, 3]);
  }
}

const accuracy = {
  mean: expect.any(Number),
  std: expect.any(Number),
  values: expect.arrayContaining([expect.any(Number)]),
};
const firstLast = { first: expect.any(Number), last: expect.any(Number) };

/** The record of a run, in the shape that the command line writes too. */
function checkResult(result: unknown, backend: string, stages: number, iterations: number): void {
  const each = <T>(make: (stage: number) => T): T[] =>
    Array.from({ length: stages }, (_, index) => make(index + 1));
  expect(result).toMatchObject({
    recipe: { matching: { iterations }, stages: { count: stages, ipc: 1 } },
    backend,
    seconds: {
      experts: expect.any(Number),
      stages: each(() => expect.any(Number)),
      evaluation: expect.any(Number),
      total: expect.any(Number),
    },
    stages: each((stage) => ({
      stage,
      ipc: 1,
      iterations,
      loss: firstLast,
      layers: { "conv1.weight": firstLast, "classifier.bias": firstLast },
      learningRate: expect.any(Number),
    })),
    evaluation: [
      {
        schedule: "progressive",
        network: expect.any(String),
        totalIpc: stages,
        accuracy,
        byStage: each((totalIpc) => ({ totalIpc, accuracy })),
      },
    ],
    baselines: { random: { totalIpc: stages, accuracy }, fullData: { accuracy } },
  });
}

/** Losses of a stage, in order, from `curves.csv`. */
function losses(csv: string, stage: number): number[] {
  const [header = "", ...lines] = csv.trimEnd().split("\n");
  expect(header).toMatch(/^stage,iteration,loss,learning_rate,conv1\.weight,/);
  const rows = lines.map((line) => line.split(",").map(Number)).filter(([of]) => of === stage);
  expect(rows.map(([, at]) => at)).toEqual(rows.map((_, index) => index + 1));
  expect(rows.flat().every(Number.isFinite)).toBe(true);
  return rows.map(([, , loss]) => loss ?? Number.NaN);
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The whole run in one zip; the loss of each stage must have fallen. Gives the arrays in it. */
export function checkBundle(
  zip: Uint8Array,
  {
    backend,
    stages,
    iterations,
    scale,
  }: { backend: string; stages: number; iterations: number; scale: number },
): Uint8Array {
  const files = unzipSync(zip);
  const grids = Array.from({ length: stages }, (_, index) => `stage-${index + 1}.png`);
  expect(Object.keys(files).toSorted()).toEqual(
    [
      "curves.csv",
      "distilled.npz",
      "load.py",
      "recipe.json",
      "result.json",
      "run.json",
      "run.studio",
      "union.png",
      ...grids,
    ].toSorted(),
  );
  const text = (name: string): string => strFromU8(files[name] ?? new Uint8Array());
  const result: unknown = JSON.parse(text("result.json"));
  checkResult(result, backend, stages, iterations);
  expect(JSON.parse(text("run.json"))).toMatchObject({ formatVersion: 1, backend, result });
  for (let stage = 1; stage <= stages; stage++) {
    const fallen = losses(text("curves.csv"), stage);
    expect(fallen).toHaveLength(iterations);
    const few = Math.max(2, Math.floor(iterations / 6));
    expect(mean(fallen.slice(-few))).toBeLessThan(0.7 * mean(fallen.slice(0, few)));
    checkGrid(files[`stage-${stage}.png`] ?? new Uint8Array(), 1, scale);
  }
  checkGrid(files["union.png"] ?? new Uint8Array(), stages, scale);
  const npz = files["distilled.npz"] ?? new Uint8Array();
  checkNpz(npz, stages);
  return npz;
}
