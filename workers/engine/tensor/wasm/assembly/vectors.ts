/** Sums of scaled arrays and inner products, with SIMD. AssemblyScript; arrays of any length, at any address. */

/** out = s·a + t·b, or s·a where b is the null pointer. `out` may be a or b. */
export function combine(out: usize, a: usize, s: f32, b: usize, t: f32, count: usize): void {
  const fours = (count & ~3) << 2;
  const end = count << 2;
  const sv = f32x4.splat(s), tv = f32x4.splat(t);
  if (b) {
    for (let i: usize = 0; i < fours; i += 16) {
      v128.store(out + i, f32x4.add(f32x4.mul(v128.load(a + i), sv), f32x4.mul(v128.load(b + i), tv)));
    }
    for (let i = fours; i < end; i += 4) store<f32>(out + i, load<f32>(a + i) * s + load<f32>(b + i) * t);
  } else {
    for (let i: usize = 0; i < fours; i += 16) v128.store(out + i, f32x4.mul(v128.load(a + i), sv));
    for (let i = fours; i < end; i += 4) store<f32>(out + i, load<f32>(a + i) * s);
  }
}

/** Σ a b, in four sums that are added at the end. */
export function innerProduct(a: usize, b: usize, count: usize): f32 {
  const fours = (count & ~3) << 2;
  let sums = f32x4.splat(0);
  for (let i: usize = 0; i < fours; i += 16) sums = f32x4.add(sums, f32x4.mul(v128.load(a + i), v128.load(b + i)));
  let sum = f32x4.extract_lane(sums, 0) + f32x4.extract_lane(sums, 1) + (f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3));
  for (let i = fours; i < count << 2; i += 4) sum += load<f32>(a + i) * load<f32>(b + i);
  return sum;
}
