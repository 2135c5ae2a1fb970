/** Instance norm + affine + ReLU + 2×2 average pooling, fused: the pass back and its tangent. AssemblyScript. */
import { addTo, at, put } from "./lanes";
import { active, clear, normalised, sumRows } from "./norm-relu-pool";

/** Adds two values, one after the other. */
// @ts-ignore: decorator
@inline
function addTwo(base: usize, offset: usize, a: v128, b: v128): void {
  put(base, offset, f32x4.add(f32x4.add(at(base, offset), a), b));
}

/**
 * Adds to sums of one image, over the pixels of one pooled cell: t = mask · u/4 into `sum`, h t into `sumH`.
 */
// @ts-ignore: decorator
@inline
function addCell(from: usize, offset: usize, c: usize, quarterU: v128, mean: v128, r: v128, g: v128, b: v128, sum: usize, sumH: usize): void {
  const h = normalised(from, offset, mean, r);
  const t = v128.and(active(h, g, b), quarterU);
  addTo(sum, c, t);
  addTo(sumH, c, f32x4.mul(h, t));
}

/** Whether a pixel lies in a pooled cell; those of an odd last row or column do not. */
// @ts-ignore: decorator
@inline
function pooled(i: usize, j: usize, h2: usize, w2: usize): bool {
  return i >> 1 < h2 && j >> 1 < w2;
}

/**
 * From u = ∂L/∂y: da = ∂L/∂a, dGamma, dBeta. Scratch: sum and sumH, [n,c] each.
 */
export function backward(u: usize, a: usize, gamma: usize, beta: usize, mean: usize, r: usize, da: usize, dGamma: usize, dBeta: usize, sum: usize, sumH: usize, n: usize, height: usize, width: usize, channels: usize): void {
  const row = channels << 2;
  const line = width * row;
  const image = height * line;
  const h2 = height >> 1;
  const w2 = width >> 1;
  const quarter = f32x4.splat(0.25);
  const zero = f32x4.splat(0);
  const inverse = f32x4.splat(1 / <f32>(height * width));
  clear(sum, n * row);
  clear(sumH, n * row);
  for (let image_: usize = 0; image_ < n; image_++) {
    const s = sum + image_ * row;
    const sh = sumH + image_ * row;
    for (let p: usize = 0; p < h2; p++) {
      for (let q: usize = 0; q < w2; q++) {
        const from = a + 2 * p * line + 2 * q * row;
        const cell = u + (p * w2 + q) * row;
        for (let c: usize = 0; c < row; c += 16) {
          const mu = at(mean, c);
          const rc = at(r, c);
          const g = at(gamma, c);
          const b = at(beta, c);
          const t = f32x4.mul(at(cell, c), quarter);
          addCell(from, c, c, t, mu, rc, g, b, s, sh);
          addCell(from, c + row, c, t, mu, rc, g, b, s, sh);
          addCell(from, c + line, c, t, mu, rc, g, b, s, sh);
          addCell(from, c + line + row, c, t, mu, rc, g, b, s, sh);
        }
      }
    }
    for (let i: usize = 0; i < height; i++) {
      for (let j: usize = 0; j < width; j++) {
        const inside = pooled(i, j, h2, w2);
        const cell = u + ((i >> 1) * w2 + (j >> 1)) * row;
        const from = i * line + j * row;
        for (let c: usize = 0; c < row; c += 16) {
          const rc = at(r, c);
          const g = at(gamma, c);
          const h = normalised(a + from, c, at(mean, c), rc);
          const t = inside ? v128.and(active(h, g, at(beta, c)), f32x4.mul(at(cell, c), quarter)) : zero;
          const correction = f32x4.mul(f32x4.add(at(s, c), f32x4.mul(h, at(sh, c))), inverse);
          put(da + from, c, f32x4.mul(f32x4.mul(rc, g), f32x4.sub(t, correction)));
        }
      }
    }
    a += image;
    da += image;
    u += h2 * w2 * row;
    mean += row;
    r += row;
  }
  sumRows(sum, dBeta, n, row);
  sumRows(sumH, dGamma, n, row);
}

