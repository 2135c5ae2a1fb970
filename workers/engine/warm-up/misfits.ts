/** What there is no room for, said with the one setting that would fit. */
import {
  totalBytes,
  type DataShape,
  type MemoryForecast,
  type Misfit,
  type Room,
  type StorageForecast,
} from "../../protocol/forecast";
import type { Remedy } from "../../protocol/errors";
import { recipeFields } from "../../protocol/recipe/describe";
import type { Recipe } from "../../protocol/recipe/recipe";
import { hasEffect } from "../../protocol/recipe/defaults";
import { validateRecipe } from "../../protocol/recipe/settings";
import { getSetting, withSetting } from "../../protocol/recipe/tree";
import { largestTensor } from "./bytes";

/** The address space of wasm. */
export const wasmBytes = 2 ** 32;

/** Bytes of any recipe. */
export interface ByteRules {
  memory(recipe: Recipe): MemoryForecast;
  storage(recipe: Recipe): StorageForecast;
}

/** Settings that may be made smaller, those that change the result least first. */
const smaller = [
  "experts.count",
  "matching.batchSize",
  "bilevel.realBatch",
  "experts.batchSize",
  "stages.ipc",
  "network.width",
  "data.trainPerClass",
] as const;

/** Gigabytes, as people count them. */
function inWords(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.max(1, Math.round(bytes / 1e6))} MB`;
}

/** Where a setting stands; 0 means "all" in some, which is then counted out. */
function present(recipe: Recipe, path: string, shape: DataShape): number {
  const value = getSetting(recipe, path) as number;
  if (value > 0) return value;
  const { length } = shape.classNames;
  return path === "matching.batchSize" ? length * recipe.stages.ipc : Math.ceil(shape.trainCount / length);
}

/** The largest value below the present one with which `fits` holds; null if there is none. */
function largestThatFits(
  recipe: Recipe,
  path: string,
  shape: DataShape,
  fits: (recipe: Recipe) => boolean,
): number | null {
  const field = recipeFields.get(path)!;
  if (!hasEffect(field, recipe)) return null;
  const valid = (value: number): Recipe | null => validateRecipe(withSetting(recipe, path, value)).recipe;
  let [low, high] = [Math.max(1, field.minimum ?? 1), present(recipe, path, shape)];
  const least = valid(low);
  if (low >= high || !least || !fits(least)) return null;
  // It fits at `low`, and does not at `high`.
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const changed = valid(middle);
    if (changed && fits(changed)) low = middle;
    else high = middle;
  }
  return low;
}

function remedyFor(recipe: Recipe, shape: DataShape, fits: (recipe: Recipe) => boolean): Remedy | null {
  for (const path of smaller) {
    const value = largestThatFits(recipe, path, shape, fits);
    if (value === null) continue;
    const { title } = recipeFields.get(path)!;
    const sentence = `${title} (${path}) ${value} instead of ${present(recipe, path, shape)} would fit.`;
    return { sentence, changes: [{ path, value }] };
  }
  return null;
}

/** All that does not fit; empty if everything does, or nothing is known of the room. */
export function findMisfits(recipe: Recipe, shape: DataShape, rules: ByteRules, room: Room): Misfit[] {
  const checks: readonly {
    of: Misfit["of"];
    limit: number | null;
    needed: (recipe: Recipe) => number;
    say: (needed: string, limit: string) => string;
  }[] = [
    {
      of: "memory",
      limit: room.tensors,
      needed: (one) => rules.memory(one).tensors,
      say: (needed, limit) => `The matching needs about ${needed} at once, and wasm can hold ${limit}.`,
    },
    {
      of: "memory",
      limit: room.largestTensor,
      needed: (one) => largestTensor(one, shape),
      say: (needed, limit) =>
        `A batch makes a tensor of ${needed}, and this GPU takes ${limit} in one piece.`,
    },
    {
      of: "memory",
      limit: room.memory,
      needed: (one) => totalBytes(rules.memory(one)),
      say: (needed, limit) => `The run needs about ${needed} of memory, and this machine has ${limit}.`,
    },
    {
      of: "storage",
      limit: room.storage,
      needed: (one) => totalBytes(rules.storage(one)),
      say: (needed, limit) => `The run keeps about ${needed}, and the browser has room for ${limit}.`,
    },
  ];
  return checks.flatMap(({ of, limit, needed, say }) => {
    if (limit === null || needed(recipe) <= limit) return [];
    const remedy = remedyFor(recipe, shape, (one) => needed(one) <= limit);
    return [{ of, message: say(inWords(needed(recipe)), inWords(limit)), remedy }];
  });
}
