/**
 * Products of tall panels, with SIMD: C += A Bᵗ. AssemblyScript. A matrix of n rows lies as groups of 8 rows, of which each
 * holds for every k its 8 values next to each other, [n/8][k][8]; a symmetric matrix in this layout is its own transpose,
 * so that it serves on either side and nothing is ever packed. Blocks of 4 × 8 results stay in registers.
 */
import { spread } from "./lanes";

/** a b + c by lanes of T. For pairs of 16-bit integers, T = i32: each lane is the sum over its two of a b, exactly. */
// @ts-ignore: decorator
@inline
function multiplyAdd<T>(a: v128, b: v128, c: v128): v128 {
  return v128.add<T>(isFloat<T>() ? v128.mul<T>(a, b) : i32x4.dot_i16x8_s(a, b), c);
}

/** c[0 … 3, 0 … 7] += Σ_k a[k, 0 … 3] b[k, 0 … 7]; rows of c lie `row` bytes apart. */
// @ts-ignore: decorator
@inline
function tile4x8<T>(a: usize, b: usize, c: usize, end: usize, row: usize): void {
  let p0 = v128.splat<T>(0), p1 = v128.splat<T>(0), q0 = v128.splat<T>(0), q1 = v128.splat<T>(0);
  let r0 = v128.splat<T>(0), r1 = v128.splat<T>(0), s0 = v128.splat<T>(0), s1 = v128.splat<T>(0);
  for (; a < end; a += 32) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    let x = spread(a);
    p0 = multiplyAdd<T>(x, b0, p0); p1 = multiplyAdd<T>(x, b1, p1);
    x = spread(a + 4);
    q0 = multiplyAdd<T>(x, b0, q0); q1 = multiplyAdd<T>(x, b1, q1);
    x = spread(a + 8);
    r0 = multiplyAdd<T>(x, b0, r0); r1 = multiplyAdd<T>(x, b1, r1);
    x = spread(a + 12);
    s0 = multiplyAdd<T>(x, b0, s0); s1 = multiplyAdd<T>(x, b1, s1);
    b += 32;
  }
  v128.store(c, v128.add<T>(v128.load(c), p0)); v128.store(c, v128.add<T>(v128.load(c, 16), p1), 16);
  c += row;
  v128.store(c, v128.add<T>(v128.load(c), q0)); v128.store(c, v128.add<T>(v128.load(c, 16), q1), 16);
  c += row;
  v128.store(c, v128.add<T>(v128.load(c), r0)); v128.store(c, v128.add<T>(v128.load(c, 16), r1), 16);
  c += row;
  v128.store(c, v128.add<T>(v128.load(c), s0)); v128.store(c, v128.add<T>(v128.load(c, 16), s1), 16);
}

/**
 * C += A Bᵗ for `groups` groups of 8 rows of A and `panels` groups of 8 rows of B, over `depth` values of k.
 * @param aStep bytes from a group of A to the next; `bStep` of B.
 * @param cGroup bytes from 8 rows of C to the next 8, `cPanel` from 8 columns to the next 8, `cRow` from row to row.
 */
export function multiplyPanels(a: usize, b: usize, c: usize, depth: usize, groups: usize, panels: usize, aStep: usize, bStep: usize, cGroup: usize, cPanel: usize, cRow: usize): void {
  const reach = depth << 5;
  for (let j: usize = 0; j < panels; j++) {
    for (let i: usize = 0; i < groups; i++) {
      const from = a + i * aStep;
      const to = c + i * cGroup;
      tile4x8<f32>(from, b, to, from + reach, cRow);
      tile4x8<f32>(from + 16, b, to + 4 * cRow, from + 16 + reach, cRow);
    }
    b += bStep;
    c += cPanel;
  }
}

/** {@link multiplyPanels} over pairs of 16-bit integers, into 32-bit integers; `depth` counts pairs. */
export function multiplyPairs(a: usize, b: usize, c: usize, depth: usize, groups: usize, panels: usize, aStep: usize, bStep: usize, cGroup: usize, cPanel: usize, cRow: usize): void {
  const reach = depth << 5;
  for (let j: usize = 0; j < panels; j++) {
    for (let i: usize = 0; i < groups; i++) {
      const from = a + i * aStep;
      const to = c + i * cGroup;
      tile4x8<i32>(from, b, to, from + reach, cRow);
      tile4x8<i32>(from + 16, b, to + 4 * cRow, from + 16 + reach, cRow);
    }
    b += bStep;
    c += cPanel;
  }
}
