/**
 * Curves that stay bounded over hours: a series of fixed capacity which, when full, joins neighbouring points and
 * from then on keeps one mean for twice as many iterations.
 */

/** Rows of `width` values over a rising x. */
export class BoundedSeries {
  readonly #x: Float64Array;
  readonly #values: Float64Array;
  #count = 0;
  /** Iterations in one point. */
  #span = 1;
  /** Iterations gathered in the last point. */
  #gathered = 0;

  /**
   * @param width values in a row
   * @param capacity points kept at most; even, at least 2
   */
  constructor(
    readonly width: number,
    readonly capacity = 1024,
  ) {
    this.#x = new Float64Array(capacity);
    this.#values = new Float64Array(capacity * width);
  }

  get length(): number {
    return this.#count;
  }

  /** Iterations that one point stands for. */
  get span(): number {
    return this.#span;
  }

  /** Appends a row; missing values count as NaN. `x` rises from call to call. */
  push(x: number, row: readonly number[]): void {
    if (this.#count === this.capacity && this.#gathered === this.#span) this.#halve();
    const opens = this.#count === 0 || this.#gathered === this.#span;
    if (opens) {
      this.#count += 1;
      this.#gathered = 0;
    }
    this.#gathered += 1;
    const point = this.#count - 1;
    const share = 1 / this.#gathered;
    const blend = (before: number, now: number): number => (opens ? now : before + (now - before) * share);
    this.#x[point] = blend(this.#x[point] ?? 0, x);
    for (let k = 0; k < this.width; k++) {
      const at = point * this.width + k;
      this.#values[at] = blend(this.#values[at] ?? 0, row[k] ?? Number.NaN);
    }
  }

  /** Mean x of a point. */
  x(point: number): number {
    return this.#x[point] ?? Number.NaN;
  }

  /** Mean of the k-th value of a point. */
  value(point: number, k: number): number {
    return this.#values[point * this.width + k] ?? Number.NaN;
  }

  #halve(): void {
    const half = this.capacity / 2;
    for (let point = 0; point < half; point++) {
      this.#x[point] = (this.x(2 * point) + this.x(2 * point + 1)) / 2;
      for (let k = 0; k < this.width; k++) {
        this.#values[point * this.width + k] = (this.value(2 * point, k) + this.value(2 * point + 1, k)) / 2;
      }
    }
    this.#count = half;
    this.#span *= 2;
    this.#gathered = this.#span;
  }
}
