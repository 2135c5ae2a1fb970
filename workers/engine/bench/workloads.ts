/** Each case as something that can be run again and again, through the same functions that a distillation calls. */
import type { Case } from "../../protocol/bench";
import { augmentationGroups } from "../../protocol/recipe/augmentation";
import type { TrajectoryProblem } from "../matching/trajectory/arrival";
import { matchTrajectory, type TrajectoryMatch } from "../matching/trajectory/trajectory";
import type { Network } from "../nets/network";
import { uploadWeights } from "../nets/weights";
import { dispose, oneHot, readAll, tensor, tidy, type Tensor } from "../tensor/memory";
import type { MaybeTensors } from "../tensor/ops/layer";
import { Random } from "../tensor/random";
import { descend, innerProduct, subtractScaled } from "../tensor/vectors";
import { measureAccuracy } from "../training/accuracy";
import { realBatches, syntheticBatches, type BatchSource } from "../training/batches";
import { SgdTraining, syntheticTraining, type SgdOptions } from "../training/sgd";
import { channels, classes } from "./cases";
import {
  learningRate,
  networkOf as oneThread,
  problemOf,
  realImagesOf,
  type NetworkOf,
  type Problem,
} from "./problem";

/** A case made ready on the active back end. Owns its tensors. */
export interface Workload {
  /** Once; where it gives a promise, a result is read back within it. Leaves no tensors behind. */
  run(): void | Promise<void>;
  /**
   * Three numbers that another implementation of the same case must find too; null where there is nothing to compare.
   * plain: L, |g|², 0; second-order, recomputed or not: ⟨g, λ⟩, |∂/∂X|², |∂/∂θ|²; mtt: L, ∂L/∂β, |∂L/∂X|².
   */
  readonly digest: (() => Promise<Float32Array>) | null;
  dispose(): void;
}

/** The problem's arrays on the device. */
function upload(network: Network, { start, target, lambda, images, labels }: Problem, size: number) {
  const batch = labels.length;
  return {
    start: uploadWeights(network, start),
    target: uploadWeights(network, target),
    lambda: uploadWeights(network, lambda),
    images: tensor(images, [batch, size, size, channels]),
    targets: oneHot(labels, classes),
  };
}

const square = (x: MaybeTensors): Tensor => innerProduct(x, x);

/** Reads what `body` computes, and disposes it. */
async function digestOf(body: () => Tensor[]): Promise<Float32Array> {
  const results = tidy(body);
  const values = await readAll(results);
  dispose(results);
  return values;
}

function plain(one: Case, networkOf: NetworkOf): Workload {
  const problem = problemOf(one);
  const network = networkOf(one);
  const on = upload(network, problem, one.size);
  const step = () => network.stepGradient(on.images, on.targets, on.start);
  return {
    run() {
      dispose(tidy(() => descend(on.start, learningRate, step().parameters)));
    },
    digest: () =>
      digestOf(() => {
        const { loss } = network.gradient(on.images, on.targets, on.start);
        const { parameters } = step();
        return [loss, square(parameters), innerProduct([], [])];
      }),
    dispose: () => dispose(on.start, on.target, on.lambda, on.images, on.targets),
  };
}

/** @param keeps whether the step's forward pass and error signals are there already, or are computed with the product */
function secondOrder(one: Case, networkOf: NetworkOf, keeps: boolean): Workload {
  const problem = problemOf(one);
  const network = networkOf(one);
  const on = upload(network, problem, one.size);
  const step = keeps ? network.stepGradient(on.images, on.targets, on.start, true) : null;
  dispose(step?.parameters);
  const product = () =>
    step?.kept?.product(on.start, on.lambda) ?? network.product(on.images, on.targets, on.start, on.lambda);
  return {
    run() {
      const { value, images, targets, parameters } = product();
      const next = subtractScaled(on.lambda, learningRate, parameters);
      dispose(value, images, targets, parameters, next);
    },
    digest: () =>
      digestOf(() => {
        const { value, images, parameters } = product();
        return [value, square([images]), square(parameters)];
      }),
    dispose() {
      step?.kept?.dispose();
      dispose(on.start, on.target, on.lambda, on.images, on.targets);
    },
  };
}

