/** Instance norm + affine + ReLU + 2×2 average pooling, fused: the pass forwards and its tangent. AssemblyScript. */
import { addTo, at, put } from "./lanes";
import { active, clear, normalised, scale } from "./norm-relu-pool";

const epsilon: f32 = 1e-5;

/** Mean and (variance + ε)^(−1/2) of each image and channel. */
function statistics(a: usize, mean: usize, r: usize, pixels: usize, row: usize): void {
  const inverse: f32 = 1 / <f32>pixels;
  clear(mean, row);
  for (let p: usize = 0; p < pixels; p++) {
    for (let c: usize = 0; c < row; c += 16) addTo(mean, c, at(a + p * row, c));
  }
  scale(mean, row, inverse);
  clear(r, row);
  for (let p: usize = 0; p < pixels; p++) {
    for (let c: usize = 0; c < row; c += 16) {
      const d = f32x4.sub(at(a + p * row, c), at(mean, c));
      addTo(r, c, f32x4.mul(d, d));
    }
  }
  const m = f32x4.splat(inverse);
  const e = f32x4.splat(epsilon);
  const one = f32x4.splat(1);
  for (let c: usize = 0; c < row; c += 16) {
    put(r, c, f32x4.div(one, f32x4.sqrt(f32x4.add(f32x4.mul(at(r, c), m), e))));
  }
}

// @ts-ignore: decorator
@inline
function rectified(a: usize, offset: usize, mean: v128, r: v128, gamma: v128, beta: v128): v128 {
  return f32x4.max(f32x4.add(f32x4.mul(normalised(a, offset, mean, r), gamma), beta), f32x4.splat(0));
}

/** y = pool(relu(γ h + β)); also writes mean and r. */
export function forward(a: usize, gamma: usize, beta: usize, y: usize, mean: usize, r: usize, n: usize, height: usize, width: usize, channels: usize): void {
  const row = channels << 2;
  const line = width * row;
  const image = height * line;
  const h2 = height >> 1;
  const w2 = width >> 1;
  const quarter = f32x4.splat(0.25);
  for (let i: usize = 0; i < n; i++) {
    statistics(a, mean, r, height * width, row);
    for (let p: usize = 0; p < h2; p++) {
      for (let q: usize = 0; q < w2; q++) {
        const from = a + 2 * p * line + 2 * q * row;
        for (let c: usize = 0; c < row; c += 16) {
          const mu = at(mean, c);
          const rc = at(r, c);
          const g = at(gamma, c);
          const b = at(beta, c);
          const top = f32x4.add(rectified(from, c, mu, rc, g, b), rectified(from, c + row, mu, rc, g, b));
          const bottom = f32x4.add(rectified(from, c + line, mu, rc, g, b), rectified(from, c + line + row, mu, rc, g, b));
          put(y, c, f32x4.mul(f32x4.add(top, bottom), quarter));
        }
        y += row;
      }
    }
    a += image;
    mean += row;
    r += row;
  }
}

/** mask · (γ ḣ + γ̇ h + β̇) at one pixel, ḣ = r (ȧ − m(ȧ) − h m(h ȧ)). */
// @ts-ignore: decorator
@inline
function movedPixel(a: usize, aDot: usize, offset: usize, mean: v128, r: v128, g: v128, b: v128, gDot: v128, bDot: v128, meanDot: v128, meanHDot: v128): v128 {
  const h = normalised(a, offset, mean, r);
  const hDot = f32x4.mul(r, f32x4.sub(f32x4.sub(at(aDot, offset), meanDot), f32x4.mul(h, meanHDot)));
  const moved = f32x4.add(f32x4.add(f32x4.mul(hDot, g), f32x4.mul(h, gDot)), bDot);
  return v128.and(active(h, g, b), moved);
}

/**
 * From the tangents of a, γ and β: that of y, and the means of ȧ and h ȧ, [n,c] each.
 */
export function tangent(aDot: usize, gammaDot: usize, betaDot: usize, a: usize, gamma: usize, beta: usize, mean: usize, r: usize, yDot: usize, meanDot: usize, meanHDot: usize, n: usize, height: usize, width: usize, channels: usize): void {
  const row = channels << 2;
  const line = width * row;
  const image = height * line;
  const h2 = height >> 1;
  const w2 = width >> 1;
  const quarter = f32x4.splat(0.25);
  for (let i: usize = 0; i < n; i++) {
    clear(meanDot, row);
    clear(meanHDot, row);
    for (let p: usize = 0; p < image; p += row) {
      for (let c: usize = 0; c < row; c += 16) {
        const d = at(aDot + p, c);
        addTo(meanDot, c, d);
        addTo(meanHDot, c, f32x4.mul(normalised(a + p, c, at(mean, c), at(r, c)), d));
      }
    }
    scale(meanDot, row, 1 / <f32>(height * width));
    scale(meanHDot, row, 1 / <f32>(height * width));
    for (let p: usize = 0; p < h2; p++) {
      for (let q: usize = 0; q < w2; q++) {
        const cell: usize = (p * line + q * row) << 1;
        for (let c: usize = 0; c < row; c += 16) {
          const mu = at(mean, c);
          const rc = at(r, c);
          const g = at(gamma, c);
          const b = at(beta, c);
          const gd = at(gammaDot, c);
          const bd = at(betaDot, c);
          const md = at(meanDot, c);
          const mh = at(meanHDot, c);
          let total = movedPixel(a, aDot, cell + c, mu, rc, g, b, gd, bd, md, mh);
          total = f32x4.add(total, movedPixel(a, aDot, cell + c + row, mu, rc, g, b, gd, bd, md, mh));
          total = f32x4.add(total, movedPixel(a, aDot, cell + c + line, mu, rc, g, b, gd, bd, md, mh));
          total = f32x4.add(total, movedPixel(a, aDot, cell + c + line + row, mu, rc, g, b, gd, bd, md, mh));
          put(yDot, c, f32x4.mul(total, quarter));
        }
        yDot += row;
      }
    }
    a += image;
    aDot += image;
    mean += row;
    r += row;
    meanDot += row;
    meanHDot += row;
  }
}
