/** What the trajectory-matching files share: the problem in our layout, and the comparison of loss and gradient. */
import type { TrajectoryProblem } from "../matching/trajectory/arrival";
import { matchTrajectory, type TrajectoryMatch } from "../matching/trajectory/trajectory";
import { dispose, type Tensor } from "../tensor/memory";
import type { MaybeTensors } from "../tensor/ops/layer";
import { compare, compareNumber, take, tolerances, type Check } from "./check";
import { goldenNetwork, imagesTensor, type GoldenNetwork } from "./convnet-of";
import { malformed, type GoldenTensor, type ProblemFile } from "./schema";

/** A problem and what is needed to compare its result. Its tensors belong to the caller. */
export interface GoldenProblem {
  readonly ours: GoldenNetwork;
  readonly problem: TrajectoryProblem;
}

/** Splits a flat vector of parameters. */
function split(values: readonly number[], shapes: readonly (readonly number[])[]): number[][] {
  let at = 0;
  return shapes.map((shape) => values.slice(at, (at += shape.reduce((a, b) => a * b, 1))));
}

/**
 * The problem of a golden file.
 * @param targets label probabilities; handed over to the problem.
 * @throws StudioError `bad-file`
 */
export function goldenProblem(
  file: string,
  golden: ProblemFile,
  targets: (classes: number) => Tensor,
): GoldenProblem {
  const ours = goldenNetwork(file, golden.names, golden.shapes, golden.syn_images);
  const count = golden.syn_images.shape[0]!;
  const size = golden.shapes.reduce((total, shape) => total + shape.reduce((a, b) => a * b, 1), 0);
  for (const field of ["start", "target"] as const) {
    if (golden[field].data.length !== size)
      throw malformed(file, `${field}: not ${size} numbers, as its shapes say`);
  }
  if (golden.batches.some((rows) => rows.some((row) => row >= count))) {
    throw malformed(file, `batches: a row beyond the ${count} images`);
  }
  const problem: TrajectoryProblem = {
    network: ours.network,
    start: ours.weights(split(golden.start.data, golden.shapes)),
    target: ours.weights(split(golden.target.data, golden.shapes)),
    masks: golden.shapes.map(() => null),
    images: imagesTensor(file, golden.syn_images),
    targets: targets(ours.options.classes),
    learningRate: golden.lr,
    steps: golden.batches.map((rows) => ({ rows: Int32Array.from(rows), augmentation: null })),
  };
  return { ours, problem };
}

export function disposeProblem({ start, target, masks, images, targets }: TrajectoryProblem): void {
  dispose(start, target, masks, images, targets);
}

/** Runs the generator to its end. */
export function matched(problem: TrajectoryProblem, masks: MaybeTensors = problem.masks): TrajectoryMatch {
  const run = matchTrajectory({ ...problem, masks });
  for (;;) {
    const { done, value } = run.next();
    if (done) return value;
  }
}

/** Compares the loss and its derivatives by images and learning rate; disposes those. */
export async function compareMatch(
  prefix: string,
  match: TrajectoryMatch,
  reference: { readonly loss: number; readonly grad_lr: number; readonly grad_syn_images: GoldenTensor },
  { imagesToTorch }: GoldenNetwork,
): Promise<Check[]> {
  const [loss, images, learningRate] = await take(match.loss, match.images, match.learningRate);
  return [
    compareNumber(`${prefix}loss`, loss![0]!, reference.loss, tolerances.firstOrder),
    compare(
      `${prefix}gradient by images`,
      imagesToTorch(images!),
      reference.grad_syn_images.data,
      tolerances.secondOrder,
    ),
    compareNumber(
      `${prefix}gradient by learning rate`,
      learningRate![0]!,
      reference.grad_lr,
      tolerances.secondOrder,
    ),
  ];
}
