/**
 * The transforms of Winograd's minimal filtering F(2×2, 3×3) and their adjoints, with SIMD: see `winograd.ts` for what
 * they are for and how their results lie. AssemblyScript.
 */

/**
 * Bytes from one of the 16 places to the next, where each holds `rows` × `columns` numbers: a cache line more than that,
 * so that the 16 do not compete for the same lines of the cache.
 */
// @ts-ignore: decorator
@inline
export function placeBytes(rows: usize, columns: usize): usize {
  return ((rows * columns) << 2) + 64;
}

/**
 * Bytes from one tile of `moved` to the next: a vector more than its channels, so that the same channel of many tiles,
 * which the adjoint by the filter goes through, does not compete for the same lines of the cache.
 */
// @ts-ignore: decorator
@inline
export function movedRow(channels: usize): usize {
  return (channels << 2) + 16;
}

/** Bytes from one place of `moved` to the next. */
// @ts-ignore: decorator
@inline
export function movedPlace(tiles: usize, channels: usize): usize {
  return tiles * movedRow(channels) + 64;
}

// @ts-ignore: decorator
@inline
function plus(a: v128, b: v128): v128 {
  return f32x4.add(a, b);
}

// @ts-ignore: decorator
@inline
function minus(a: v128, b: v128): v128 {
  return f32x4.sub(a, b);
}

// @ts-ignore: decorator
@inline
function half(a: v128): v128 {
  return f32x4.mul(a, f32x4.splat(0.5));
}

/** Writes (a, b, c, d) B to four places that lie `place` bytes apart. */
// @ts-ignore: decorator
@inline
function putMoved(to: usize, place: usize, a: v128, b: v128, c: v128, d: v128): void {
  v128.store(to, minus(a, c));
  v128.store(to + place, plus(b, c));
  v128.store(to + 2 * place, minus(c, b));
  v128.store(to + 3 * place, minus(b, d));
}

/**
 * Bᵀ d B of `rows` rows of tiles from row `first` on, counted through all images.
 * @param zeros one pixel of zeros, for what lies outside of the image.
 */
export function moveInput(x: usize, moved: usize, place: usize, zeros: usize, first: usize, rows: usize, height: usize, width: usize, channels: usize): void {
  const pixel = channels << 2;
  const line = width * pixel;
  const down = (height + 1) >> 1;
  const across = (width + 1) >> 1;
  for (let row = first; row < first + rows; row++) {
    const image = row / down;
    const i = (row - image * down) << 1;
    const base = x + image * height * line + i * line;
    const top = i > 0, third = i + 1 < height, bottom = i + 2 < height;
    for (let tile: usize = 0; tile < across; tile++) {
      const j = tile << 1;
      const from = base + j * pixel;
      const left = j > 0, next = j + 1 < width, right = j + 2 < width;
      const a0 = top && left ? from - line - pixel : zeros, a1 = top ? from - line : zeros;
      const a2 = top && next ? from - line + pixel : zeros, a3 = top && right ? from - line + 2 * pixel : zeros;
      const b0 = left ? from - pixel : zeros, b1 = from;
      const b2 = next ? from + pixel : zeros, b3 = right ? from + 2 * pixel : zeros;
      const c0 = third && left ? from + line - pixel : zeros, c1 = third ? from + line : zeros;
      const c2 = third && next ? from + line + pixel : zeros, c3 = third && right ? from + line + 2 * pixel : zeros;
      const d0 = bottom && left ? from + 2 * line - pixel : zeros, d1 = bottom ? from + 2 * line : zeros;
      const d2 = bottom && next ? from + 2 * line + pixel : zeros, d3 = bottom && right ? from + 2 * line + 2 * pixel : zeros;
      for (let c: usize = 0; c < pixel; c += 16) {
        const p0 = v128.load(b0 + c), p1 = v128.load(b1 + c), p2 = v128.load(b2 + c), p3 = v128.load(b3 + c);
        const q0 = v128.load(c0 + c), q1 = v128.load(c1 + c), q2 = v128.load(c2 + c), q3 = v128.load(c3 + c);
        let to = moved + c;
        putMoved(to, place, minus(v128.load(a0 + c), q0), minus(v128.load(a1 + c), q1), minus(v128.load(a2 + c), q2), minus(v128.load(a3 + c), q3));
        to += 4 * place;
        putMoved(to, place, plus(p0, q0), plus(p1, q1), plus(p2, q2), plus(p3, q3));
        to += 4 * place;
        putMoved(to, place, minus(q0, p0), minus(q1, p1), minus(q2, p2), minus(q3, p3));
        to += 4 * place;
        putMoved(to, place, minus(p0, v128.load(d0 + c)), minus(p1, v128.load(d1 + c)), minus(p2, v128.load(d2 + c)), minus(p3, v128.load(d3 + c)));
      }
      moved += movedRow(channels);
    }
  }
}

