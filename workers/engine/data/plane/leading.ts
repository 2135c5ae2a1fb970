/**
 * The largest eigenvalues of a symmetric, positive semidefinite matrix with their vectors: subspace iteration with
 * Ritz acceleration (Golub & Van Loan, Matrix Computations, 4th ed., section 8.2), in float64 from a fixed start.
 */
import { Random } from "../../tensor/random";
import { jacobiEigen } from "./jacobi";

/** Vectors that are iterated beside the wanted ones: the more, the faster those settle. */
const guards = 8;
/** |G v − λ v| in units of the largest eigenvalue at which a pair is found. */
const closeness = 1e-11;
const mostSteps = 1000;

interface Pair {
  readonly value: number;
  /** Of length 1. */
  readonly vector: Float64Array;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** Σ_k weights_k · vectors_k. */
export function combine(vectors: readonly Float64Array[], weights: ArrayLike<number>): Float64Array {
  const out = new Float64Array(vectors[0]?.length ?? 0);
  for (const [k, vector] of vectors.entries()) {
    const weight = weights[k]!;
    for (let i = 0; i < out.length; i++) out[i]! += weight * vector[i]!;
  }
  return out;
}

/** Gram and Schmidt, each vector twice so that rounding leaves nothing; one within the span of others becomes 0. */
function orthonormal(vectors: readonly Float64Array[]): Float64Array[] {
  const done: Float64Array[] = [];
  for (const vector of vectors) {
    const before = Math.sqrt(dot(vector, vector));
    for (const other of [...done, ...done]) {
      const along = dot(vector, other);
      for (let i = 0; i < vector.length; i++) vector[i]! -= along * other[i]!;
    }
    const length = Math.sqrt(dot(vector, vector));
    const scale = length > 1e-14 * before ? 1 / length : 0;
    done.push(vector.map((value) => value * scale));
  }
  return done;
}

/**
 * The `wanted` largest eigenvalues, descending, with their eigenvectors.
 * @param matrix G, [n, n].
 */
export function leadingEigen(matrix: Float64Array, n: number, wanted: number): readonly Pair[] {
  const rows = Array.from({ length: n }, (_, row) => matrix.subarray(row * n, (row + 1) * n));
  const width = Math.min(n, wanted + guards);
  const random = Random.stream(0, "leading eigenvectors");
  let basis = orthonormal(
    Array.from({ length: width }, () => Float64Array.from({ length: n }, () => random.between(-1, 1))),
  );
  for (let step = 1; ; step++) {
    const images = basis.map((vector) => Float64Array.from(rows, (row) => dot(row, vector)));
    const small = Float64Array.from({ length: width * width }, (_, at) =>
      dot(basis[Math.floor(at / width)]!, images[at % width]!),
    );
    const { values, vectors } = jacobiEigen(small, width);
    const order = Array.from(values.keys()).sort((a, b) => values[b]! - values[a]!);
    const weights = order.map((k) =>
      Float64Array.from({ length: width }, (_, row) => vectors[row * width + k]!),
    );
    const pairs = weights
      .slice(0, wanted)
      .map((weight, k) => ({ value: values[order[k]!]!, vector: combine(basis, weight) }));
    const turned = weights.map((weight) => combine(images, weight));
    const largest = Math.abs(pairs[0]?.value ?? 0);
    const isFound = pairs.every(({ value, vector }, k) => {
      const rest = turned[k]!.map((at, i) => at - value * vector[i]!);
      return Math.sqrt(dot(rest, rest)) <= closeness * largest;
    });
    if (isFound || step === mostSteps) return pairs;
    basis = orthonormal(turned);
  }
}
