/**
 * Memory and storage of a run by formula, from the bytes that one step took in the warm-up. The numbers can be had for
 * other settings than those that were tried, to find one that fits.
 */
import { coresetsNeeded } from "../../protocol/recipe/needs";
import { expertEpochsNeeded, type Recipe } from "../../protocol/recipe/recipe";
import type { DataShape, MemoryForecast, StorageForecast } from "../../protocol/forecast";
import { trajectoryMethods } from "../../protocol/methods/names";
import { keptLimits } from "../../protocol/kept-limits";
import { objectiveOf } from "../matching/objectives";
import { defaultBudget, planSweep } from "../matching/trajectory/sweep-plan";
import { makeNetwork } from "../nets/make-network";
import type { NetworkOptions } from "../nets/network-options";
import { parameterSizes } from "../nets/weights";
import { netOptions } from "../run-networks";
import { trajectoryBudget } from "../experts/trajectories";
import { testedAtOnce } from "../training/accuracy";
import { countsOf, standInData } from "./stand-in";
import type { WarmUp } from "./warm-up";

/** What was measured, and of which recipe. */
interface MeasuredBytes extends Pick<WarmUp, "step" | "matching"> {
  readonly recipe: Recipe;
}

/** What every thread that computes takes by itself: a wasm heap at its smallest. */
const threadBytes = 16 * 2 ** 20;

const nothing = { train: 0, test: 0, heldOut: 0 };

const optionsOf = (recipe: Recipe, { classNames, channels }: DataShape): NetworkOptions =>
  netOptions(recipe, standInData({ classes: classNames.length, ...nothing }, 0, channels));

/** Bytes of one weight vector. */
function weightBytes(recipe: Recipe, shape: DataShape): number {
  const network = makeNetwork(optionsOf(recipe, shape));
  return 4 * parameterSizes(network).reduce((a, b) => a + b, 0);
}

const imageValues = (recipe: Recipe, { channels }: DataShape): number => recipe.data.size ** 2 * channels;

/** Synthetic images in one step of the student. */
const studentBatch = ({ matching, stages }: Recipe, classes: number): number =>
  matching.batchSize || classes * stages.ipc;

/** What the sweep over all student steps holds, weights and kept steps. */
function sweepBytes(recipe: Recipe, classes: number, weights: number, kept: number): number {
  const { studentSteps } = recipe.matching;
  if (recipe.method === "tesla") return 2 * weights + kept * studentBatch(recipe, classes);
  const stepBytes = Math.max(1, kept * studentBatch(recipe, classes));
  const plan = planSweep(studentSteps, weights, stepBytes, defaultBudget);
  return (Math.ceil(studentSteps / plan.segment) + plan.segment - 2) * weights + plan.kept * stepBytes;
}

/** Tensors of an iteration at its worst moment. */
function matchingBytes(
  recipe: Recipe,
  shape: DataShape,
  { step, matching, recipe: measured }: MeasuredBytes,
): number {
  const classes = shape.classNames.length;
  const tried = matching.recipe;
  // Activations grow with the width.
  const wider = recipe.network.width / measured.network.width;
  if (objectiveOf(recipe.method).startsFrom === "trajectories") {
    const kept = step.keptBytes;
    const before = sweepBytes(tried, matching.classes, weightBytes(tried, shape), kept);
    const rest = Math.max(0, matching.bytes - before);
    const more = studentBatch(recipe, classes) / studentBatch(tried, matching.classes);
    return sweepBytes(recipe, classes, weightBytes(recipe, shape), kept * wider) + rest * more * wider;
  }
  const { cost } = objectiveOf(recipe.method);
  const last = recipe.stages.count;
  const perClass = (one: Recipe, data: number): number =>
    cost(one, standInData({ classes: data, ...nothing }, 0, shape.channels), last) / data;
  return matching.bytes * wider * (perClass(recipe, classes) / perClass(tried, matching.classes));
}

/** Tensors of a network in training, or tested afterwards, at its worst moment. */
function trainingBytes(recipe: Recipe, shape: DataShape, { step, recipe: measured }: MeasuredBytes): number {
  const union = recipe.stages.count * recipe.stages.ipc * shape.classNames.length;
  const batch = Math.max(recipe.experts.batchSize, Math.min(recipe.evaluation.batchSize, union));
  const wider = recipe.network.width / measured.network.width;
  const { test, heldOut } = countsOf(recipe, shape);
  const tested = Math.min(testedAtOnce, Math.max(test, heldOut));
  const image = 4 * imageValues(recipe, shape);
  const atOnce = Math.max((step.bytes * wider + image) * batch, (step.testBytes * wider + image) * tested);
  return atOnce + 4 * weightBytes(recipe, shape) + union * image;
}

