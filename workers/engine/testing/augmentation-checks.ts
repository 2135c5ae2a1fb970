/**
 * Every augmentation on the active back end: its output against float64, and the adjoint identity
 * ⟨A d, r⟩ = ⟨d, Aᵀ r⟩, where A d = f(d) − f(0) is the linear part.
 */
import { augmentationOf, type AugmentationOp, type OpDraws } from "../data/augmentation";
import { compare, norm, take, tolerances, type Check } from "../golden/check";
import { dispose, tensor, zeros } from "../tensor/memory";
import { augmented } from "./reference-augmentation";
import type { Shape } from "./reference-layers";
import { Samples } from "./samples";
import { leaf } from "./tape";

export const augmentationSizes = [8, 16, 28, 11] as const;
const almostOne = 1 - 2 ** -24;

/** Draws of four images for each op, the extremes among them. */
function drawsOf(size: number): Readonly<Record<AugmentationOp, number[][]>> {
  const margin = Math.floor(size / 8 + 0.5);
  const uniform = [[0], [almostOne], [0.3], [0.5]];
  return {
    brightness: uniform,
    saturation: uniform,
    contrast: uniform,
    flip: uniform,
    rotate: uniform,
    crop: [
      [margin, -margin],
      [-margin, margin],
      [0, 0],
      [1, -margin],
    ],
    cutout: [
      [0, 0],
      [size, size - 1],
      [size >> 1, 1],
      [3, size >> 1],
    ],
    scale: [
      [0, 0],
      [almostOne, almostOne],
      [0, almostOne],
      [0.4, 0.7],
    ],
  };
}

const product = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!;
  return total;
};

async function checkOp(given: OpDraws, shape: Shape): Promise<Check[]> {
  const [, size, , channels] = shape;
  const label = `${given.op} at ${size}×${size}×${channels}`;
  const samples = new Samples(label);
  const [d, r] = [samples.normal(shape), samples.normal(shape)];
  const [dTensor, rTensor, zero] = [tensor(d, shape), tensor(r, shape), zeros(shape)];
  const { apply, adjoint } = augmentationOf(given, size);
  const values = await take(apply(dTensor), apply(zero), adjoint(rTensor));
  dispose(dTensor, rTensor, zero);
  const [moved, origin, pulled] = values as [Float32Array, Float32Array, Float32Array];
  const linear = Float64Array.from(moved, (value, i) => value - origin[i]!);
  const gap = Math.abs(product(linear, r) - product(d, pulled));
  return [
    compare(`${label}: output`, moved, augmented(leaf(d), given, shape).values, tolerances.firstOrder),
    {
      name: `${label}: adjoint identity`,
      error: gap / (norm(linear) * norm(r)),
      tolerance: tolerances.firstOrder,
    },
  ];
}

/** Checks all ops at one size, in colour and with a single channel. */
export async function checkAugmentations(size: number): Promise<Check[]> {
  const checks: Check[] = [];
  for (const [op, draws] of Object.entries(drawsOf(size)) as [AugmentationOp, number[][]][]) {
    for (const channels of [1, 3]) checks.push(...(await checkOp({ op, draws }, [4, size, size, channels])));
  }
  return checks;
}
