/** Scores of a small set: repeatable, resumable, without leaks, and highest where the label is wrong. */
import { beforeAll, describe, expect, test } from "vitest";
import { prepareDataset } from "../data/prepare";
import { convNet } from "../nets/convnet";
import { activate } from "../tensor/backend";
import { memoryUse } from "../tensor/memory";
import { nodePlatform } from "../testing/node-platform";
import { tinyData, tinyRecipe } from "../testing/tiny-run";
import {
  difficultyStart,
  scoreDifficulty,
  type DifficultyInput,
  type DifficultyOptions,
  type DifficultyState,
} from "./difficulty";

function input(): DifficultyInput {
  const recipe = tinyRecipe({ experts: { learningRate: 0.05, batchSize: 8 } });
  const dataset = tinyData(recipe);
  const { size, trainPerClass, testPerClass } = recipe.data;
  const options = { size, trainPerClass, testPerClass, heldOut: 0, seed: recipe.seed };
  const data = prepareDataset(dataset, options);
  const network = convNet({ depth: 2, width: 8, size, channels: 3, classes: 10 });
  return { recipe, data, network };
}

const options: DifficultyOptions = { metric: "el2n", networks: 2, epochs: 2, seed: 5, label: "test" };

async function scores(
  from: DifficultyInput,
  chosen: DifficultyOptions,
  ...rest: [DifficultyState?, ((state: DifficultyState) => void)?]
): Promise<Float32Array> {
  const run = scoreDifficulty(from, chosen, ...rest);
  let step = await run.next();
  while (!step.done) step = await run.next();
  return step.value;
}

beforeAll(() => activate("wasm", nodePlatform));

describe.each(["el2n", "loss", "uncertainty", "entropy", "forgetting"] as const)("by %s", (metric) => {
  test("gives the same bits again, and after a break at any epoch", async () => {
    const data = input();
    const before = memoryUse();
    const states: DifficultyState[] = [];
    const whole = await scores(data, { ...options, metric }, undefined, (state) =>
      states.push(structuredClone(state)),
    );
    expect(whole).toHaveLength(data.data.train.count);
    expect(whole.every((score) => score >= 0 && Number.isFinite(score))).toBe(true);
    expect(states.map(({ epochs }) => epochs)).toEqual([1, 2, 3, 4]);
    for (const state of states) expect(await scores(data, { ...options, metric }, state)).toEqual(whole);
    expect(await scores(data, { ...options, metric, seed: 6 })).not.toEqual(whole);
    expect(memoryUse()).toEqual(before);
  });
});

test("leaves no tensor behind when it is ended early", async () => {
  const data = input();
  const before = memoryUse();
  for (const metric of ["loss", "forgetting"] as const) {
    const run = scoreDifficulty(data, { ...options, epochs: 1, metric });
    for (let i = 0; i < 16; i++) await run.next();
    await run.return(new Float32Array());
  }
  expect(memoryUse()).toEqual(before);
});

test("averages over the networks", async () => {
  const data = input();
  const one = await scores(data, { ...options, networks: 1 });
  const states: DifficultyState[] = [];
  const two = await scores(data, options, difficultyStart(data), (state) => states.push(state));
  const first = states[1]!.total;
  const second = states[3]!.total.map((total, row) => total - first[row]!);
  expect(Float32Array.from(first)).toEqual(one);
  two.forEach((score, row) => expect(score).toBeCloseTo((first[row]! + second[row]!) / 2, 6));
});

test.each(["el2n", "loss", "forgetting"] as const)("by %s, wrong labels stand out", async (metric) => {
  const { recipe, data, network } = input();
  const wrong = data.train.labels.map((label, row) => (row % 8 === 0 ? (label + 5) % 10 : label));
  const spoilt = { recipe, network, data: { ...data, train: { ...data.train, labels: wrong } } };
  const found = await scores(spoilt, { ...options, metric, epochs: 12, networks: 1 });
  const mean = (of: (row: number) => boolean): number => {
    const chosen = Array.from(found).filter((_, row) => of(row));
    return chosen.reduce((a, b) => a + b, 0) / chosen.length;
  };
  expect(mean((row) => row % 8 === 0)).toBeGreaterThan(mean((row) => row % 8 !== 0));
});

test("says so when a judging network diverges", async () => {
  const data = input();
  const recipe = { ...data.recipe, experts: { ...data.recipe.experts, learningRate: 1e30 } };
  await expect(scores({ ...data, recipe }, options)).rejects.toMatchObject({ code: "diverged" });
});
