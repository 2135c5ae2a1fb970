/** Four float32 lanes at a time: the words that the kernels' inner loops are written in. AssemblyScript. */

// @ts-ignore: decorator
@inline
export function at(base: usize, offset: usize): v128 {
  return v128.load(base + offset);
}

// @ts-ignore: decorator
@inline
export function put(base: usize, offset: usize, value: v128): void {
  v128.store(base + offset, value);
}

// @ts-ignore: decorator
@inline
export function addTo(base: usize, offset: usize, value: v128): void {
  put(base, offset, f32x4.add(at(base, offset), value));
}

/** The number at an address, in every lane. */
// @ts-ignore: decorator
@inline
export function spread(address: usize): v128 {
  return v128.load32_splat(address);
}

/** a b + c. Not the fused instruction of relaxed SIMD: it measured no faster, and older engines lack it. */
// @ts-ignore: decorator
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), c);
}
