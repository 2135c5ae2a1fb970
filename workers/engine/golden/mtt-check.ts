/** mtt.json: trajectory matching with fixed labels, whole and with PAD's parameter selection. */
import { depthMasks } from "../matching/trajectory/parameter-selection";
import type { TrajectoryProblem } from "../matching/trajectory/arrival";
import { dispose, takeRows, type Tensor } from "../tensor/memory";
import { descend, relativeDistance } from "../tensor/vectors";
import { compare, compareNumber, take, tolerances, type Check } from "./check";
import { oneHot, type GoldenNetwork } from "./convnet-of";
import { compareMatch, disposeProblem, goldenProblem, matched } from "./match-check";
import { malformed, type MttFile } from "./schema";

const { firstOrder } = tolerances;

/** The plain student steps alone: the loss of each minibatch before its step, and θ_N. */
async function student({ network, start, images, targets, learningRate, steps }: TrajectoryProblem): Promise<{
  readonly losses: number[];
  readonly end: Tensor[];
}> {
  const losses: number[] = [];
  let end: readonly Tensor[] = start;
  for (const { rows } of steps) {
    const [x, y] = [takeRows(images, rows), takeRows(targets, rows)];
    const gradient = network.gradient(x, y, end);
    const next = descend(end, learningRate, gradient.parameters);
    const [loss] = await take(gradient.loss);
    losses.push(loss![0]!);
    dispose(x, y, gradient.parameters, end === start ? null : end);
    end = next;
  }
  return { losses, end: end as Tensor[] };
}

async function checkStudent(
  problem: TrajectoryProblem,
  golden: MttFile,
  ours: GoldenNetwork,
): Promise<Check[]> {
  const checks: Check[] = [];
  const { losses, end } = await student(problem);
  if (golden.cross_entropy_per_step) {
    checks.push(compare("cross-entropy of each step", losses, golden.cross_entropy_per_step, firstOrder));
  }
  const values = await take(...end);
  if (golden.final_params) {
    const flat = values.flatMap((one, i) => [...ours.parameterToTorch(one, i)]);
    checks.push(compare("final parameters", flat, golden.final_params.data, firstOrder));
  }
  return checks;
}

async function checkSelections(
  problem: TrajectoryProblem,
  golden: MttFile,
  ours: GoldenNetwork,
): Promise<Check[]> {
  const checks: Check[] = [];
  for (const [ratio, reference] of Object.entries(golden.parameter_selection ?? {})) {
    const masks = depthMasks(problem.network.parameters, ours.options.width, Number(ratio));
    const match = matched(problem, masks);
    dispose(match.start, match.layers, match.targets);
    let skipped = 0;
    for (const values of await take(...masks.filter((mask) => mask !== null))) {
      skipped += values.filter((value) => value === 0).length;
    }
    const prefix = `selection ${ratio}: `;
    checks.push(compareNumber(`${prefix}parameters left out`, skipped, reference.skipped, 0));
    checks.push(...(await compareMatch(prefix, match, reference, ours)));
  }
  return checks;
}

/** Runs the checks on the active back end. */
export async function checkMtt(file: string, golden: MttFile): Promise<Check[]> {
  if (golden.labels.length !== golden.syn_images.shape[0]) {
    throw malformed(file, "there is not one label for each synthetic image");
  }
  const { ours, problem } = goldenProblem(file, golden, (classes) => {
    if (golden.labels.some((label) => label >= classes)) throw malformed(file, "a label names no class");
    return oneHot(golden.labels, classes);
  });
  const checks = await checkStudent(problem, golden, ours);

  const match = matched(problem);
  const [startDistance, layers] = await take(match.start, match.layers);
  dispose(match.targets);
  checks.push(...(await compareMatch("", match, golden, ours)));
  if (golden.param_dist !== undefined) {
    checks.push(compareNumber("distance at the start", startDistance![0]!, golden.param_dist, firstOrder));
  }
  if (golden.param_loss !== undefined) {
    const total = layers!.reduce((a, b) => a + b, 0);
    checks.push(compareNumber("distance at the end", total, golden.param_loss, firstOrder));
  }
  if (golden.layers) {
    const references = golden.layers.map(({ sq_dist }) => sq_dist);
    checks.push(compare("distance of each layer at the end", layers!, references, firstOrder));
    const starts = golden.layers.map(({ start_sq_dist }) => start_sq_dist ?? NaN);
    if (starts.every(Number.isFinite)) {
      const {
        loss,
        start,
        layers: each,
      } = relativeDistance(problem.start, problem.start, problem.target, problem.masks);
      dispose(loss, start);
      const [values] = await take(each);
      checks.push(compare("distance of each layer at the start", values!, starts, firstOrder));
    }
  }
  checks.push(...(await checkSelections(problem, golden, ours)));
  disposeProblem(problem);
  return checks;
}
