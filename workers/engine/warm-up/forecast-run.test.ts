import { beforeAll, describe, expect, test } from "vitest";
import type { DataShape, Forecast, Room } from "../../protocol/forecast";
import type { PartKind } from "../../protocol/events";
import type { Recipe, RecipeInput } from "../../protocol/recipe/recipe";
import { activate } from "../tensor/backend";
import { memoryUse } from "../tensor/memory";
import { nodePlatform } from "../testing/node-platform";
import { finish, outcome, tinyData, tinyRecipe, tinyRun } from "../testing/tiny-run";
import { forecastRun } from "./forecast-run";

const shapeOf = (recipe: Recipe): DataShape => {
  const { set, classNames, size, channels, train, test: tested } = tinyData(recipe);
  return { set, classNames, size, channels, trainCount: train.count, testCount: tested.count };
};

const emptyStore = { others: () => Promise.resolve([]) };
const anyRoom: Room = { tensors: null, largestTensor: null, memory: null, storage: null };

/** On a clock on which every step takes a millisecond, so that the forecast counts steps. */
function forecast(recipe: Recipe, room = anyRoom): Promise<Forecast> {
  let steps = 0;
  const around = {
    backend: "wasm",
    threads: 1,
    now: () => steps,
    breathe: () => Promise.resolve(void steps++),
    openShards: () => Promise.resolve(null),
    openJobs: () => null,
  } as const;
  return forecastRun(recipe, shapeOf(recipe), around, room, emptyStore);
}

/** Steps of a run by kind of part. */
async function stepsOf(recipe: Recipe): Promise<Map<PartKind, number>> {
  const run = tinyRun(recipe);
  const steps = new Map<PartKind, number>();
  while (!run.finished) {
    const kind = run.doing!;
    steps.set(kind, (steps.get(kind) ?? 0) + 1);
    await run.step();
  }
  return steps;
}

const secondsOf = ({ parts }: Forecast, kind: PartKind): number =>
  parts.filter((part) => part.kind === kind).reduce((sum, { seconds }) => sum + seconds, 0);

const longer: RecipeInput = {
  data: { trainPerClass: 64, testPerClass: 10 },
  matching: { iterations: 12 },
  evaluation: { epochs: 20, fullDataEpochs: 6 },
};

describe("a forecast", { timeout: 120_000 }, () => {
  beforeAll(() => activate("wasm", nodePlatform));

  test.each<RecipeInput>([
    {},
    { evaluation: { otherSchedules: ["union", "sequential"], coresets: ["herding"] } },
    { method: "dc", stages: { count: 3 }, bilevel: { realBatch: 8, outerSteps: 3, innerEpochs: 2 } },
    { method: "dm" },
    { method: "idc", bilevel: { realBatch: 8, factor: 2, realSamples: 100 } },
  ])("counts the steps of a run of %j to within a half", async (changes) => {
    const recipe = tinyRecipe({
      ...longer,
      ...changes,
      evaluation: { ...longer.evaluation, ...changes.evaluation },
    });
    const before = memoryUse();
    const foreseen = await forecast(recipe);
    expect(memoryUse()).toEqual(before);
    const steps = await stepsOf(recipe);
    for (const kind of ["experts", "stage", "evaluation", "transition", "baseline"] as const) {
      const taken = (steps.get(kind) ?? 0) / 1000;
      const ratio = taken === 0 ? 1 : secondsOf(foreseen, kind) / taken;
      expect(ratio, `${kind}: ${secondsOf(foreseen, kind)} for ${taken}`).toBeGreaterThan(1 / 1.5);
      expect(ratio, `${kind}: ${secondsOf(foreseen, kind)} for ${taken}`).toBeLessThan(1.5);
    }
    const total = foreseen.parts.reduce((sum, { seconds }) => sum + seconds, 0);
    expect(foreseen.seconds).toBeGreaterThanOrEqual(total);
  });

  test("twice the iterations take twice the time, and nothing else changes", async () => {
    const once = await forecast(tinyRecipe(longer));
    const twice = await forecast(tinyRecipe({ ...longer, matching: { iterations: 24 } }));
    for (const [i, { kind, seconds }] of once.parts.entries()) {
      expect(twice.parts[i]!.seconds).toBeCloseTo(kind === "stage" ? 2 * seconds : seconds, 6);
    }
    expect(twice.storage.run).toBeGreaterThan(once.storage.run);
  });

  test("leaves no trace in the run that follows", async () => {
    const recipe = tinyRecipe();
    const without = await outcome(await finish(tinyRun(recipe)));
    await forecast(recipe);
    expect(await outcome(await finish(tinyRun(recipe)))).toEqual(without);
  });

  test("what does not fit is said, with a setting that does", async () => {
    const recipe = tinyRecipe({ experts: { count: 100 } });
    const { run, trajectories } = (await forecast(recipe)).storage;
    const room = { ...anyRoom, storage: run + trajectories / 3 };
    const [misfit, ...others] = (await forecast(recipe, room)).misfits;
    expect(others).toEqual([]);
    expect(misfit).toMatchObject({ of: "storage" });
    const [{ path, value }] = misfit!.remedy!.changes as [{ path: string; value: number }];
    expect(path).toBe("experts.count");
    expect(misfit!.remedy!.sentence).toBe(`Experts (experts.count) ${value} instead of 100 would fit.`);
    expect(value).toBe(33);
    const changed = { ...recipe, experts: { ...recipe.experts, count: value } };
    expect((await forecast(changed, room)).misfits).toEqual([]);
  });
});