/** y = Aᵀ made A for the same rows of tiles; what lies outside of the image is left out. */
export function putOutput(made: usize, place: usize, y: usize, first: usize, rows: usize, height: usize, width: usize, outputs: usize): void {
  const pixel = outputs << 2;
  const line = width * pixel;
  const down = (height + 1) >> 1;
  const across = (width + 1) >> 1;
  for (let row = first; row < first + rows; row++) {
    const image = row / down;
    const i = (row - image * down) << 1;
    const base = y + image * height * line + i * line;
    const below = i + 1 < height;
    for (let tile: usize = 0; tile < across; tile++) {
      const to = base + (tile << 1) * pixel;
      const beside = (tile << 1) + 1 < width;
      for (let o: usize = 0; o < pixel; o += 16) {
        let at = made + o;
        let s0 = v128.load(at), s1 = v128.load(at + place), s2 = v128.load(at + 2 * place), s3 = v128.load(at + 3 * place);
        at += 4 * place;
        let m0 = v128.load(at), m1 = v128.load(at + place), m2 = v128.load(at + 2 * place), m3 = v128.load(at + 3 * place);
        s0 = plus(s0, m0); s1 = plus(s1, m1); s2 = plus(s2, m2); s3 = plus(s3, m3);
        at += 4 * place;
        let r0 = v128.load(at), r1 = v128.load(at + place), r2 = v128.load(at + 2 * place), r3 = v128.load(at + 3 * place);
        s0 = plus(s0, r0); s1 = plus(s1, r1); s2 = plus(s2, r2); s3 = plus(s3, r3);
        v128.store(to + o, plus(plus(s0, s1), s2));
        if (beside) v128.store(to + pixel + o, minus(minus(s1, s2), s3));
        if (!below) continue;
        at += 4 * place;
        m0 = minus(minus(m0, r0), v128.load(at)); m1 = minus(minus(m1, r1), v128.load(at + place));
        m2 = minus(minus(m2, r2), v128.load(at + 2 * place)); m3 = minus(minus(m3, r3), v128.load(at + 3 * place));
        v128.store(to + line + o, plus(plus(m0, m1), m2));
        if (beside) v128.store(to + line + pixel + o, minus(minus(m1, m2), m3));
      }
      made += pixel;
    }
  }
}

/** Writes (a, b) Aᵀ to four places. */
// @ts-ignore: decorator
@inline
function putSpread(to: usize, place: usize, a: v128, b: v128): void {
  v128.store(to, a);
  v128.store(to + place, plus(a, b));
  v128.store(to + 2 * place, minus(a, b));
  v128.store(to + 3 * place, f32x4.neg(b));
}

