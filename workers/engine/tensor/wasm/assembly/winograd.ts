/**
 * The three products of a 3×3 convolution (zero padding "same", stride 1) by Winograd's minimal filtering F(2×2, 3×3),
 * with SIMD: 16 products for 2×2 results where the definition takes 36 (Lavin & Gray, CVPR 2016). AssemblyScript.
 * Channels are multiples of 4 throughout.
 *
 *     y = Aᵀ [ (G w Gᵀ) ⊙ (Bᵀ d B) ] A        d: 4×4 inputs, w: 3×3 filter, y: 2×2 results, summed over input channels
 *
 * The adjoint by the filter turns the same around, dw = Gᵀ [ Σ (Bᵀ d B) ⊙ (A u Aᵀ) ] G. Between the transforms there
 * are 16 products of matrices, one for each place of the 4×4. Tiles are taken in chunks of whole rows of tiles:
 *
 *     moved   [16][tiles of a chunk][channels + 4] Bᵀ d B; the last 4 are unused
 *     made    [16][tiles of a chunk][outputs]      before Aᵀ · A, or A u Aᵀ
 *     filter  [16][panels of 8 outputs][channels][8]; a last panel of 4 where outputs are no multiple of 8
 *
 * The loops over blocks look like those of `convolution.ts`, and stay apart: their sums are registers, which no function
 * can hand back.
 */
import { multiplyAdd, spread } from "./lanes";
import { movedPlace, movedRow, placeBytes, moveFilter, moveFlippedFilter, moveInput, putFilterAdjoint, putOutput, spreadOutput } from "./winograd-transforms";

/** made[t … t+3, o … o+7] = (or +=) Σ_c moved[t … t+3, c] filter[c, o … o+7]; `reach`: bytes of the channels of a tile. */
// @ts-ignore: decorator
@inline
function multiply4x8(x: usize, step: usize, reach: usize, w: usize, y: usize, yStep: usize, add: bool): void {
  let a0 = f32x4.splat(0), a1 = f32x4.splat(0), b0 = f32x4.splat(0), b1 = f32x4.splat(0);
  let c0 = f32x4.splat(0), c1 = f32x4.splat(0), d0 = f32x4.splat(0), d1 = f32x4.splat(0);
  if (add) {
    a0 = v128.load(y); a1 = v128.load(y, 16);
    b0 = v128.load(y + yStep); b1 = v128.load(y + yStep, 16);
    c0 = v128.load(y + 2 * yStep); c1 = v128.load(y + 2 * yStep, 16);
    d0 = v128.load(y + 3 * yStep); d1 = v128.load(y + 3 * yStep, 16);
  }
  let xb = x + step, xc = x + 2 * step, xd = x + 3 * step;
  const end = x + reach;
  for (; x < end; x += 4) {
    const w0 = v128.load(w), w1 = v128.load(w, 16);
    let s = spread(x);
    a0 = multiplyAdd(s, w0, a0); a1 = multiplyAdd(s, w1, a1);
    s = spread(xb);
    b0 = multiplyAdd(s, w0, b0); b1 = multiplyAdd(s, w1, b1);
    s = spread(xc);
    c0 = multiplyAdd(s, w0, c0); c1 = multiplyAdd(s, w1, c1);
    s = spread(xd);
    d0 = multiplyAdd(s, w0, d0); d1 = multiplyAdd(s, w1, d1);
    xb += 4; xc += 4; xd += 4;
    w += 32;
  }
  v128.store(y, a0); v128.store(y, a1, 16);
  v128.store(y + yStep, b0); v128.store(y + yStep, b1, 16);
  v128.store(y + 2 * yStep, c0); v128.store(y + 2 * yStep, c1, 16);
  v128.store(y + 3 * yStep, d0); v128.store(y + 3 * yStep, d1, 16);
}

/** made[t … t+3, o … o+3]. */
// @ts-ignore: decorator
@inline
function multiply4x4(x: usize, step: usize, reach: usize, w: usize, y: usize, yStep: usize, add: bool): void {
  let a = f32x4.splat(0), b = f32x4.splat(0), c = f32x4.splat(0), d = f32x4.splat(0);
  if (add) {
    a = v128.load(y); b = v128.load(y + yStep); c = v128.load(y + 2 * yStep); d = v128.load(y + 3 * yStep);
  }
  let xb = x + step, xc = x + 2 * step, xd = x + 3 * step;
  const end = x + reach;
  for (; x < end; x += 4) {
    const filter = v128.load(w);
    a = multiplyAdd(spread(x), filter, a);
    b = multiplyAdd(spread(xb), filter, b);
    c = multiplyAdd(spread(xc), filter, c);
    d = multiplyAdd(spread(xd), filter, d);
    xb += 4; xc += 4; xd += 4;
    w += 16;
  }
  v128.store(y, a); v128.store(y + yStep, b); v128.store(y + 2 * yStep, c); v128.store(y + 3 * yStep, d);
}