/** ∂L/∂a's tangent at one pixel, by the coefficients of ṫ, t, h, ȧ and 1 in this order, `step` bytes apart. */
// @ts-ignore: decorator
@inline
function movedBack(a: usize, aDot: usize, daDot: usize, offset: usize, mean: v128, r: v128, g: v128, b: v128, quarterU: v128, quarterUDot: v128, coefficients: usize, step: usize): void {
  const h = normalised(a, offset, mean, r);
  const mask = active(h, g, b);
  let total = f32x4.add(f32x4.mul(at(coefficients, 0), v128.and(mask, quarterUDot)), at(coefficients, 4 * step));
  total = f32x4.add(total, f32x4.mul(at(coefficients, step), v128.and(mask, quarterU)));
  total = f32x4.add(total, f32x4.mul(at(coefficients, 2 * step), h));
  put(daDot, offset, f32x4.add(total, f32x4.mul(at(coefficients, 3 * step), at(aDot, offset))));
}

/**
 * From u, u̇ and the tangents: daDot, the tangent of ∂L/∂a, and the tangents of dGamma and dBeta.
 * Scratch: sums, five arrays [n,c] one after the other: Σt, Σṫ, Σht, Σhṫ, Σȧt, with t = mask·u/4 and ṫ = mask·u̇/4;
 * and coefficients, five arrays [c].
 */
