/** What TESLA has in common with MTT and what it leaves out. */
import { beforeAll, describe, expect, test } from "vitest";
import { relativeError, take } from "../../golden/check";
import { disposeProblem } from "../../golden/match-check";
import { activate } from "../../tensor/backend";
import { dispose, memoryUse } from "../../tensor/memory";
import { nodePlatform } from "../../testing/node-platform";
import { ranThrough, trajectoryCases, trajectoryProblems } from "../../testing/trajectory-checks";
import type { TrajectoryProblem } from "./arrival";
import { matchTesla } from "./tesla";
import { matchTrajectory } from "./trajectory";
import type { Matching } from "./trajectory-learner";

async function gradients(matching: Matching, problem: TrajectoryProblem): Promise<Float32Array[]> {
  const match = ranThrough(matching(problem));
  dispose(match.start, match.layers);
  return take(match.loss, match.images, match.targets, match.learningRate);
}

describe.each(["cpu", "wasm"] as const)("on %s", (backend) => {
  beforeAll(() => activate(backend, nodePlatform));

  test("a single step has MTT's gradient, several have another, and always the same loss", async () => {
    const { ours } = trajectoryProblems(trajectoryCases[3]!);
    const single = { ...ours, steps: ours.steps.slice(0, 1) };
    const [exact, frozen] = [await gradients(matchTrajectory, single), await gradients(matchTesla, single)];
    exact.forEach((values, i) => expect(relativeError(frozen[i]!, values)).toBeLessThan(1e-6));
    const [mtt, tesla] = [await gradients(matchTrajectory, ours), await gradients(matchTesla, ours)];
    expect(tesla[0]).toEqual(mtt[0]);
    for (const i of [1, 2, 3]) expect(relativeError(tesla[i]!, mtt[i]!)).toBeGreaterThan(0.01);
    disposeProblem(ours);
  });

  test("needs no more memory for many steps than for a few", () => {
    const { ours } = trajectoryProblems(trajectoryCases[2]!);
    const most = (repeats: number): number => {
      const steps = Array.from({ length: repeats }, () => ours.steps[0]!);
      const before = memoryUse().bytes;
      const run = matchTesla({ ...ours, steps });
      let highest = 0;
      for (;;) {
        const { done, value } = run.next();
        highest = Math.max(highest, memoryUse().bytes - before);
        if (!done) continue;
        dispose(value.loss, value.start, value.layers, value.images, value.targets, value.learningRate);
        return highest;
      }
    };
    expect(most(12)).toBe(most(2));
    disposeProblem(ours);
  });
});
