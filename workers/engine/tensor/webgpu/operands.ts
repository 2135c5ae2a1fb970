/** What the convolution products on webgpu share: how their operands are named, typed and read. */
import type { Tensor } from "../memory";

export type Pair = readonly [Tensor, Tensor];
export type Shape = readonly [number, number, number, number];

export const shapeOf = (x: Tensor): Shape => x.shape as unknown as Shape;
export const names = (pairs: readonly unknown[], a: string, b: string): string[] =>
  pairs.flatMap((_, p) => [a.replace("#", `${p}`), b.replace("#", `${p}`)]);
/** Type of a buffer whose rows are `row` long: read four at a time where that fits. */
export const typed = (row: number): string => (row % 4 === 0 ? ": vec4<f32>" : "");

/** WGSL of returning four elements from `at` on, of a buffer whose rows are `row` long; `within(j)`: is there a j-th? */
export function four(buffer: string, row: number, at: string, within: (j: number) => string): string {
  if (row % 4 === 0) return `return ${buffer}[(${at}) / 4];`;
  const lines = [0, 1, 2, 3].map((j) => `if (${within(j)}) { v[${j}] = ${buffer}[${at} + ${j}]; }`);
  return `var v = vec4<f32>(); ${lines.join(" ")} return v;`;
}
