/**
 * The classifier's products and the cross-entropy on its logits, with SIMD. AssemblyScript. Rows of `outputs` numbers
 * are taken four at a time; where their number is no multiple of four, the last four overlap those before, which is why
 * everything is read before anything is written. Fewer than four outputs are taken one by one.
 */

/** Where the four numbers at column `o` begin so that they end before column `end`. */
// @ts-ignore: decorator
@inline
function within(o: usize, end: usize): usize {
  return (o + 4 <= end ? o : end - 4) << 2;
}

/** y = f W + y, with y set to the bias or to zero before. f: [n,F], W: [F,O]. */
export function denseProduct(f: usize, w: usize, y: usize, n: usize, features: usize, outputs: usize): void {
  const row = outputs << 2;
  for (let i: usize = 0; i < n; i++) {
    if (outputs < 4) {
      for (let o: usize = 0; o < row; o += 4) {
        let sum: f32 = 0;
        for (let k: usize = 0; k < features; k++) sum += load<f32>(f + (k << 2)) * load<f32>(w + k * row + o);
        store<f32>(y + o, load<f32>(y + o) + sum);
      }
    } else {
      // At most twelve outputs at once, whose sums are independent of each other, in groups of like size: fours that
      // overlap lie in one group, and so are read before they are written.
      const groups = (outputs + 11) / 12;
      for (let g: usize = 0; g < groups; g++) {
        const o = g * outputs / groups, end = (g + 1) * outputs / groups;
        const a = within(o, end), b = within(o + 4, end), c = within(o + 8, end);
        let sa = f32x4.splat(0), sb = f32x4.splat(0), sc = f32x4.splat(0);
        let from = w;
        for (let k: usize = 0; k < features; k++) {
          const x = v128.load32_splat(f + (k << 2));
          sa = f32x4.add(sa, f32x4.mul(x, v128.load(from + a)));
          sb = f32x4.add(sb, f32x4.mul(x, v128.load(from + b)));
          sc = f32x4.add(sc, f32x4.mul(x, v128.load(from + c)));
          from += row;
        }
        const ya = f32x4.add(v128.load(y + a), sa), yb = f32x4.add(v128.load(y + b), sb), yc = f32x4.add(v128.load(y + c), sc);
        v128.store(y + a, ya);
        v128.store(y + b, yb);
        v128.store(y + c, yc);
      }
    }
    f += features << 2;
    y += row;
  }
}

/** x = u Wᵀ, or x += u Wᵀ. u: [n,O]. */
export function denseInputAdjoint(u: usize, w: usize, x: usize, n: usize, features: usize, outputs: usize, add: bool): void {
  const row = outputs << 2;
  const fours = (outputs & ~3) << 2;
  for (let i: usize = 0; i < n; i++) {
    let from = w;
    for (let k: usize = 0; k < features; k++) {
      let sums = f32x4.splat(0);
      for (let o: usize = 0; o < fours; o += 16) sums = f32x4.add(sums, f32x4.mul(v128.load(u + o), v128.load(from + o)));
      let sum = f32x4.extract_lane(sums, 0) + f32x4.extract_lane(sums, 1) + (f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3));
      for (let o = fours; o < row; o += 4) sum += load<f32>(u + o) * load<f32>(from + o);
      store<f32>(x, add ? load<f32>(x) + sum : sum);
      x += 4;
      from += row;
    }
    u += row;
  }
}

