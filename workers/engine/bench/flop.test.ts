import { expect, test } from "vitest";
import type { Case } from "../../protocol/bench";
import { flopOf, layerFlop } from "./flop";

const at = (kind: Case["kind"], studentSteps = 1): number =>
  flopOf({ kind, width: 4, size: 8, batch: 2, studentSteps });

test("a ConvNet of width 4 on 8 × 8 pixels, by hand", () => {
  // 64 pixels · 9 taps · 3 to 4 channels; 16 · 9 · 4 · 4; 4 · 9 · 4 · 4; one pixel of 4 features to 10 classes; twice.
  expect(layerFlop({ width: 4, size: 8 })).toEqual([13_824, 4_608, 1_152, 80]);
});

test("the cases of that net with two images", () => {
  // One forward pass: 2 · 19,664 = 39,328, of it 27,648 in the first layer.
  expect(at("test-pass")).toBe(39_328);
  expect(at("plain")).toBe(3 * 39_328 - 27_648);
  expect(at("expert-epoch")).toBe(at("plain"));
  expect(at("second-order")).toBe(6 * 39_328 - 2 * 27_648);
  expect(at("second-order-recomputed")).toBe(8 * 39_328 - 3 * 27_648);
  // Two steps forward, one whole step back and one without the derivative by θ.
  expect(at("mtt", 2)).toBe(2 * 90_336 + 180_672 + (4 * 39_328 - 27_648));
});
