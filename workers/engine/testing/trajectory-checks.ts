/**
 * Trajectory matching with augmentation inside, on the active back end, against the student unrolled in float64: three
 * steps, rows that repeat within a batch and between batches, with and without parameter selection.
 */
import type { AugmentationGroup } from "../../protocol/recipe/augmentation";
import { drawAugmentation, type AugmentationOp, type OpDraws } from "../data/augmentation";
import { compare, compareNumber, take, tolerances, type Check } from "../golden/check";
import { disposeProblem } from "../golden/match-check";
import { depthMasks, smallestErrorMasks } from "../matching/trajectory/parameter-selection";
import { matchTesla } from "../matching/trajectory/tesla";
import { matchTrajectory, type TrajectoryMatch } from "../matching/trajectory/trajectory";
import type { Matching } from "../matching/trajectory/trajectory-learner";
import type { TrajectoryProblem } from "../matching/trajectory/arrival";
import { convNet, type ConvNetOptions } from "../nets/convnet";
import { dispose, read, tensor } from "../tensor/memory";
import { Random } from "../tensor/random";
import { sampleWeights } from "./network-checks";
import { referenceTrajectoryLoss, type ReferenceProblem } from "./reference-network";
import { Samples } from "./samples";
import { gradient, leaf } from "./tape";

export interface TrajectoryCase {
  readonly options: ConvNetOptions;
  /** The group drawn at each step, or null for none. */
  readonly groups: readonly (AugmentationGroup | null)[];
  /** Share of the parameters left out of the loss. */
  readonly share: number;
  /** Which ones; the shallow ones if it does not say. */
  readonly skip?: "shallow" | "deep" | "smallest";
}

const images = 4;
const batches = [
  [0, 2, 2],
  [1, 3, 0],
  [2, 1, 1],
] as const;
const learningRate = Math.fround(0.3);

export const trajectoryCases: readonly TrajectoryCase[] = [
  {
    options: { depth: 1, width: 3, size: 8, channels: 1, classes: 2 },
    groups: ["flip", null, "crop"],
    share: 0,
  },
  {
    options: { depth: 2, width: 3, size: 8, channels: 2, classes: 3 },
    groups: ["color", "rotate", "scale"],
    share: 0,
  },
  {
    options: { depth: 2, width: 4, size: 10, channels: 3, classes: 3 },
    groups: ["scale", "cutout", "color"],
    share: 0.4,
  },
  {
    options: { depth: 3, width: 8, size: 8, channels: 3, classes: 3 },
    groups: ["rotate", "color", "cutout"],
    share: 0,
  },
  {
    options: { depth: 2, width: 4, size: 8, channels: 3, classes: 3 },
    groups: ["crop", "color", null],
    share: 0.3,
    skip: "deep",
  },
  {
    options: { depth: 2, width: 4, size: 8, channels: 3, classes: 3 },
    groups: [null, "flip", "rotate"],
    share: 0.6,
    skip: "smallest",
  },
];

const opsOf: Readonly<Record<AugmentationGroup, readonly AugmentationOp[]>> = {
  color: ["brightness", "saturation", "contrast"],
  crop: ["crop"],
  cutout: ["cutout"],
  flip: ["flip"],
  scale: ["scale"],
  rotate: ["rotate"],
};

/** The draws that `drawAugmentation` makes from such a stream: the group, then each op's, image by image. */
function replay(group: AugmentationGroup, batch: number, size: number, random: Random): OpDraws[] {
  random.integer(0, 0);
  const margin = Math.round(size / 8);
  const box = size - (Math.round(size / 2) % 2);
  const one = (op: AugmentationOp): number[] => {
    if (op === "crop") return [random.integer(-margin, margin), random.integer(-margin, margin)];
    if (op === "cutout") return [random.integer(0, box), random.integer(0, box)];
    return op === "scale" ? [random.uniform(), random.uniform()] : [random.uniform()];
  };
  return opsOf[group].map((op) => ({ op, draws: Array.from({ length: batch }, () => one(op)) }));
}

export function trajectoryLabel({ options, groups, share, skip }: TrajectoryCase): string {
  return `depth ${options.depth}, ${options.size}×${options.size}×${options.channels}, ${groups.map((g) => g ?? "plain").join(" ")}, ${share} left out${skip ? `, ${skip}` : ""}`;
}