/** A u Aᵀ of rows of tiles of u, zeros outside: the adjoint of {@link putOutput}. */
export function spreadOutput(u: usize, made: usize, place: usize, zeros: usize, first: usize, rows: usize, height: usize, width: usize, outputs: usize): void {
  const pixel = outputs << 2;
  const line = width * pixel;
  const down = (height + 1) >> 1;
  const across = (width + 1) >> 1;
  for (let row = first; row < first + rows; row++) {
    const image = row / down;
    const i = (row - image * down) << 1;
    const base = u + image * height * line + i * line;
    const below = i + 1 < height;
    for (let tile: usize = 0; tile < across; tile++) {
      const from = base + (tile << 1) * pixel;
      const beside = (tile << 1) + 1 < width;
      const right = beside ? from + pixel : zeros;
      const under = below ? from + line : zeros;
      const corner = beside && below ? from + line + pixel : zeros;
      for (let o: usize = 0; o < pixel; o += 16) {
        const a = v128.load(from + o), b = v128.load(right + o), c = v128.load(under + o), d = v128.load(corner + o);
        const to = made + o;
        putSpread(to, place, a, b);
        putSpread(to + 4 * place, place, plus(a, c), plus(b, d));
        putSpread(to + 8 * place, place, minus(a, c), minus(b, d));
        putSpread(to + 12 * place, place, f32x4.neg(c), f32x4.neg(d));
      }
      made += pixel;
    }
  }
}

/** Writes (a, b, c) Gᵀ to four places. */
// @ts-ignore: decorator
@inline
function putFilter(to: usize, place: usize, a: v128, b: v128, c: v128): void {
  const outer = plus(a, c);
  v128.store(to, a);
  v128.store(to + place, half(plus(outer, b)));
  v128.store(to + 2 * place, half(minus(outer, b)));
  v128.store(to + 3 * place, c);
}

/** G w Gᵀ of four neighbouring outputs, to 16 places; taps of w lie `tap` bytes apart. */
// @ts-ignore: decorator
@inline
function moveTaps(w: usize, tap: usize, to: usize, place: usize): void {
  const a0 = v128.load(w), a1 = v128.load(w + tap), a2 = v128.load(w + 2 * tap);
  const b0 = v128.load(w + 3 * tap), b1 = v128.load(w + 4 * tap), b2 = v128.load(w + 5 * tap);
  const c0 = v128.load(w + 6 * tap), c1 = v128.load(w + 7 * tap), c2 = v128.load(w + 8 * tap);
  const o0 = plus(a0, c0), o1 = plus(a1, c1), o2 = plus(a2, c2);
  putFilter(to, place, a0, a1, a2);
  putFilter(to + 4 * place, place, half(plus(o0, b0)), half(plus(o1, b1)), half(plus(o2, b2)));
  putFilter(to + 8 * place, place, half(minus(o0, b0)), half(minus(o1, b1)), half(minus(o2, b2)));
  putFilter(to + 12 * place, place, c0, c1, c2);
}

/** Where a place's panels hold channel 0 of output `o`, and how far the next channel lies; `o` a multiple of 4. */
// @ts-ignore: decorator
@inline
function panelRow(o: usize, outputs: usize): usize {
  return (o | 4) < outputs ? 32 : 16;
}

// @ts-ignore: decorator
@inline
function panelAt(o: usize, channels: usize): usize {
  return ((o & ~7) * channels << 2) + ((o & 4) << 2);
}

/** The filter [3,3,c,o] of {@link convolve}. */
export function moveFilter(w: usize, filter: usize, channels: usize, outputs: usize): void {
  const tap = (channels * outputs) << 2;
  const place = placeBytes(channels, outputs);
  for (let o: usize = 0; o < outputs; o += 4) {
    const row = panelRow(o, outputs);
    let to = filter + panelAt(o, channels);
    let from = w + (o << 2);
    for (let c: usize = 0; c < channels; c++) {
      moveTaps(from, tap, to, place);
      from += outputs << 2;
      to += row;
    }
  }
}

/** Rows 0 and 3 of the 4×4, and columns 0 and 3, change places as the filter is turned. */
// @ts-ignore: decorator
@inline
function turned(i: usize): usize {
  return i == 0 || i == 3 ? <usize>3 - i : i;
}