/** The 16 products of a chunk; `tiles` a multiple of 4. */
function multiply(moved: usize, filter: usize, made: usize, capacity: usize, tiles: usize, channels: usize, outputs: usize, add: bool): void {
  const step = movedRow(channels);
  const yStep = outputs << 2;
  for (let p: usize = 0; p < 16; p++) {
    const x = moved + p * movedPlace(capacity, channels);
    const y = made + p * placeBytes(capacity, outputs);
    let w = filter + p * placeBytes(channels, outputs);
    for (let o: usize = 0; o < outputs; o += 8) {
      if (o + 8 <= outputs) {
        for (let t: usize = 0; t < tiles; t += 4) multiply4x8(x + t * step, step, channels << 2, w, y + t * yStep + (o << 2), yStep, add);
      } else {
        for (let t: usize = 0; t < tiles; t += 4) multiply4x4(x + t * step, step, channels << 2, w, y + t * yStep + (o << 2), yStep, add);
      }
      w += channels << 5;
    }
  }
}

/** filter[c … c+3, o … o+7] += Σ_t moved[t, c … c+3] made[t, o … o+7]. */
// @ts-ignore: decorator
@inline
function gather4x8(x: usize, step: usize, u: usize, uStep: usize, tiles: usize, dw: usize): void {
  let a0 = v128.load(dw), a1 = v128.load(dw, 16), b0 = v128.load(dw, 32), b1 = v128.load(dw, 48);
  let c0 = v128.load(dw, 64), c1 = v128.load(dw, 80), d0 = v128.load(dw, 96), d1 = v128.load(dw, 112);
  for (let t: usize = 0; t < tiles; t++) {
    const u0 = v128.load(u), u1 = v128.load(u, 16);
    let s = spread(x);
    a0 = multiplyAdd(s, u0, a0); a1 = multiplyAdd(s, u1, a1);
    s = spread(x + 4);
    b0 = multiplyAdd(s, u0, b0); b1 = multiplyAdd(s, u1, b1);
    s = spread(x + 8);
    c0 = multiplyAdd(s, u0, c0); c1 = multiplyAdd(s, u1, c1);
    s = spread(x + 12);
    d0 = multiplyAdd(s, u0, d0); d1 = multiplyAdd(s, u1, d1);
    x += step;
    u += uStep;
  }
  v128.store(dw, a0); v128.store(dw, a1, 16); v128.store(dw, b0, 32); v128.store(dw, b1, 48);
  v128.store(dw, c0, 64); v128.store(dw, c1, 80); v128.store(dw, d0, 96); v128.store(dw, d1, 112);
}

/** filter[c … c+3, o … o+3]. */
// @ts-ignore: decorator
@inline
function gather4x4(x: usize, step: usize, u: usize, uStep: usize, tiles: usize, dw: usize): void {
  let a = v128.load(dw), b = v128.load(dw, 16), c = v128.load(dw, 32), d = v128.load(dw, 48);
  for (let t: usize = 0; t < tiles; t++) {
    const v = v128.load(u);
    a = multiplyAdd(spread(x), v, a);
    b = multiplyAdd(spread(x + 4), v, b);
    c = multiplyAdd(spread(x + 8), v, c);
    d = multiplyAdd(spread(x + 12), v, d);
    x += step;
    u += uStep;
  }
  v128.store(dw, a); v128.store(dw, b, 16); v128.store(dw, c, 32); v128.store(dw, d, 48);
}

/** Adds the 16 products of a chunk to the adjoint. */
function gather(moved: usize, made: usize, filter: usize, capacity: usize, tiles: usize, channels: usize, outputs: usize): void {
  const step = movedRow(channels);
  const uStep = outputs << 2;
  for (let p: usize = 0; p < 16; p++) {
    const x = moved + p * movedPlace(capacity, channels);
    const u = made + p * placeBytes(capacity, outputs);
    let w = filter + p * placeBytes(channels, outputs);
    for (let o: usize = 0; o < outputs; o += 8) {
      if (o + 8 <= outputs) {
        for (let c: usize = 0; c < channels; c += 4) gather4x8(x + (c << 2), step, u + (o << 2), uStep, tiles, w + (c << 5));
      } else {
        for (let c: usize = 0; c < channels; c += 4) gather4x4(x + (c << 2), step, u + (o << 2), uStep, tiles, w + (c << 4));
      }
      w += channels << 5;
    }
  }
}

/** Rows of tiles in a chunk: so many that it holds some 64 tiles, or all. */
function chunkRows(n: usize, height: usize, width: usize): usize {
  const all = n * ((height + 1) >> 1);
  const rows: usize = (<usize>64) / ((width + 1) >> 1);
  return rows < 1 ? 1 : rows < all ? rows : all;
}

