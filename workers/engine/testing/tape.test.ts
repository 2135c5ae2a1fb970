/** The float64 reference itself, against central differences in float64. */
import { expect, it } from "vitest";
import type { OpDraws } from "../data/augmentation";
import type { ConvNetOptions } from "../nets/convnet";
import { sampleWeights } from "./network-checks";
import { referenceLoss, referenceTrajectoryLoss, type ReferenceStep } from "./reference-network";
import { Samples } from "./samples";
import { add, exponential, gradient, inner, leaf, logarithm, power, sum, times, type Value } from "./tape";

const options: ConvNetOptions = { depth: 2, width: 2, size: 8, channels: 2, classes: 3 };
const samples = new Samples("central differences");
const given = {
  images: samples.normal([3, 8, 8, 2]),
  targets: samples.probabilities(3, 3),
  theta: sampleWeights(options, samples),
};

/** Relative difference between the slope of f along `direction` and what its gradient says. */
function gap(
  f: (x: Value) => Value,
  at: ArrayLike<number>,
  direction: ArrayLike<number>,
  step: number,
): number {
  const value = (t: number): number => f(leaf(Array.from(at, (x, i) => x + t * direction[i]!))).values[0]!;
  const measured = (value(step) - value(-step)) / (2 * step);
  const x = leaf(at);
  const [slope] = gradient(f(x), [x]);
  const stated = inner(slope!, leaf(direction)).values[0]!;
  return Math.abs(measured - stated) / Math.abs(stated);
}

it("differentiates its operations, to third order", () => {
  const [at, direction] = [
    [0.7, 1.3, 2.1],
    [0.3, -1, 0.5],
  ];
  const f = (x: Value): Value => sum(times(exponential(x), add(logarithm(x), power(x, -0.5))));
  const slope = (g: (x: Value) => Value) => (x: Value) => inner(gradient(g(x), [x])[0]!, leaf([1, 2, -1]));
  expect(gap(f, at, direction, 1e-5)).toBeLessThan(1e-8);
  expect(gap(slope(f), at, direction, 1e-5)).toBeLessThan(1e-8);
  expect(gap(slope(slope(f)), at, direction, 1e-5)).toBeLessThan(1e-8);
});

it("differentiates a ConvNet by its images and weights", () => {
  const { images, targets, theta } = given;
  const direction = samples.normal([images.length]);
  const byImages = (x: Value): Value => referenceLoss(options, x, leaf(targets), theta.map(leaf));
  expect(gap(byImages, images, direction, 1e-6)).toBeLessThan(1e-6);
  theta.forEach((values, i) => {
    // A bias that an instance norm absorbs has no slope to compare.
    if (i % 4 === 1 && i < 8) return;
    const byWeights = (w: Value): Value =>
      referenceLoss(
        options,
        leaf(images),
        leaf(targets),
        theta.map((other, k) => (k === i ? w : leaf(other))),
      );
    expect(gap(byWeights, values, samples.normal([values.length]), 1e-6)).toBeLessThan(1e-6);
  });
});

it("differentiates a gradient", () => {
  const { images, targets, theta } = given;
  const lambda = theta.map((values) => samples.normal([values.length]));
  const product = (x: Value): Value => {
    const weights = theta.map(leaf);
    const slopes = gradient(referenceLoss(options, x, leaf(targets), weights), weights);
    return slopes.map((g, i) => inner(g, leaf(lambda[i]!))).reduce(add);
  };
  expect(gap(product, images, samples.normal([images.length]), 1e-6)).toBeLessThan(1e-6);
});

it("differentiates the unrolled student, augmentation included", () => {
  const { images, targets, theta } = given;
  const rotation: OpDraws = { op: "rotate", draws: [[0.2], [0.9], [0.6]] };
  const contrast: OpDraws = { op: "contrast", draws: [[0.1], [0.8], [0.5]] };
  const steps: ReferenceStep[] = [
    { rows: [0, 1, 1], ops: [rotation] },
    { rows: [2, 0, 1], ops: [contrast, rotation] },
    { rows: [2, 2, 0], ops: [] },
  ];
  const target = theta.map((values) => leaf(values.map((value, i) => value + 0.1 * Math.sin(i + 1))));
  const problem = {
    options,
    start: theta.map(leaf),
    target,
    masks: theta.map(() => null),
    images: leaf(images),
    targets: leaf(targets),
    learningRate: leaf([0.3]),
    steps,
  };
  const byImages = (x: Value): Value => referenceTrajectoryLoss({ ...problem, images: x });
  const byTargets = (y: Value): Value => referenceTrajectoryLoss({ ...problem, targets: y });
  const byRate = (rate: Value): Value => referenceTrajectoryLoss({ ...problem, learningRate: rate });
  expect(gap(byImages, images, samples.normal([images.length]), 1e-6)).toBeLessThan(1e-5);
  expect(gap(byTargets, targets, samples.normal([targets.length]), 1e-6)).toBeLessThan(1e-5);
  expect(gap(byRate, [0.3], [1], 1e-6)).toBeLessThan(1e-5);
});