/** dW = fᵀ u, or dW += fᵀ u. */
export function denseFilterAdjoint(f: usize, u: usize, dw: usize, n: usize, features: usize, outputs: usize, add: bool): void {
  const row = outputs << 2;
  const step = features << 2;
  for (let k: usize = 0; k < features; k++) {
    if (outputs < 4) {
      for (let o: usize = 0; o < row; o += 4) {
        let sum: f32 = add ? load<f32>(dw + o) : 0;
        for (let i: usize = 0; i < n; i++) sum += load<f32>(f + i * step) * load<f32>(u + i * row + o);
        store<f32>(dw + o, sum);
      }
    } else {
      const groups = (outputs + 11) / 12;
      for (let g: usize = 0; g < groups; g++) {
        const o = g * outputs / groups, end = (g + 1) * outputs / groups;
        const a = within(o, end), b = within(o + 4, end), c = within(o + 8, end);
        let sa = f32x4.splat(0), sb = f32x4.splat(0), sc = f32x4.splat(0);
        if (add) {
          sa = v128.load(dw + a); sb = v128.load(dw + b); sc = v128.load(dw + c);
        }
        for (let i: usize = 0; i < n; i++) {
          const x = v128.load32_splat(f + i * step);
          const from = u + i * row;
          sa = f32x4.add(sa, f32x4.mul(x, v128.load(from + a)));
          sb = f32x4.add(sb, f32x4.mul(x, v128.load(from + b)));
          sc = f32x4.add(sc, f32x4.mul(x, v128.load(from + c)));
        }
        v128.store(dw + a, sa);
        v128.store(dw + b, sb);
        v128.store(dw + c, sc);
      }
    }
    f += 4;
    dw += row;
  }
}

/** Sums of the columns of [n,O]. */
export function columnSums(u: usize, sums: usize, n: usize, outputs: usize): void {
  const row = outputs << 2;
  for (let o: usize = 0; o < row; o += 4) {
    let sum: f32 = 0;
    for (let i: usize = 0; i < n; i++) sum += load<f32>(u + i * row + o);
    store<f32>(sums + o, sum);
  }
}

/** eˣ for x ≤ 0, to about one unit in the last place: 2ⁿ times a polynomial of what is left of x (Cephes). */
// @ts-ignore: decorator
@inline
function exponential(x: f32): f32 {
  const n: f32 = nearest<f32>(x * 1.44269504088896341);
  if (!(n >= -126)) return x == x ? 0 : x; // a logit that is no number stays none
  const r: f32 = x - n * 0.693359375 + n * 2.12194440e-4;
  let y: f32 = 1.9875691500e-4;
  y = y * r + 1.3981999507e-3;
  y = y * r + 8.3334519073e-3;
  y = y * r + 4.1665795894e-2;
  y = y * r + 1.6666665459e-1;
  y = y * r + 5.0000001201e-1;
  return (y * r * r + r + 1) * reinterpret<f32>((<i32>n + 127) << 23);
}

/** softmax(z) of one row of `row` bytes. */
function softmax(z: usize, s: usize, row: usize): void {
  let most = load<f32>(z);
  for (let o: usize = 4; o < row; o += 4) most = max(most, load<f32>(z + o));
  let sum: f32 = 0;
  for (let o: usize = 0; o < row; o += 4) {
    const e = exponential(load<f32>(z + o) - most);
    store<f32>(s + o, e);
    sum += e;
  }
  for (let o: usize = 0; o < row; o += 4) store<f32>(s + o, load<f32>(s + o) / sum);
}

/** du = (softmax(z) − y) / n. */
export function crossEntropyGradient(z: usize, y: usize, du: usize, n: usize, classes: usize): void {
  const row = classes << 2;
  for (let i: usize = 0; i < n; i++) {
    softmax(z, du, row);
    for (let o: usize = 0; o < row; o += 4) store<f32>(du + o, (load<f32>(du + o) - load<f32>(y + o)) / <f32>n);
    z += row;
    y += row;
    du += row;
  }
}

/**
 * The tangents s ∘ a / n and −a / n with s = softmax(z) and a_i = ż_i − ⟨s, ż⟩ = Σ_j s_j (ż_i − ż_j): nothing cancels
 * where one class is almost certain.
 */
export function crossEntropyTangent(z: usize, zDot: usize, uDot: usize, yDot: usize, n: usize, classes: usize): void {
  const row = classes << 2;
  for (let i: usize = 0; i < n; i++) {
    softmax(z, uDot, row);
    for (let o: usize = 0; o < row; o += 4) {
      let apart: f32 = 0;
      for (let j: usize = 0; j < row; j += 4) apart += load<f32>(uDot + j) * (load<f32>(zDot + o) - load<f32>(zDot + j));
      store<f32>(yDot + o, -apart / <f32>n);
    }
    // −(s · −a / n): the quotient is made once.
    for (let o: usize = 0; o < row; o += 4) store<f32>(uDot + o, -(load<f32>(uDot + o) * load<f32>(yDot + o)));
    z += row;
    zDot += row;
    uDot += row;
    yDot += row;
  }
}