/**
 * The filter [3,3,c,o] turned by 180° with c and o exchanged, for the adjoint by the input: G turned upside down is G
 * with its outer rows exchanged. `kept` ≤ c channels are there, the others are zero. Scratch: 64 vectors.
 */
export function moveFlippedFilter(w: usize, filter: usize, channels: usize, kept: usize, outputs: usize, scratch: usize): void {
  const place = placeBytes(channels, outputs);
  const tap = (kept * outputs) << 2;
  for (let c: usize = 0; c < channels; c += 4) {
    const row = panelRow(c, channels);
    const panel = filter + panelAt(c, outputs);
    if (c + 4 > kept) memory.fill(scratch, 0, 1024);
    for (let o: usize = 0; o < outputs; o += 4) {
      for (let k: usize = 0; k < 4 && c + k < kept; k++) {
        moveTaps(w + (((c + k) * outputs + o) << 2), tap, scratch + (k << 4), 64);
      }
      for (let p: usize = 0; p < 16; p++) {
        const q = (turned(p >> 2) << 2) + turned(p & 3);
        const from = scratch + (p << 6);
        const a = v128.load(from), b = v128.load(from, 16), d = v128.load(from, 32), e = v128.load(from, 48);
        const ab0 = v128.shuffle<f32>(a, b, 0, 4, 1, 5), ab1 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
        const de0 = v128.shuffle<f32>(d, e, 0, 4, 1, 5), de1 = v128.shuffle<f32>(d, e, 2, 6, 3, 7);
        const to = panel + q * place + o * row;
        v128.store(to, v128.shuffle<f32>(ab0, de0, 0, 1, 4, 5));
        v128.store(to + row, v128.shuffle<f32>(ab0, de0, 2, 3, 6, 7));
        v128.store(to + 2 * row, v128.shuffle<f32>(ab1, de1, 0, 1, 4, 5));
        v128.store(to + 3 * row, v128.shuffle<f32>(ab1, de1, 2, 3, 6, 7));
      }
    }
  }
}

/** dw = Gᵀ filter G. */
export function putFilterAdjoint(filter: usize, dw: usize, channels: usize, outputs: usize): void {
  const tap = (channels * outputs) << 2;
  const place = placeBytes(channels, outputs);
  for (let o: usize = 0; o < outputs; o += 4) {
    const row = panelRow(o, outputs);
    let from = filter + panelAt(o, channels);
    let to = dw + (o << 2);
    for (let c: usize = 0; c < channels; c++) {
      for (let i: usize = 0; i < 3; i++) {
        // Row i of Gᵀ times the four columns.
        let a0: v128, a1: v128, a2: v128, a3: v128;
        if (i == 1) {
          const m = from + 4 * place, r = from + 8 * place;
          a0 = half(minus(v128.load(m), v128.load(r)));
          a1 = half(minus(v128.load(m + place), v128.load(r + place)));
          a2 = half(minus(v128.load(m + 2 * place), v128.load(r + 2 * place)));
          a3 = half(minus(v128.load(m + 3 * place), v128.load(r + 3 * place)));
        } else {
          const m = from + 4 * place, r = from + 8 * place, s = from + 6 * i * place;
          a0 = plus(v128.load(s), half(plus(v128.load(m), v128.load(r))));
          a1 = plus(v128.load(s + place), half(plus(v128.load(m + place), v128.load(r + place))));
          a2 = plus(v128.load(s + 2 * place), half(plus(v128.load(m + 2 * place), v128.load(r + 2 * place))));
          a3 = plus(v128.load(s + 3 * place), half(plus(v128.load(m + 3 * place), v128.load(r + 3 * place))));
        }
        const inner = half(plus(a1, a2));
        const at = to + 3 * i * tap;
        v128.store(at, plus(a0, inner));
        v128.store(at + tap, half(minus(a1, a2)));
        v128.store(at + 2 * tap, plus(inner, a3));
      }
      from += row;
      to += outputs << 2;
    }
  }
}