interface TrajectoryProblems {
  readonly ours: TrajectoryProblem;
  /** @param masks the values of ours */
  readonly reference: (masks: readonly (Float32Array | null)[]) => ReferenceProblem;
}

/** The same problem for the engine and for the tape; the engine's tensors belong to the caller. */
export function trajectoryProblems(given: TrajectoryCase): TrajectoryProblems {
  const { options, groups, share, skip } = given;
  const { size, channels, classes } = options;
  const label = trajectoryLabel(given);
  const samples = new Samples(label);
  const network = convNet(options);
  const start = sampleWeights(options, samples);
  const target = start.map((values) => {
    const change = samples.normal([values.length], 0.1);
    return values.map((value, i) => Math.fround(value + change[i]!));
  });
  const x = samples.normal([images, size, size, channels]);
  const y = samples.probabilities(images, classes);
  const { parameters } = network;
  const smallest = skip === "smallest" ? share : undefined;
  const masks = depthMasks(
    parameters,
    options.width,
    smallest ? 0 : share,
    skip === "deep" ? skip : "shallow",
  );
  const streams = groups.map((_, k) => (): Random => Random.stream(k, label));
  return {
    ours: {
      network,
      start: start.map((values, i) => tensor(values, network.parameters[i]!.shape)),
      target: target.map((values, i) => tensor(values, network.parameters[i]!.shape)),
      masks,
      ...(smallest && { choose: smallestErrorMasks(parameters, smallest) }),
      images: tensor(x, [images, size, size, channels]),
      targets: tensor(y, [images, classes]),
      learningRate,
      steps: groups.map((group, k) => ({
        rows: Int32Array.from(batches[k]!),
        augmentation: group && drawAugmentation([group], batches[k]!.length, size, streams[k]!()),
      })),
    },
    reference: (values) => ({
      options,
      start: start.map(leaf),
      target: target.map(leaf),
      masks: values.map((mask) => mask && leaf(mask)),
      ...(smallest && { smallest }),
      images: leaf(x),
      targets: leaf(y),
      learningRate: leaf([learningRate]),
      steps: groups.map((group, k) => ({
        rows: batches[k]!,
        ops: group ? replay(group, batches[k]!.length, size, streams[k]!()) : [],
      })),
    }),
  };
}

/** Runs a matching to its end. */
export function ranThrough(run: Generator<void, TrajectoryMatch>): TrajectoryMatch {
  for (;;) {
    const { done, value } = run.next();
    if (done) return value;
  }
}

/** Checks MTT's loss and its derivatives by images, targets and learning rate. */
export function checkTrajectory(given: TrajectoryCase): Promise<Check[]> {
  return checkMatching(given, matchTrajectory, false);
}

/** The same of TESLA, which holds the student's weights fixed. */
export function checkTesla(given: TrajectoryCase): Promise<Check[]> {
  return checkMatching(given, matchTesla, true);
}

async function checkMatching(given: TrajectoryCase, matching: Matching, frozen: boolean): Promise<Check[]> {
  const { ours, reference } = trajectoryProblems(given);
  const match = ranThrough(matching(ours));
  const values = await take(match.loss, match.images, match.targets, match.learningRate);
  const [loss, byImages, byTargets, byRate] = values as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  dispose(match.start, match.layers);
  const masks: (Float32Array | null)[] = [];
  for (const mask of ours.masks) masks.push(mask && (await read(mask)));
  const problem = reference(masks);
  disposeProblem(ours);

  const expected = referenceTrajectoryLoss(problem, frozen);
  const [dImages, dTargets, dRate] = gradient(expected, [
    problem.images,
    problem.targets,
    problem.learningRate,
  ]);
  const { firstOrder, secondOrder } = tolerances;
  return [
    compareNumber("loss", loss[0]!, expected.values[0]!, firstOrder),
    compare("gradient by images", byImages, dImages!.values, secondOrder),
    compare("gradient by targets", byTargets, dTargets!.values, secondOrder),
    compareNumber("gradient by learning rate", byRate[0]!, dRate!.values[0]!, secondOrder),
  ].map((check) => ({ ...check, name: `${trajectoryLabel(given)}: ${check.name}` }));
}
