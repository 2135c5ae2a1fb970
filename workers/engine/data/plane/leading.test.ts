import { describe, expect, test } from "vitest";
import { Random } from "../../tensor/random";
import { jacobiEigen } from "./jacobi";
import { leadingEigen } from "./leading";

/** B Bᵗ of a random B of n rows and `rank` columns. */
function positive(n: number, rank: number): Float64Array {
  const random = Random.stream(5, `matrix ${n} ${rank}`);
  const b = Float64Array.from({ length: n * rank }, () => random.normal());
  return Float64Array.from({ length: n * n }, (_, at) => {
    const [row, column] = [Math.floor(at / n), at % n];
    let sum = 0;
    for (let k = 0; k < rank; k++) sum += b[row * rank + k]! * b[column * rank + k]!;
    return sum;
  });
}

describe("the leading eigenvectors", () => {
  test.each([
    [40, 60],
    [40, 3],
    [7, 7],
    [2, 2],
  ])("of a matrix of %i rows and rank %i are those of Jacobi's rotations", (n, rank) => {
    const matrix = positive(n, rank);
    const { values, vectors } = jacobiEigen(matrix, n);
    const order = Array.from(values.keys()).sort((a, b) => values[b]! - values[a]!);
    for (const [k, { value, vector }] of leadingEigen(matrix, n, 2).entries()) {
      const column = order[k]!;
      expect(value / values[column]!).toBeCloseTo(1, 12);
      const product = vector.reduce((sum, entry, row) => sum + entry * vectors[row * n + column]!, 0);
      expect(Math.abs(product)).toBeCloseTo(1, 10);
    }
  });

  test("are found where two eigenvalues are the same, and of nothing at all", () => {
    const twice = Float64Array.from({ length: 400 }, (_, at) => (at % 21 ? 0 : at < 63 ? 4 : 1));
    expect(leadingEigen(twice, 20, 2).map(({ value }) => value.toFixed(9))).toEqual([
      "4.000000000",
      "4.000000000",
    ]);
    expect(leadingEigen(new Float64Array(9), 3, 2).map(({ value }) => value)).toEqual([0, 0]);
  });
});
