/** Which weights PAD leaves out of the loss. */
import { beforeAll, expect, test } from "vitest";
import type { Recipe } from "../../../protocol/recipe/recipe";
import { convNet } from "../../nets/convnet";
import { makeNetwork } from "../../nets/make-network";
import { activate } from "../../tensor/backend";
import { dispose, memoryUse, peek, tensor, zeros } from "../../tensor/memory";
import type { MaybeTensors } from "../../tensor/ops/layer";
import { nodePlatform } from "../../testing/node-platform";
import { tinyRecipe } from "../../testing/tiny-run";
import { depthMasks, selectionChoice, selectionMasks, smallestErrorMasks } from "./parameter-selection";

const cifar = convNet({ depth: 3, width: 128, size: 32, channels: 3, classes: 10 }).parameters;
const whole = cifar.map(({ shape }) => shape.reduce((a, b) => a * b, 1));

beforeAll(() => activate("wasm", nodePlatform));

/** How many weights of each tensor are left out. */
function leftOut(masks: MaybeTensors): number[] {
  return masks.map((mask) => (mask ? peek(mask).filter((value) => value === 0).length : 0));
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

// The counts of the paper's network: α L rounded down.
test.each([
  [0.25, 80_002],
  [0.5, 160_005],
  [0.75, 240_007],
])("α = %d leaves out %d of the 320,010 weights, from either end", (share, count) => {
  for (const end of ["shallow", "deep"] as const) {
    const masks = depthMasks(cifar, 128, share, end);
    const out = leftOut(masks);
    expect(sum(out)).toBe(count);
    // Whole tensors up to the one that is cut, and none beyond.
    const order = end === "shallow" ? out : [...out].reverse();
    const sizes = end === "shallow" ? whole : [...whole].reverse();
    const cut = order.findIndex((value, i) => value < sizes[i]!);
    expect(order.slice(0, cut)).toEqual(sizes.slice(0, cut));
    expect(sum(order.slice(cut + 1))).toBe(0);
    dispose(masks);
  }
});

test("the smallest errors are left out wherever they are", () => {
  const before = memoryUse();
  const specs = cifar.slice(1, 4).map((spec) => ({ ...spec, shape: [4] }));
  const target = specs.map(() => zeros([4]));
  const end = [
    [3, -1, 0, 2],
    [0.5, 0.1, -9, 0],
    [0, 0, 0.2, -4],
  ].map((values) => tensor(values, [4]));
  const masks = smallestErrorMasks(specs, 0.5)(end, target);
  expect(masks.map((mask) => Array.from(peek(mask!)))).toEqual([
    [1, 1, 0, 1],
    [1, 0, 1, 0],
    [0, 0, 0, 1],
  ]);
  dispose(masks, end, target);
  expect(memoryUse()).toEqual(before);
});

test("running statistics never count", () => {
  const options = { architecture: "convnet", depth: 1, width: 4, norm: "batch", size: 8 } as const;
  const { parameters } = makeNetwork({ ...options, channels: 1, classes: 2 });
  const statistics = parameters.filter(({ trainable }) => trainable === false);
  expect(statistics.length).toBeGreaterThan(0);
  const masks = depthMasks(parameters, 4, 0);
  expect(sum(leftOut(masks))).toBe(sum(statistics.map(({ shape }) => shape[0]!)));
  dispose(masks);
});

test("a recipe's masks are fixed but for the smallest errors", () => {
  const alignment = (skipped: number, skip: "deep" | "smallest"): Recipe["alignment"] =>
    tinyRecipe({ alignment: { skipped, skip } }).alignment;
  const fixed = selectionMasks(cifar, 128, alignment(0.5, "smallest"));
  expect(fixed.every((mask) => mask === null)).toBe(true);
  expect(selectionChoice(cifar, alignment(0.5, "smallest"))).not.toBeNull();
  expect(selectionChoice(cifar, alignment(0, "smallest"))).toBeNull();
  expect(selectionChoice(cifar, alignment(0.5, "deep"))).toBeNull();
});
