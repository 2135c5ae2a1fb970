/**
 * The forecast of every part against what a run then does, on a clock that only arithmetic moves: the multiplications of
 * the convolutions, of which nearly all work consists. What is off there is no matter of the machine, but a count of
 * epochs, iterations, networks or images that is not the run's.
 */
import { beforeAll, describe, expect, test, vi } from "vitest";
import type { DataShape, Forecast } from "../../protocol/forecast";
import type { PartProgress } from "../../protocol/events";
import type { Recipe, RecipeInput } from "../../protocol/recipe/recipe";
import { Run } from "../run";
import { activate } from "../tensor/backend";
import { nodePlatform } from "../testing/node-platform";
import { finish, tinyData, tinyRecipe } from "../testing/tiny-run";
import { forecastRun } from "./forecast-run";

const clock = vi.hoisted(() => ({ products: 0 }));

vi.mock(import("../tensor/kernels/convolution"), async (original) => {
  const kernels = await original();
  type Pairs = Parameters<typeof kernels.convolve>[0];
  const size = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
  /** Every pixel of the result takes the whole filter. */
  const count = (pairs: Pairs, pixels: number, filter: number): void => {
    clock.products += pairs.length * pixels * filter;
  };
  const pixels = ([n, height, width]: readonly number[]): number => n! * height! * width!;
  return {
    ...kernels,
    convolve(pairs: Pairs) {
      count(pairs, pixels(pairs[0]![0].shape), size(pairs[0]![1].shape));
      return kernels.convolve(pairs);
    },
    convolveInputAdjoint(pairs: Pairs) {
      count(pairs, pixels(pairs[0]![0].shape), size(pairs[0]![1].shape));
      return kernels.convolveInputAdjoint(pairs);
    },
    convolveFilterAdjoint(pairs: Pairs, side: number) {
      const [x, u] = pairs[0]!;
      count(pairs, pixels(x.shape), side * side * x.shape[3]! * u.shape[3]!);
      return kernels.convolveFilterAdjoint(pairs, side);
    },
  };
});

/** A thousand million multiplications a second. */
const now = (): number => clock.products / 1e6;

function forecast(recipe: Recipe): Promise<Forecast> {
  const { set, classNames, size, channels, train, test: tested } = tinyData(recipe);
  const shape: DataShape = {
    set,
    classNames,
    size,
    channels,
    trainCount: train.count,
    testCount: tested.count,
  };
  const around = {
    backend: "wasm",
    threads: 1,
    now,
    breathe: () => Promise.resolve(),
    openShards: () => Promise.resolve(null),
    openJobs: () => null,
  } as const;
  const anyRoom = { tensors: null, largestTensor: null, memory: null, storage: null };
  return forecastRun(recipe, shape, around, anyRoom, null);
}

/** The parts of a run when it is over. */
async function partsOf(recipe: Recipe): Promise<readonly PartProgress[]> {
  let parts: readonly PartProgress[] = [];
  const run = Run.create(recipe, tinyData(recipe), {
    backend: "wasm",
    now,
    emit: (event) => {
      if (event.kind === "progress") parts = event.parts;
    },
  });
  await finish(run);
  await run.dispose();
  return parts;
}

/** The make-up of the demo, shrunk: what is judged, how often, and what the baselines are. */
const whole: RecipeInput = {
  data: { trainPerClass: 40, testPerClass: 10 },
  matching: { iterations: 12 },
  evaluation: { epochs: 20, fullDataEpochs: 6 },
};

/** With the factor within which each part is to be. */
const recipes: readonly (readonly [string, number, RecipeInput])[] = [
  ["the demo", 1.1, {}],
  ["one stage", 1.1, { stages: { count: 1 } }],
  [
    "three stages with other schedules and coresets",
    1.1,
    {
      stages: { count: 3 },
      evaluation: { otherSchedules: ["union", "sequential"], coresets: ["herding"] },
    },
  ],
  ["gradient matching", 1.1, { method: "dc", bilevel: { realBatch: 8, outerSteps: 3, innerEpochs: 2 } }],
  ["distribution matching", 1.1, { method: "dm", bilevel: { realBatch: 8 } }],
  // Its experts do not see all of their data in their first epochs, and candidates are reckoned like iterations.
  [
    "PAD with stages on buckets and the best of several candidates",
    1.3,
    {
      method: "pad",
      stages: { count: 3, discardEasy: true },
      alignment: { byDifficulty: true },
      evaluation: { selection: "held-out", selectionEvery: 6 },
    },
  ],
];

describe("a forecast", { timeout: 120_000 }, () => {
  beforeAll(() => activate("wasm", nodePlatform));

  test.each(recipes)("reckons with the work of every part of %s", async (_, factor, changes) => {
    const recipe = tinyRecipe({
      ...whole,
      ...changes,
      evaluation: { ...whole.evaluation, ...changes.evaluation },
    });
    const foreseen = await forecast(recipe);
    const done = await partsOf(recipe);
    expect(foreseen.parts.map(({ id }) => id)).toEqual(done.map(({ id }) => id));
    expect(done.map(({ state }) => state)).toEqual(done.map(() => "done"));
    done.forEach((part, i) => {
      expect(part.done, part.id).toBe(part.total);
      const ratio = foreseen.parts[i]!.seconds / part.seconds;
      expect(Math.abs(Math.log(ratio)), `${part.id}: ${ratio}`).toBeLessThan(Math.log(factor));
    });
  });
});
