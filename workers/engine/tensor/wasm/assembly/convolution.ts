/**
 * 3×3 convolution with zero padding "same", stride 1, and its adjoint by the filter, with SIMD. AssemblyScript; images
 * [n,h,w,c], filters [3,3,c,o] with o a multiple of 4.
 *
 * An image is first copied into a border of zeros. There, the 3·c inputs that one row of the filter meets at one pixel
 * lie next to each other, so both products run over plain rows. Blocks of 4 × 8 results stay in registers.
 */
import { multiplyAdd, spread } from "./lanes";

/** Copies [h,w,c] into the middle of [h+2,w+2,c], whose border is zero already. */
function pad(x: usize, padded: usize, height: usize, width: usize, channels: usize): void {
  const line = (width * channels) << 2;
  const paddedLine = ((width + 2) * channels) << 2;
  let to = padded + paddedLine + (channels << 2);
  for (let i: usize = 0; i < height; i++) {
    memory.copy(to, x, line);
    x += line;
    to += paddedLine;
  }
}

/** y[i, j … j+3, o … o+7] of one row; `from` is the padded input at (i, j), `step` the bytes of one pixel. */
// @ts-ignore: decorator
@inline
function forward4x8(from: usize, paddedLine: usize, step: usize, w: usize, wLine: usize, reach: usize, y: usize, yStep: usize, add: bool): void {
  let a0 = f32x4.splat(0), a1 = f32x4.splat(0), b0 = f32x4.splat(0), b1 = f32x4.splat(0);
  let c0 = f32x4.splat(0), c1 = f32x4.splat(0), d0 = f32x4.splat(0), d1 = f32x4.splat(0);
  if (add) {
    a0 = v128.load(y); a1 = v128.load(y, 16);
    b0 = v128.load(y + yStep); b1 = v128.load(y + yStep, 16);
    c0 = v128.load(y + 2 * yStep); c1 = v128.load(y + 2 * yStep, 16);
    d0 = v128.load(y + 3 * yStep); d1 = v128.load(y + 3 * yStep, 16);
  }
  for (let tap = 0; tap < 3; tap++) {
    let xa = from, xb = from + step, xc = from + 2 * step, xd = from + 3 * step;
    const end = from + reach;
    for (; xa < end; xa += 4) {
      const w0 = v128.load(w), w1 = v128.load(w, 16);
      let x = spread(xa);
      a0 = multiplyAdd(x, w0, a0); a1 = multiplyAdd(x, w1, a1);
      x = spread(xb);
      b0 = multiplyAdd(x, w0, b0); b1 = multiplyAdd(x, w1, b1);
      x = spread(xc);
      c0 = multiplyAdd(x, w0, c0); c1 = multiplyAdd(x, w1, c1);
      x = spread(xd);
      d0 = multiplyAdd(x, w0, d0); d1 = multiplyAdd(x, w1, d1);
      xb += 4; xc += 4; xd += 4;
      w += wLine;
    }
    from += paddedLine;
  }
  v128.store(y, a0); v128.store(y, a1, 16);
  v128.store(y + yStep, b0); v128.store(y + yStep, b1, 16);
  v128.store(y + 2 * yStep, c0); v128.store(y + 2 * yStep, c1, 16);
  v128.store(y + 3 * yStep, d0); v128.store(y + 3 * yStep, d1, 16);
}

