/** The budget of the sweep decides how it gets to its result, and never the result. */
import { beforeAll, describe, expect, test } from "vitest";
import { disposeProblem } from "../../golden/match-check";
import type { Network } from "../../nets/network";
import { activate } from "../../tensor/backend";
import { dispose, memoryUse, readAll, type Tensor } from "../../tensor/memory";
import { nodePlatform } from "../../testing/node-platform";
import { trajectoryCases, trajectoryProblems } from "../../testing/trajectory-checks";
import type { SweepBudget } from "./sweep-plan";
import type { TrajectoryProblem } from "./arrival";
import { matchTrajectory, type TrajectoryMatch } from "./trajectory";

const steps = 8;

/** A problem of depth 3 and width 8, its three augmented steps over and over. */
function problemOf(): TrajectoryProblem {
  const { ours } = trajectoryProblems(trajectoryCases[3]!);
  return { ...ours, learningRate: 0.05, steps: Array.from({ length: steps }, (_, k) => ours.steps[k % 3]!) };
}

/** Counts what the sweep asks of the network. */
function counted(network: Network): {
  network: Network;
  calls: Record<"steps" | "kept" | "products", number>;
} {
  const calls = { steps: 0, kept: 0, products: 0 };
  return {
    calls,
    network: {
      ...network,
      stepGradient(...given) {
        calls.steps++;
        const step = network.stepGradient(...given);
        const { kept } = step;
        if (!kept) return step;
        const product: typeof kept.product = (...at) => {
          calls.kept++;
          return kept.product(...at);
        };
        return { ...step, kept: { ...kept, product } };
      },
      product(...given) {
        calls.products++;
        return network.product(...given);
      },
    },
  };
}

const tensorsOf = ({ loss, start, layers, images, targets, learningRate }: TrajectoryMatch): Tensor[] => [
  loss,
  start,
  layers,
  images,
  targets,
  learningRate,
];

async function resultOf(problem: TrajectoryProblem, budget: SweepBudget): Promise<Float32Array> {
  const sweep = matchTrajectory(problem, budget);
  for (;;) {
    const { done, value } = sweep.next();
    if (!done) continue;
    const values = await readAll(tensorsOf(value));
    dispose(tensorsOf(value));
    return values;
  }
}

/** Ends a sweep after so many pauses; false if it was complete before. */
function endedEarly(problem: TrajectoryProblem, budget: SweepBudget, pauses: number): boolean {
  const sweep = matchTrajectory(problem, budget);
  for (let i = 0; i < pauses; i++) {
    const { done, value } = sweep.next();
    if (!done) continue;
    dispose(tensorsOf(value));
    return false;
  }
  sweep.return(undefined as never);
  return true;
}

const roomy: SweepBudget = { bytes: Infinity, steps: Infinity };
const hopeless: SweepBudget = { bytes: 0, steps: 0 };

describe.each(["cpu", "wasm"] as const)("on %s", (backend) => {
  beforeAll(() => activate(backend, nodePlatform));

  test("the same bits within every budget, and nothing left", async () => {
    const problem = problemOf();
    const before = memoryUse();
    const wanted = await resultOf(problem, roomy);
    expect(wanted.every(Number.isFinite)).toBe(true);
    for (const bytes of [0, 20_000, 40_000, 60_000, 100_000, 200_000, 400_000]) {
      expect(await resultOf(problem, { bytes, steps: Infinity }), `${bytes} bytes`).toEqual(wanted);
    }
    for (let most = 1; most <= steps; most++) {
      expect(await resultOf(problem, { bytes: Infinity, steps: most }), `${most} steps`).toEqual(wanted);
    }
    expect(memoryUse()).toEqual(before);
    disposeProblem(problem);
  });

  test("with room nothing is computed twice; without, weights are found again from checkpoints", async () => {
    const problem = problemOf();
    const room = counted(problem.network);
    await resultOf({ ...problem, network: room.network }, roomy);
    expect(room.calls).toEqual({ steps, kept: steps, products: 0 });
    const none = counted(problem.network);
    await resultOf({ ...problem, network: none.network }, hopeless);
    expect(none.calls).toMatchObject({ kept: 0, products: steps });
    expect(none.calls.steps).toBeGreaterThan(steps);
    expect(none.calls.steps).toBeLessThan(2 * steps);
    disposeProblem(problem);
  });

  test("nothing is left when it is ended early, wherever it is", () => {
    const problem = problemOf();
    const before = memoryUse();
    for (const budget of [roomy, { bytes: Infinity, steps: 3 }, hopeless]) {
      for (let pauses = 0; endedEarly(problem, budget, pauses); pauses++) {
        expect(memoryUse(), `${pauses} pauses`).toEqual(before);
      }
    }
    expect(memoryUse()).toEqual(before);
    disposeProblem(problem);
  });
});
