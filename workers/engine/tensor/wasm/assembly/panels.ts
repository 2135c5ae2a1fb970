/**
 * Products of tall panels, with SIMD: C += A Bᵗ. AssemblyScript. A matrix of n rows lies as groups of 8 rows, of which each
 * holds for every k its 8 values next to each other, [n/8][k][8]; a symmetric matrix in this layout is its own transpose,
 * so that it serves on either side and nothing is ever packed. Blocks of 4 × 8 results stay in registers.
 */

// @ts-ignore: decorator
@inline
function spread(address: usize): v128 {
  return v128.load32_splat(address);
}

/** c[0 … 3, 0 … 7] += Σ_k a[k, 0 … 3] b[k, 0 … 7]; rows of c lie `row` bytes apart. */
// @ts-ignore: decorator
@inline
function tile4x8(a: usize, b: usize, c: usize, end: usize, row: usize): void {
  let p0 = f32x4.splat(0), p1 = f32x4.splat(0), q0 = f32x4.splat(0), q1 = f32x4.splat(0);
  let r0 = f32x4.splat(0), r1 = f32x4.splat(0), s0 = f32x4.splat(0), s1 = f32x4.splat(0);
  for (; a < end; a += 32) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    let x = spread(a);
    p0 = f32x4.add(f32x4.mul(x, b0), p0); p1 = f32x4.add(f32x4.mul(x, b1), p1);
    x = spread(a + 4);
    q0 = f32x4.add(f32x4.mul(x, b0), q0); q1 = f32x4.add(f32x4.mul(x, b1), q1);
    x = spread(a + 8);
    r0 = f32x4.add(f32x4.mul(x, b0), r0); r1 = f32x4.add(f32x4.mul(x, b1), r1);
    x = spread(a + 12);
    s0 = f32x4.add(f32x4.mul(x, b0), s0); s1 = f32x4.add(f32x4.mul(x, b1), s1);
    b += 32;
  }
  v128.store(c, f32x4.add(v128.load(c), p0)); v128.store(c, f32x4.add(v128.load(c, 16), p1), 16);
  c += row;
  v128.store(c, f32x4.add(v128.load(c), q0)); v128.store(c, f32x4.add(v128.load(c, 16), q1), 16);
  c += row;
  v128.store(c, f32x4.add(v128.load(c), r0)); v128.store(c, f32x4.add(v128.load(c, 16), r1), 16);
  c += row;
  v128.store(c, f32x4.add(v128.load(c), s0)); v128.store(c, f32x4.add(v128.load(c, 16), s1), 16);
}

/** {@link tile4x8} over pairs of 16-bit integers: each 32-bit lane is Σ over its two of a b, exactly. */
// @ts-ignore: decorator
@inline
function pairs4x8(a: usize, b: usize, c: usize, end: usize, row: usize): void {
  let p0 = i32x4.splat(0), p1 = i32x4.splat(0), q0 = i32x4.splat(0), q1 = i32x4.splat(0);
  let r0 = i32x4.splat(0), r1 = i32x4.splat(0), s0 = i32x4.splat(0), s1 = i32x4.splat(0);
  for (; a < end; a += 32) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    let x = spread(a);
    p0 = i32x4.add(i32x4.dot_i16x8_s(x, b0), p0); p1 = i32x4.add(i32x4.dot_i16x8_s(x, b1), p1);
    x = spread(a + 4);
    q0 = i32x4.add(i32x4.dot_i16x8_s(x, b0), q0); q1 = i32x4.add(i32x4.dot_i16x8_s(x, b1), q1);
    x = spread(a + 8);
    r0 = i32x4.add(i32x4.dot_i16x8_s(x, b0), r0); r1 = i32x4.add(i32x4.dot_i16x8_s(x, b1), r1);
    x = spread(a + 12);
    s0 = i32x4.add(i32x4.dot_i16x8_s(x, b0), s0); s1 = i32x4.add(i32x4.dot_i16x8_s(x, b1), s1);
    b += 32;
  }
  v128.store(c, i32x4.add(v128.load(c), p0)); v128.store(c, i32x4.add(v128.load(c, 16), p1), 16);
  c += row;
  v128.store(c, i32x4.add(v128.load(c), q0)); v128.store(c, i32x4.add(v128.load(c, 16), q1), 16);
  c += row;
  v128.store(c, i32x4.add(v128.load(c), r0)); v128.store(c, i32x4.add(v128.load(c, 16), r1), 16);
  c += row;
  v128.store(c, i32x4.add(v128.load(c), s0)); v128.store(c, i32x4.add(v128.load(c, 16), s1), 16);
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
      tile4x8(from, b, to, from + reach, cRow);
      tile4x8(from + 16, b, to + 4 * cRow, from + 16 + reach, cRow);
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
      pairs4x8(from, b, to, from + reach, cRow);
      pairs4x8(from + 16, b, to + 4 * cRow, from + 16 + reach, cRow);
    }
    b += bStep;
    c += cPanel;
  }
}
