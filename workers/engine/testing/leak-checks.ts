/**
 * Tensors and bytes held before and after: gradients, products and whole matchings must leave nothing behind, also
 * when a matching is ended early at any of its pauses.
 */
import type { Check } from "../golden/check";
import { disposeProblem, matched } from "../golden/match-check";
import type { TrajectoryProblem } from "../matching/trajectory/arrival";
import { smallestErrorMasks } from "../matching/trajectory/parameter-selection";
import { matchTesla } from "../matching/trajectory/tesla";
import { matchTrajectory } from "../matching/trajectory/trajectory";
import type { Matching } from "../matching/trajectory/trajectory-learner";
import { dispose, memoryUse } from "../tensor/memory";
import { flatDirection } from "../training/flat-step";
import { ranThrough, trajectoryCases, trajectoryProblems } from "./trajectory-checks";

/** What two rounds of `body` leave behind, in tensors and bytes; must be nothing. */
function left(name: string, body: () => void): Check[] {
  const before = memoryUse();
  body();
  body();
  const after = memoryUse();
  return [
    { name: `${name}: tensors left`, error: Math.abs(after.tensors - before.tensors), tolerance: 0 },
    { name: `${name}: bytes left`, error: Math.abs(after.bytes - before.bytes), tolerance: 0 },
  ];
}

function endEarly(matching: Matching, problem: TrajectoryProblem, pauses: number): void {
  const run = matching(problem);
  for (let i = 0; i < pauses; i++) run.next();
  run.return(undefined as never);
}

/** Checks that nothing is left, on the active back end. */
export function checkLeaks(): Check[] {
  const { ours } = trajectoryProblems(trajectoryCases[2]!);
  const { network, images, targets, start, target } = ours;
  const checks = [
    ...left("logits", () => dispose(network.logits(images, start))),
    ...left("gradient", () => {
      const gradient = network.gradient(images, targets, start, true);
      dispose(gradient.loss, gradient.parameters, gradient.images);
    }),
    ...left("product", () => {
      const product = network.product(images, targets, start, target);
      dispose(product.value, product.images, product.targets, product.parameters);
    }),
    ...left("direction towards flat minima", () => {
      const { loss, parameters } = network.gradient(images, targets, start);
      const flat = { radius: 0.01, surgery: 0.4 };
      dispose(loss, flatDirection(network, { images, targets }, start, parameters, flat), parameters);
    }),
    ...left("TESLA", () => {
      const match = ranThrough(matchTesla({ ...ours, choose: smallestErrorMasks(network.parameters, 0.5) }));
      dispose(match.loss, match.start, match.layers, match.images, match.targets, match.learningRate);
    }),
    ...left("matching", () => {
      const { loss, start: distance, layers, images: x, targets: y, learningRate } = matched(ours);
      dispose(loss, distance, layers, x, y, learningRate);
    }),
  ];
  for (let pauses = 0; pauses <= 2 * ours.steps.length; pauses++) {
    checks.push(
      ...left(`matching ended after ${pauses} pauses`, () => endEarly(matchTrajectory, ours, pauses)),
      ...left(`TESLA ended after ${pauses} pauses`, () => endEarly(matchTesla, ours, pauses)),
    );
  }
  disposeProblem(ours);
  return checks;
}
