/** Seeded numbers for tests, rounded to float32 so that both precisions start from the same values. */
import { Random } from "../tensor/random";

export const elements = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

export class Samples {
  private readonly random: Random;

  constructor(label: string) {
    this.random = Random.stream(1, label);
  }

  /** Normal numbers of mean 0. */
  normal(shape: readonly number[], deviation = 1): Float32Array {
    return Float32Array.from({ length: elements(shape) }, () => deviation * this.random.normal());
  }

  /** Rows of probabilities, [n, classes]; they sum to 1 but for rounding. */
  probabilities(n: number, classes: number): Float32Array {
    const rows = Float32Array.from({ length: n * classes }, () => 0.1 + this.random.uniform());
    return rows.map((value, i) => {
      const first = i - (i % classes);
      return value / rows.slice(first, first + classes).reduce((a, b) => a + b, 0);
    });
  }
}