/** y[i, j … j+3, o … o+3]. */
// @ts-ignore: decorator
@inline
function forward4x4(from: usize, paddedLine: usize, step: usize, w: usize, wLine: usize, reach: usize, y: usize, yStep: usize, add: bool): void {
  let a = f32x4.splat(0), b = f32x4.splat(0), c = f32x4.splat(0), d = f32x4.splat(0);
  if (add) {
    a = v128.load(y); b = v128.load(y + yStep); c = v128.load(y + 2 * yStep); d = v128.load(y + 3 * yStep);
  }
  for (let tap = 0; tap < 3; tap++) {
    let xa = from, xb = from + step, xc = from + 2 * step, xd = from + 3 * step;
    const end = from + reach;
    for (; xa < end; xa += 4) {
      const filter = v128.load(w);
      a = multiplyAdd(spread(xa), filter, a);
      b = multiplyAdd(spread(xb), filter, b);
      c = multiplyAdd(spread(xc), filter, c);
      d = multiplyAdd(spread(xd), filter, d);
      xb += 4; xc += 4; xd += 4;
      w += wLine;
    }
    from += paddedLine;
  }
  v128.store(y, a); v128.store(y + yStep, b); v128.store(y + 2 * yStep, c); v128.store(y + 3 * yStep, d);
}

/** y[i, j, o … o+3]: what the larger blocks leave over. */
// @ts-ignore: decorator
@inline
function forward1x4(from: usize, paddedLine: usize, w: usize, wLine: usize, reach: usize, y: usize, add: bool): void {
  let sum = add ? v128.load(y) : f32x4.splat(0);
  for (let tap = 0; tap < 3; tap++) {
    for (let x = from; x < from + reach; x += 4) {
      sum = multiplyAdd(spread(x), v128.load(w), sum);
      w += wLine;
    }
    from += paddedLine;
  }
  v128.store(y, sum);
}

/** y = x ∗ w, or y += x ∗ w. Scratch: padded, [h+2,w+2,c]. */
export function convolve(x: usize, w: usize, y: usize, padded: usize, n: usize, height: usize, width: usize, channels: usize, outputs: usize, add: bool): void {
  const step = channels << 2;
  const yStep = outputs << 2;
  const paddedLine = (width + 2) * step;
  const reach = step * 3;
  const wide = outputs & ~7;
  const blocks = width & ~3;
  memory.fill(padded, 0, (height + 2) * paddedLine);
  for (let image: usize = 0; image < n; image++) {
    pad(x, padded, height, width, channels);
    // Outputs outermost: a block of the filter stays in the first-level cache while the image passes by.
    for (let o: usize = 0; o < wide; o += 8) {
      const filter = w + (o << 2);
      for (let i: usize = 0; i < height; i++) {
        let from = padded + i * paddedLine;
        let to = y + i * width * yStep + (o << 2);
        for (let j: usize = 0; j < blocks; j += 4) {
          forward4x8(from, paddedLine, step, filter, yStep, reach, to, yStep, add);
          from += step << 2;
          to += yStep << 2;
        }
        for (let j = blocks; j < width; j++) {
          forward1x4(from, paddedLine, filter, yStep, reach, to, add);
          forward1x4(from, paddedLine, filter + 16, yStep, reach, to + 16, add);
          from += step;
          to += yStep;
        }
      }
    }
    for (let o = wide; o < outputs; o += 4) {
      for (let i: usize = 0; i < height; i++) {
        let from = padded + i * paddedLine;
        let to = y + i * width * yStep + (o << 2);
        for (let j: usize = 0; j < blocks; j += 4) {
          forward4x4(from, paddedLine, step, w + (o << 2), yStep, reach, to, yStep, add);
          from += step << 2;
          to += yStep << 2;
        }
        for (let j = blocks; j < width; j++) {
          forward1x4(from, paddedLine, w + (o << 2), yStep, reach, to, add);
          from += step;
          to += yStep;
        }
      }
    }
    x += height * width * step;
    y += height * width * yStep;
  }
}

/**
 * flipped[a,b,o,c] = w[2−a,2−b,c,o]: the filter of the adjoint by the input. Its rows are `row` long, at least c; what
 * is beyond c stays as it is.
 */