/** Weights of the experts of one stage. */
function trajectoryBytes(recipe: Recipe, shape: DataShape): number {
  if (!trajectoryMethods.includes(recipe.method)) return 0;
  return recipe.experts.count * (expertEpochsNeeded(recipe) + 1) * weightBytes(recipe, shape);
}

/** The data set as it was read. */
const fileBytes = ({ trainCount, testCount, size, channels }: DataShape): number =>
  (trainCount + testCount) * (size ** 2 * channels + 1);

/** @param stores whether trajectories can be put away, so that few are in memory at once */
export function memoryOf(
  recipe: Recipe,
  shape: DataShape,
  measured: MeasuredBytes,
  threads: number,
  stores: boolean,
): MemoryForecast {
  const { train, test, heldOut } = countsOf(recipe, shape);
  const images = (train + test + heldOut) * imageValues(recipe, shape) * (recipe.data.zca ? 5 : 1);
  const training = trainingBytes(recipe, shape, measured);
  const trajectories = trajectoryBytes(recipe, shape);
  return {
    tensors: Math.max(matchingBytes(recipe, shape, measured), training),
    threads: (threads - 1) * (training + threadBytes),
    trajectories: stores ? Math.min(trajectories, trajectoryBudget) : trajectories,
    images: images + fileBytes(shape),
  };
}

/** The largest single tensor: what the first convolution makes of a batch. */
export function largestTensor(recipe: Recipe, shape: DataShape): number {
  const union = recipe.stages.count * recipe.stages.ipc * shape.classNames.length;
  const { batchSize } = recipe.experts;
  const onTrajectories = trajectoryMethods.includes(recipe.method);
  const matched = onTrajectories ? studentBatch(recipe, shape.classNames.length) : recipe.bilevel.realBatch;
  const batch = Math.max(matched, batchSize, Math.min(recipe.evaluation.batchSize, union));
  // 28-pixel images are padded to 32 on their way in.
  const side = recipe.data.size === 28 ? 32 : recipe.data.size;
  return 4 * batch * side ** 2 * recipe.network.width;
}

/** Characters of a point of the curves, and of each number in it. */
const pointText = 70;
const numberText = 20;

/** A checkpoint towards the end of a stage. */
function checkpointBytes(recipe: Recipe, shape: DataShape, stage: number): number {
  const { stages, evaluation, matching } = recipe;
  const block = shape.classNames.length * stages.ipc * imageValues(recipe, shape);
  const picture = 4 * shape.classNames.length * stages.ipc * recipe.data.size ** 2;
  const shown = Math.min(keptLimits.images + 1, matching.iterations + 1);
  const pictures = stage * Math.min(shown * picture, keptLimits.imageBytes + picture);
  const network = makeNetwork(optionsOf(recipe, shape));
  const terms = objectiveOf(recipe.method).terms(network, recipe).length;
  const curves = stage * matching.iterations * (pointText + numberText * (terms + 4));
  const judges =
    evaluation.networks * (1 + Number(evaluation.randomBaseline) + coresetsNeeded(recipe).length);
  const starts = trajectoryMethods.includes(recipe.method) ? 0 : stages.startNetworks;
  const networks = 2 * (judges + starts) * weightBytes(recipe, shape);
  // The finished stages, those to hand out, and the images under way with their momentum.
  const arrays = 4 * block * (2 * stage + 2);
  return pictures + curves + networks + arrays;
}

/** @param stores whether trajectories are kept apart from checkpoints */
export function storageOf(recipe: Recipe, shape: DataShape, stores: boolean): StorageForecast {
  const { count, transition } = recipe.stages;
  const trajectories = trajectoryBytes(recipe, shape);
  const files = Array.from(
    { length: count },
    (_, i) => checkpointBytes(recipe, shape, i + 1) + (stores ? 0 : trajectories),
  );
  const ends = files.filter((bytes) => bytes <= keptLimits.stageEnd).reduce((a, b) => a + b, 0);
  const data = fileBytes(shape);
  return {
    // The last checkpoint stays until the next one is whole.
    run: ends + 2 * files.at(-1)!,
    trajectories: stores ? trajectories * (transition ? count : 1) : 0,
    data: shape.set !== "shapes" && data <= keptLimits.data ? data : 0,
  };
}