export function backwardTangent(u: usize, uDot: usize, a: usize, aDot: usize, gamma: usize, beta: usize, gammaDot: usize, mean: usize, r: usize, meanDot: usize, meanHDot: usize, daDot: usize, dGammaDot: usize, dBetaDot: usize, sums: usize, coefficients: usize, n: usize, height: usize, width: usize, channels: usize): void {
  const row = channels << 2;
  const line = width * row;
  const image = height * line;
  const h2 = height >> 1;
  const pooledLine = (width >> 1) * row;
  const quarter = f32x4.splat(0.25);
  const zero = f32x4.splat(0);
  const three = f32x4.splat(3);
  const inverse = f32x4.splat(1 / <f32>(height * width));
  const block = n * row;
  clear(sums, 5 * block);
  clear(dGammaDot, row);
  const cT = coefficients;
  const dotT = cT + row;
  const dotH = dotT + row;
  const dotA = dotH + row;
  const dot0 = dotA + row;
  for (let i: usize = 0; i < n; i++) {
    const st = sums + i * row;
    const sd = st + block;
    const sht = sd + block;
    const shd = sht + block;
    const sat = shd + block;
    // The two pixels that a line has of a cell at once.
    for (let p: usize = 0; p < h2 << 1; p++) {
      for (let q: usize = 0; q < pooledLine; q += row) {
        const cell = (p >> 1) * pooledLine + q;
        const left = p * line + 2 * q;
        for (let c: usize = 0; c < row; c += 16) {
          const mu = at(mean, c), rc = at(r, c), g = at(gamma, c), b = at(beta, c);
          const quarterU = f32x4.mul(at(u, cell + c), quarter), quarterUDot = f32x4.mul(at(uDot, cell + c), quarter);
          const h0 = normalised(a, left + c, mu, rc), h1 = normalised(a, left + row + c, mu, rc);
          const mask0 = active(h0, g, b), mask1 = active(h1, g, b);
          const t0 = v128.and(mask0, quarterU), t1 = v128.and(mask1, quarterU);
          const d0 = v128.and(mask0, quarterUDot), d1 = v128.and(mask1, quarterUDot);
          addTwo(st, c, t0, t1);
          addTwo(sd, c, d0, d1);
          addTwo(sht, c, f32x4.mul(h0, t0), f32x4.mul(h1, t1));
          addTwo(shd, c, f32x4.mul(h0, d0), f32x4.mul(h1, d1));
          addTwo(sat, c, f32x4.mul(at(aDot, left + c), t0), f32x4.mul(at(aDot, left + row + c), t1));
        }
      }
    }
    for (let c: usize = 0; c < row; c += 16) {
      const rc = at(r, c);
      const g = at(gamma, c);
      const gd = at(gammaDot, c);
      const m = at(meanDot, c); // m(ȧ)
      const alpha = at(meanHDot, c); // m(h ȧ)
      const t = f32x4.mul(at(st, c), inverse);
      const d = f32x4.mul(at(sd, c), inverse);
      const ht = f32x4.mul(at(sht, c), inverse);
      const hd = f32x4.mul(at(shd, c), inverse);
      const at_ = f32x4.mul(at(sat, c), inverse);
      const rg = f32x4.mul(rc, g);
      const rr = f32x4.mul(rc, rc);
      const b = f32x4.mul(g, ht); // m(h s), s = γ t
      const spread = f32x4.mul(g, f32x4.sub(at_, f32x4.mul(m, t))); // m(ȧ' s')
      put(cT, c, rg);
      const rgd = f32x4.mul(rc, gd);
      put(dotT, c, f32x4.sub(rgd, f32x4.mul(f32x4.mul(rr, alpha), g)));
      const k = f32x4.mul(rr, f32x4.sub(spread, f32x4.mul(three, f32x4.mul(alpha, b))));
      put(dotH, c, f32x4.neg(f32x4.add(f32x4.add(f32x4.mul(rg, hd), f32x4.mul(rgd, ht)), k)));
      put(dotA, c, f32x4.neg(f32x4.mul(rr, b)));
      const moved = f32x4.mul(rr, f32x4.add(f32x4.mul(b, m), f32x4.mul(f32x4.mul(alpha, g), t)));
      put(dot0, c, f32x4.sub(moved, f32x4.add(f32x4.mul(rg, d), f32x4.mul(rgd, t))));
      // Σ ḣ t = r (Σ ȧ t − m(ȧ) Σ t − m(h ȧ) Σ h t)
      const hDotT = f32x4.mul(rc, f32x4.sub(f32x4.sub(at(sat, c), f32x4.mul(m, at(st, c))), f32x4.mul(alpha, at(sht, c))));
      addTo(dGammaDot, c, f32x4.add(at(shd, c), hDotT));
    }
    for (let p: usize = 0; p < height; p++) {
      // An odd last row and column lie in no cell.
      const inside = p >> 1 < h2 ? pooledLine << 1 : 0;
      if ((p & 1) == 0) {
        for (let q: usize = 0; q < inside; q += 2 * row) {
          const cell = (p >> 1) * pooledLine + (q >> 1);
          const corner = p * line + q;
          for (let c: usize = 0; c < row; c += 16) {
            const t = f32x4.mul(at(u, cell + c), quarter), d = f32x4.mul(at(uDot, cell + c), quarter);
            const mu = at(mean, c), rc = at(r, c), g = at(gamma, c), b = at(beta, c);
            movedBack(a, aDot, daDot, corner + c, mu, rc, g, b, t, d, coefficients + c, row);
            movedBack(a, aDot, daDot, corner + row + c, mu, rc, g, b, t, d, coefficients + c, row);
            movedBack(a, aDot, daDot, corner + line + c, mu, rc, g, b, t, d, coefficients + c, row);
            movedBack(a, aDot, daDot, corner + line + row + c, mu, rc, g, b, t, d, coefficients + c, row);
          }
        }
      }
      for (let q = inside; q < line; q += row) {
        for (let c: usize = 0; c < row; c += 16) {
          const mu = at(mean, c), rc = at(r, c), g = at(gamma, c), b = at(beta, c);
          movedBack(a, aDot, daDot, p * line + q + c, mu, rc, g, b, zero, zero, coefficients + c, row);
        }
      }
    }
    a += image;
    aDot += image;
    daDot += image;
    u += h2 * pooledLine;
    uDot += h2 * pooledLine;
    mean += row;
    r += row;
    meanDot += row;
    meanHDot += row;
  }
  sumRows(sums + block, dBetaDot, n, row);
}