export function flip(w: usize, flipped: usize, channels: usize, outputs: usize, row: usize): void {
  const size = (channels * outputs) << 2;
  for (let tap: usize = 0; tap < 9; tap++) {
    const from = w + (8 - tap) * size;
    for (let o: usize = 0; o < outputs; o++) {
      for (let c: usize = 0; c < channels; c++) {
        store<f32>(flipped + (c << 2), load<f32>(from + ((c * outputs + o) << 2)));
      }
      flipped += row << 2;
    }
  }
}

/** Copies the first `kept` of every `row` floats, `rows` times. */
export function compact(from: usize, to: usize, rows: usize, row: usize, kept: usize): void {
  for (let i: usize = 0; i < rows; i++) {
    memory.copy(to, from, kept << 2);
    from += row << 2;
    to += kept << 2;
  }
}

/** Adds one row of pixels to dw[a, k … k+3, o … o+7]. */
// @ts-ignore: decorator
@inline
function filter4x8(x: usize, step: usize, u: usize, uStep: usize, width: usize, dw: usize, row: usize): void {
  let a0 = v128.load(dw), a1 = v128.load(dw, 16);
  let b0 = v128.load(dw + row), b1 = v128.load(dw + row, 16);
  let c0 = v128.load(dw + 2 * row), c1 = v128.load(dw + 2 * row, 16);
  let d0 = v128.load(dw + 3 * row), d1 = v128.load(dw + 3 * row, 16);
  for (let j: usize = 0; j < width; j++) {
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
  v128.store(dw, a0); v128.store(dw, a1, 16);
  v128.store(dw + row, b0); v128.store(dw + row, b1, 16);
  v128.store(dw + 2 * row, c0); v128.store(dw + 2 * row, c1, 16);
  v128.store(dw + 3 * row, d0); v128.store(dw + 3 * row, d1, 16);
}

/** Adds one row of pixels to dw[a, k, o … o+3]. */
// @ts-ignore: decorator
@inline
function filter1x4(x: usize, step: usize, u: usize, uStep: usize, width: usize, dw: usize): void {
  let sum = v128.load(dw);
  for (let j: usize = 0; j < width; j++) {
    sum = multiplyAdd(spread(x), v128.load(u), sum);
    x += step;
    u += uStep;
  }
  v128.store(dw, sum);
}

/** dw = Σ over images and pixels of x ⊗ u, or dw += that. Scratch: padded, [h+2,w+2,c]. */
export function filterAdjoint(x: usize, u: usize, dw: usize, padded: usize, n: usize, height: usize, width: usize, channels: usize, outputs: usize, add: bool): void {
  const step = channels << 2;
  const uStep = outputs << 2;
  const paddedLine = (width + 2) * step;
  const inputs: usize = channels * 3;
  const fours: usize = inputs & ~3;
  const wide = outputs & ~7;
  if (!add) memory.fill(dw, 0, inputs * 3 * uStep);
  memory.fill(padded, 0, (height + 2) * paddedLine);
  for (let image: usize = 0; image < n; image++) {
    pad(x, padded, height, width, channels);
    for (let o: usize = 0; o < outputs; o += o < wide ? 8 : 4) {
      for (let i: usize = 0; i < height; i++) {
        const from = u + i * width * uStep + (o << 2);
        for (let tap: usize = 0; tap < 3; tap++) {
          const line = padded + (i + tap) * paddedLine;
          const to = dw + tap * inputs * uStep + (o << 2);
          if (o < wide) {
            for (let k: usize = 0; k < fours; k += 4) {
              filter4x8(line + (k << 2), step, from, uStep, width, to + k * uStep, uStep);
            }
            for (let k = fours; k < inputs; k++) {
              filter1x4(line + (k << 2), step, from, uStep, width, to + k * uStep);
              filter1x4(line + (k << 2), step, from + 16, uStep, width, to + k * uStep + 16);
            }
          } else {
            for (let k: usize = 0; k < inputs; k++) {
              filter1x4(line + (k << 2), step, from, uStep, width, to + k * uStep);
            }
          }
        }
      }
    }
    x += height * width * step;
    u += height * width * uStep;
  }
}
