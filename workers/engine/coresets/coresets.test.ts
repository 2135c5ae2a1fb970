/** What each coreset must be, at its corners and against the plain definition. */
import { describe, expect, test } from "vitest";
import { prepareDataset } from "../data/prepare";
import { normaliseBatch } from "../data/normalise";
import type { Features } from "../nets/embedding";
import { Samples } from "../testing/samples";
import { tinyData, tinyRecipe } from "../testing/tiny-run";
import { coresetBlock } from "./blocks";
import { meanFeature, squaredDistance } from "./features";
import { herding } from "./herding";
import { kCenter } from "./k-center";
import type { CoresetMethod } from "../../protocol/recipe/evaluation";
import { selectFromClass, type CoresetSource } from "./select";

const [count, dimension] = [40, 7];
const features: Features = { values: new Samples("coresets").normal([count, dimension]), count, dimension };

function picks(run: Generator<void, Int32Array>): number[] {
  let step = run.next();
  while (!step.done) step = run.next();
  return Array.from(step.value);
}

const sorted = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);
const everyone = Array.from({ length: count }, (_, i) => i);

/** The row nearest to the mean, by the definition. */
function nearestToMean(): number {
  const mean = meanFeature(features);
  const distances = everyone.map((row) => squaredDistance(features, row, mean));
  return distances.indexOf(Math.min(...distances));
}

describe.each([
  ["herding", herding],
  ["k-center", kCenter],
] as const)("%s", (_name, select) => {
  test("begins with the image nearest to the mean of the class", () => {
    expect(picks(select(features, 1))).toEqual([nearestToMean()]);
  });

  test("is the whole class at the size of the class, and no more beyond it", () => {
    expect(sorted(picks(select(features, count)))).toEqual(everyone);
    expect(picks(select(features, count + 5))).toHaveLength(count);
  });

  test("contains each smaller coreset", () => {
    const all = picks(select(features, 20));
    for (const ipc of [1, 2, 7, 19]) expect(picks(select(features, ipc))).toEqual(all.slice(0, ipc));
  });

  test("takes the lowest of equal images, each once", () => {
    const same: Features = { values: new Float32Array(12).fill(2), count: 4, dimension: 3 };
    expect(picks(select(same, 4))).toEqual([0, 1, 2, 3]);
  });
});

test("herding keeps the mean of the picks near that of the class", () => {
  const mean = meanFeature(features);
  const error = (rows: readonly number[]): number => {
    const sum = new Float64Array(dimension);
    for (const row of rows) sum.forEach((_, j) => (sum[j]! += features.values[row * dimension + j]!));
    return Math.hypot(...sum.map((total, j) => total / rows.length - mean[j]!));
  };
  // The k-th pick minimises |k μ − s − F|: by the definition, over all images not yet picked.
  const all = picks(herding(features, 12));
  all.forEach((pick, k) => {
    const others = everyone.filter((row) => !all.slice(0, k).includes(row));
    const best = others.toSorted(
      (a, b) => error([...all.slice(0, k), a]) - error([...all.slice(0, k), b]),
    )[0];
    expect(pick).toBe(best);
  });
});

/** max_i min_p |F_i − F_p|₂: how far the worst served image is from its nearest pick. Infinite without picks. */
function coveringRadius(features: Features, picks: ArrayLike<number>): number {
  const { values, dimension, count } = features;
  let radius = 0;
  for (let row = 0; row < count; row++) {
    let nearest = Infinity;
    for (let p = 0; p < picks.length; p++) {
      const centre = values.subarray(picks[p]! * dimension, (picks[p]! + 1) * dimension);
      nearest = Math.min(nearest, squaredDistance(features, row, centre, nearest));
    }
    radius = Math.max(radius, nearest);
  }
  return Math.sqrt(radius);
}

test("k-center's radius never grows with the picks, and ends at zero", () => {
  const all = picks(kCenter(features, count));
  const radii = all.map((_, k) => coveringRadius(features, all.slice(0, k + 1)));
  for (let k = 1; k < radii.length; k++) expect(radii[k]!).toBeLessThanOrEqual(radii[k - 1]!);
  expect(radii[count - 1]).toBe(0);
  expect(coveringRadius(features, [])).toBe(Infinity);
  // Each pick is the image that was served worst.
  for (let k = 1; k < count; k++) {
    const apart = all
      .slice(0, k)
      .map((pick) =>
        squaredDistance(features, all[k]!, features.values.slice(pick * dimension, (pick + 1) * dimension)),
      );
    expect(Math.sqrt(Math.min(...apart))).toBeCloseTo(radii[k - 1]!, 9);
  }
});

describe("a selection over classes", () => {
  const byClass = [Int32Array.from([1, 4, 6, 9]), Int32Array.from([0, 2, 3, 5, 7, 8])];
  const scores = [5, 1, 5, 5, 3, 0, 2, 5, 5, 2];
  const source: CoresetSource = {
    scores,
    // eslint-disable-next-line require-yield
    async *features(rows) {
      return {
        values: features.values.slice(0, rows.length * dimension),
        count: rows.length,
        dimension,
      };
    },
  };

  async function select(kind: CoresetMethod, ipc: number, seed = 1): Promise<number[][]> {
    const classes = byClass.map(async (members, label) => {
      const run = selectFromClass(kind, source, members, label, ipc, { seed, label: "test" });
      let step = await run.next();
      while (!step.done) step = await run.next();
      return Array.from(step.value);
    });
    return Promise.all(classes);
  }

  test.each(["herding", "k-center", "forgetting"] as const)(
    "by %s stays within the classes, repeats itself and nests",
    async (kind) => {
      const whole = await select(kind, 10);
      expect(whole.map(sorted)).toEqual(byClass.map((rows) => Array.from(rows)));
      expect(await select(kind, 10)).toEqual(whole);
      expect(await select(kind, 2)).toEqual(whole.map((rows) => rows.slice(0, 2)));
    },
  );

  test("by forgetting takes the hardest, and draws among equals", async () => {
    const [first, second] = await select("forgetting", 6);
    expect(first!.slice(0, 1)).toEqual([4]);
    expect(first!.at(-1)).toBe(1);
    expect(second!.at(-1)).toBe(5);
    const orders = await Promise.all([1, 2, 3, 4].map((seed) => select("forgetting", 6, seed)));
    expect(new Set(orders.map(String)).size).toBeGreaterThan(1);
    expect(orders.every(([, rows]) => rows!.at(-1) === 5)).toBe(true);
  });
});

test("blocks hold the picks of each stage, class by class", () => {
  const recipe = tinyRecipe();
  const { size, trainPerClass, testPerClass } = recipe.data;
  const data = prepareDataset(tinyData(recipe), {
    size,
    trainPerClass,
    testPerClass,
    heldOut: 0,
    seed: recipe.seed,
  });
  const chosen = data.byClass.map((rows) => rows.slice(0, 5).reverse());
  const rows = chosen.flatMap((own) => [own[2]!, own[3]!]);
  expect(coresetBlock(data, chosen, 2, 2)).toEqual(normaliseBatch(data.train, rows, data.mean, data.std));
  // A third stage of two takes the fifth, then begins again.
  const last = chosen.flatMap((own) => [own[4]!, own[0]!]);
  expect(coresetBlock(data, chosen, 2, 3)).toEqual(normaliseBatch(data.train, last, data.mean, data.std));
});