function matching(one: Case, networkOf: NetworkOf): Workload {
  const problem = problemOf(one);
  const network = networkOf(one);
  const on = upload(network, problem, one.size);
  const rows = Int32Array.from(problem.labels.keys());
  const trajectory: TrajectoryProblem = {
    network,
    start: on.start,
    target: on.target,
    masks: on.start.map(() => null),
    images: on.images,
    targets: on.targets,
    learningRate,
    steps: Array.from({ length: one.studentSteps }, () => ({ rows, augmentation: null })),
  };
  const match = (): TrajectoryMatch => {
    const sweep = matchTrajectory(trajectory);
    for (;;) {
      const next = sweep.next();
      if (next.done) return next.value;
    }
  };
  const release = ({ loss, start, layers, images, targets, learningRate: rate }: TrajectoryMatch) =>
    dispose(loss, start, layers, images, targets, rate);
  return {
    async run() {
      const found = match();
      const read = readAll([found.loss, found.learningRate, found.layers]);
      release(found);
      await read;
    },
    async digest() {
      const found = match();
      const squares = square([found.images]);
      const values = await readAll([found.loss, found.learningRate, squares]);
      release(found);
      dispose(squares);
      return values;
    },
    dispose: () => dispose(on.start, on.target, on.lambda, on.images, on.targets),
  };
}

function epoch(
  one: Case,
  network: Network,
  source: BatchSource,
  options: SgdOptions,
  release: () => void,
): Workload {
  const { start } = problemOf({ ...one, batch: 1 });
  const sgd = new SgdTraining(network, { weights: start, velocity: null }, options);
  return {
    run() {
      // The same draws every time, so that every sample does the same work.
      for (const _ of sgd.epoch(source, learningRate, Random.stream(1, "bench epoch")));
    },
    digest: null,
    dispose() {
      sgd.dispose();
      release();
    },
  };
}

function expertEpoch(one: Case, networkOf: NetworkOf): Workload {
  const options: SgdOptions = { momentum: 0, weightDecay: 0, batchSize: 256, groups: augmentationGroups };
  return epoch(one, networkOf(one), realBatches(realImagesOf(one)), options, () => {});
}

function evaluationEpoch(one: Case, networkOf: NetworkOf): Workload {
  const { images, labels } = problemOf(one);
  const on = [tensor(images, [one.batch, one.size, one.size, channels]), oneHot(labels, classes)] as const;
  const options: SgdOptions = { ...syntheticTraining, groups: augmentationGroups };
  return epoch(one, networkOf(one), syntheticBatches(...on), options, () => dispose(on));
}

function testPass(one: Case, networkOf: NetworkOf): Workload {
  const network = networkOf(one);
  const theta = uploadWeights(network, problemOf({ ...one, batch: 1 }).start);
  const images = realImagesOf(one);
  return {
    async run() {
      for await (const _ of measureAccuracy(network, theta, images));
    },
    digest: null,
    dispose: () => dispose(theta),
  };
}

const makers: Readonly<Record<Case["kind"], (one: Case, networkOf: NetworkOf) => Workload>> = {
  plain,
  "second-order": (one, networkOf) => secondOrder(one, networkOf, true),
  "second-order-recomputed": (one, networkOf) => secondOrder(one, networkOf, false),
  mtt: matching,
  "expert-epoch": expertEpoch,
  "evaluation-epoch": evaluationEpoch,
  "test-pass": testPass,
};

/** Makes a case ready on the active back end; the caller disposes it. */
export function workloadOf(one: Case, networkOf: NetworkOf = oneThread): Workload {
  return makers[one.kind](one, networkOf);
}
