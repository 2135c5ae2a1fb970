/**
 * What the passes of instance norm + affine + ReLU + 2×2 average pooling share, with SIMD: sums over rows of channels, the
 * normalised value h of a pixel and whether the ReLU lets it through. AssemblyScript; see `../../ops/norm-relu-pool.ts`
 * for the mathematics and the names.
 *
 * Arrays are float32 in the memory of tfjs's wasm module, images [n,h,w,c] with c a multiple of 4, statistics [n,c],
 * parameters [c]. Sums run over an image pixel by pixel and over images in order, so results do not depend on timing.
 */
import { addTo, at, put } from "./lanes";

export function clear(base: usize, bytes: usize): void {
  memory.fill(base, 0, bytes);
}

export function scale(base: usize, bytes: usize, factor: f32): void {
  const f = f32x4.splat(factor);
  for (let c: usize = 0; c < bytes; c += 16) put(base, c, f32x4.mul(at(base, c), f));
}

/** Adds the rows of [n,c] in order: out[c] = Σ_n x[n,c]. */
export function sumRows(x: usize, out: usize, n: usize, row: usize): void {
  clear(out, row);
  for (let i: usize = 0; i < n; i++) {
    for (let c: usize = 0; c < row; c += 16) addTo(out, c, at(x + i * row, c));
  }
}

// @ts-ignore: decorator
@inline
export function normalised(a: usize, offset: usize, mean: v128, r: v128): v128 {
  return f32x4.mul(f32x4.sub(at(a, offset), mean), r);
}

// @ts-ignore: decorator
@inline
export function active(h: v128, gamma: v128, beta: v128): v128 {
  return f32x4.gt(f32x4.add(f32x4.mul(h, gamma), beta), f32x4.splat(0));
}
