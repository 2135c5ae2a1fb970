/** Functions of small symmetric matrices in float64: a reference. */
import { jacobiEigen } from "../data/plane/jacobi";

/** V diag(f(values)) Vᵗ. */
export function matrixFunction(matrix: Float64Array, n: number, f: (value: number) => number): Float64Array {
  const { values, vectors } = jacobiEigen(matrix, n);
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      for (let k = 0; k < n; k++)
        out[i * n + j]! += vectors[i * n + k]! * f(values[k]!) * vectors[j * n + k]!;
    }
  }
  return out;
}