/** Tiles that a chunk has room for. */
function chunkTiles(n: usize, height: usize, width: usize): usize {
  return (chunkRows(n, height, width) * ((width + 1) >> 1) + 3) & ~3;
}

/** Floats of scratch memory for {@link winograd} and {@link winogradFilterAdjoint}, with `pairs` products. */
export function winogradScratch(n: usize, height: usize, width: usize, channels: usize, outputs: usize, pairs: usize): usize {
  const widest = channels > outputs ? channels : outputs;
  const tiles = chunkTiles(n, height, width);
  const bytes = movedPlace(tiles, channels) + placeBytes(tiles, outputs) + pairs * placeBytes(channels, outputs);
  return (bytes << 2) + widest + 256;
}

/**
 * y = x ∗ w, or x ∗ w + x2 ∗ w2 where x2 is no null pointer.
 * @param kept 0: filters are [3,3,c,o]. Else they are [3,3,kept,c], to be turned and exchanged for the adjoint by the
 * input, kept ≤ o.
 */
export function winograd(x: usize, w: usize, x2: usize, w2: usize, y: usize, scratch: usize, n: usize, height: usize, width: usize, channels: usize, outputs: usize, kept: usize): void {
  const capacity = chunkTiles(n, height, width);
  const across = (width + 1) >> 1;
  const place = movedPlace(capacity, channels);
  const madePlace = placeBytes(capacity, outputs);
  const filterBytes = placeBytes(channels, outputs) << 4;
  const moved = scratch;
  const made = moved + 16 * place;
  const filter = made + 16 * madePlace;
  const filter2 = filter + filterBytes;
  const zeros = filter2 + (x2 ? filterBytes : 0);
  const spare = zeros + ((channels > outputs ? channels : outputs) << 2);
  memory.fill(zeros, 0, channels << 2);
  if (kept) {
    moveFlippedFilter(w, filter, outputs, kept, channels, spare);
    if (x2) moveFlippedFilter(w2, filter2, outputs, kept, channels, spare);
  } else {
    moveFilter(w, filter, channels, outputs);
    if (x2) moveFilter(w2, filter2, channels, outputs);
  }
  const all = n * ((height + 1) >> 1);
  const most = chunkRows(n, height, width);
  // Rows of `moved` that belong to no tile are multiplied too: their results go nowhere, but they must be numbers.
  if (capacity > most * across || all % most) memory.fill(moved, 0, 16 * place);
  for (let first: usize = 0; first < all; first += most) {
    const rows = first + most < all ? most : all - first;
    const tiles = (rows * across + 3) & ~3;
    moveInput(x, moved, place, zeros, first, rows, height, width, channels);
    multiply(moved, filter, made, capacity, tiles, channels, outputs, false);
    if (x2) {
      moveInput(x2, moved, place, zeros, first, rows, height, width, channels);
      multiply(moved, filter2, made, capacity, tiles, channels, outputs, true);
    }
    putOutput(made, madePlace, y, first, rows, height, width, outputs);
  }
}

/** dw = Σ x ⊗ u, or Σ x ⊗ u + x2 ⊗ u2 where x2 is no null pointer. */
export function winogradFilterAdjoint(x: usize, u: usize, x2: usize, u2: usize, dw: usize, scratch: usize, n: usize, height: usize, width: usize, channels: usize, outputs: usize): void {
  const capacity = chunkTiles(n, height, width);
  const across = (width + 1) >> 1;
  const place = movedPlace(capacity, channels);
  const madePlace = placeBytes(capacity, outputs);
  const moved = scratch;
  const made = moved + 16 * place;
  const filter = made + 16 * madePlace;
  const filterBytes = placeBytes(channels, outputs) << 4;
  const zeros = filter + filterBytes;
  memory.fill(filter, 0, filterBytes);
  memory.fill(zeros, 0, (channels > outputs ? channels : outputs) << 2);
  const all = n * ((height + 1) >> 1);
  const most = chunkRows(n, height, width);
  for (let first: usize = 0; first < all; first += most) {
    const rows = first + most < all ? most : all - first;
    moveInput(x, moved, place, zeros, first, rows, height, width, channels);
    spreadOutput(u, made, madePlace, zeros, first, rows, height, width, outputs);
    gather(moved, made, filter, capacity, rows * across, channels, outputs);
    if (x2) {
      moveInput(x2, moved, place, zeros, first, rows, height, width, channels);
      spreadOutput(u2, made, madePlace, zeros, first, rows, height, width, outputs);
      gather(moved, made, filter, capacity, rows * across, channels, outputs);
    }
  }
  putFilterAdjoint(filter, dw, channels, outputs);
}
