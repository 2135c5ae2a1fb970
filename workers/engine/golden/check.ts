/** One checked quantity: a computed value beside its reference, and how far the two are apart. */
import { read, type Tensor } from "../tensor/memory";

/** Agreement of two float32 computations, relative L2 error, as the references document it. */
export const tolerances = { firstOrder: 1e-5, secondOrder: 1e-4 } as const;

export interface Check {
  /** What is compared, for instance "gradient by images". */
  readonly name: string;
  /** Relative L2 error, or the absolute one in units of a scale where the reference is zero but for rounding. */
  readonly error: number;
  readonly tolerance: number;
}

/** NaN never passes. */
export function passed({ error, tolerance }: Check): boolean {
  return error <= tolerance;
}

/** |a|₂. */
export function norm(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]! ** 2;
  return Math.sqrt(total);
}

/** |a − b|₂; infinite where the lengths differ. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  let total = 0;
  for (let i = 0; i < a.length; i++) total += (a[i]! - b[i]!) ** 2;
  return Math.sqrt(total);
}

/** |a − b|₂ / |b|₂; zero where both are zero. */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const apart = distance(a, b);
  return apart === 0 ? 0 : apart / norm(b);
}

/** Compares values with their reference. */
export function compare(
  name: string,
  ours: ArrayLike<number>,
  reference: ArrayLike<number>,
  tolerance: number,
): Check {
  return { name, error: relativeError(ours, reference), tolerance };
}

/** Compares numbers. */
export function compareNumber(name: string, ours: number, reference: number, tolerance: number): Check {
  return compare(name, [ours], [reference], tolerance);
}

/** Compares a quantity that is exactly zero with a reference of rounding noise, in units of `scale`. */
export function compareWithZero(
  name: string,
  reference: ArrayLike<number>,
  scale: number,
  tolerance: number,
): Check {
  return { name: `${name} (zero)`, error: norm(reference) / scale, tolerance };
}

/** Reads tensors back and disposes them. */
export async function take(...tensors: Tensor[]): Promise<Float32Array[]> {
  const values: Float32Array[] = [];
  for (const one of tensors) {
    values.push(await read(one));
    one.dispose();
  }
  return values;
}
