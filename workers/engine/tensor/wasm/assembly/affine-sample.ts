/**
 * Bilinear sampling along an affine map, and its adjoint: what `../../kernels/affine-sample.ts` says, operation by
 * operation, so that both give the same bits. AssemblyScript; weights are computed in double precision.
 */

// @ts-ignore: decorator
@inline
function hat(t: f64): f64 {
  return max<f64>(0, 1 - abs<f64>(t));
}

// @ts-ignore: decorator
@inline
function addPixel(to: usize, from: usize, weight: f64, bytes: usize): void {
  for (let c: usize = 0; c < bytes; c += 4) {
    store<f32>(to + c, <f32>(<f64>load<f32>(to + c) + weight * <f64>load<f32>(from + c)));
  }
}

// @ts-ignore: decorator
@inline
function entry(map: usize, i: usize): f64 {
  return <f64>load<f32>(map + (i << 2));
}

/** out = x sampled along the maps, [n,6]. */
export function affineSample(x: usize, map: usize, out: usize, n: usize, height: usize, width: usize, channels: usize): void {
  const pixel = channels << 2;
  const line = width * pixel;
  const lastRow = <i32>height - 1, lastColumn = <i32>width - 1;
  memory.fill(out, 0, n * height * line);
  for (let image: usize = 0; image < n; image++) {
    const a = entry(map, 0), b = entry(map, 1), tx = entry(map, 2), c = entry(map, 3), d = entry(map, 4), ty = entry(map, 5);
    for (let i = 0; i <= lastRow; i++) {
      for (let j = 0; j <= lastColumn; j++) {
        const column = a * <f64>j + b * <f64>i + tx;
        const row = c * <f64>j + d * <f64>i + ty;
        const p0 = <i32>floor(row), q0 = <i32>floor(column);
        for (let p = max(p0, 0); p <= min(p0 + 1, lastRow); p++) {
          for (let q = max(q0, 0); q <= min(q0 + 1, lastColumn); q++) {
            const weight = hat(row - <f64>p) * hat(column - <f64>q);
            if (weight != 0) addPixel(out, x + <usize>p * line + <usize>q * pixel, weight, pixel);
          }
        }
        out += pixel;
      }
    }
    x += height * line;
    map += 24;
  }
}

/** out = the adjoint of that, applied to u. */
export function affineSampleAdjoint(u: usize, map: usize, out: usize, n: usize, height: usize, width: usize, channels: usize): void {
  const pixel = channels << 2;
  const line = width * pixel;
  const lastRow = <i32>height - 1, lastColumn = <i32>width - 1;
  memory.fill(out, 0, n * height * line);
  for (let image: usize = 0; image < n; image++) {
    const a = entry(map, 0), b = entry(map, 1), tx = entry(map, 2), c = entry(map, 3), d = entry(map, 4), ty = entry(map, 5);
    const determinant = a * d - b * c;
    const reachColumn = (abs(d) + abs(b)) / abs(determinant);
    const reachRow = (abs(c) + abs(a)) / abs(determinant);
    for (let p = 0; p <= lastRow; p++) {
      for (let q = 0; q <= lastColumn; q++) {
        const j0 = (d * (<f64>q - tx) - b * (<f64>p - ty)) / determinant;
        const i0 = (a * (<f64>p - ty) - c * (<f64>q - tx)) / determinant;
        const toRow = min(lastRow, <i32>ceil(i0 + reachRow));
        const toColumn = min(lastColumn, <i32>ceil(j0 + reachColumn));
        for (let i = max(0, <i32>floor(i0 - reachRow)); i <= toRow; i++) {
          for (let j = max(0, <i32>floor(j0 - reachColumn)); j <= toColumn; j++) {
            const weight = hat(c * <f64>j + d * <f64>i + ty - <f64>p) * hat(a * <f64>j + b * <f64>i + tx - <f64>q);
            if (weight != 0) addPixel(out, u + <usize>i * line + <usize>j * pixel, weight, pixel);
          }
        }
        out += pixel;
      }
    }
    u += height * line;
    map += 24;
  }
}
