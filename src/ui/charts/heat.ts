/** Values over x as a raster: for each column of pixels the mean logarithm of what falls into it. */

/** A run of samples with rising x; `value(i, k)` is the k-th value of sample i. */
export interface Samples {
  readonly length: number;
  readonly x: (index: number) => number;
  readonly value: (index: number, k: number) => number;
}

export interface HeatBlock {
  readonly samples: Samples;
  /** Added to each x. */
  readonly offset: number;
}

export interface HeatRaster {
  /** Row after row, rows × columns; NaN where nothing was measured. Base-10 logarithms. */
  readonly logs: Float32Array;
  readonly columns: number;
  readonly rows: number;
  /** Lowest and highest logarithm. */
  readonly range: readonly [number, number];
}

/**
 * Rasterises the values `keys` of the blocks over the x domain. The sample at x stands
 * for the iteration that begins at x − 1, and is drawn on until the next one; values that are not positive are left out.
 */
export function rasterize(
  blocks: readonly HeatBlock[],
  keys: readonly number[],
  domain: readonly [number, number],
  columns: number,
): HeatRaster {
  const rows = keys.length;
  const sums = new Float64Array(rows * columns);
  const counts = new Uint32Array(rows * columns);
  const logs = new Float32Array(rows * columns).fill(Number.NaN);
  const [from, to] = domain;
  const columnOf = (x: number): number =>
    Math.min(columns - 1, Math.max(0, Math.floor(((x - from) / (to - from || 1)) * columns)));
  let low = Infinity;
  let high = -Infinity;
  for (const { samples, offset } of blocks) {
    for (let i = 0; i < samples.length; i++) {
      const column = columnOf(samples.x(i) - 1 + offset);
      for (let row = 0; row < rows; row++) {
        const value = samples.value(i, keys[row] ?? 0);
        if (!(value > 0) || !Number.isFinite(value)) continue;
        const log = Math.log10(value);
        const at = row * columns + column;
        sums[at] = (sums[at] ?? 0) + log;
        counts[at] = (counts[at] ?? 0) + 1;
        low = Math.min(low, log);
        high = Math.max(high, log);
      }
    }
    if (samples.length === 0) continue;
    const first = columnOf(samples.x(0) - 1 + offset);
    const last = columnOf(samples.x(samples.length - 1) + offset - 0.001);
    for (let row = 0; row < rows; row++) {
      let held = Number.NaN;
      for (let column = first; column <= last; column++) {
        const at = row * columns + column;
        const count = counts[at] ?? 0;
        if (count) held = (sums[at] ?? 0) / count;
        logs[at] = held;
      }
    }
  }
  return { logs, columns, rows, range: low > high ? [-1, 0] : [low, high] };
}
