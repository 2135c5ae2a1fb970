/** Distances between gradients in float64, on the tape; see `tensor/gradient-distances.ts` for the formulas. */
import type { GradientDistanceKind } from "../tensor/gradient-distances";
import { add, inner, leaf, power, scale, subtract, sum, sumGroups, times, type Value } from "./tape";

const epsilon = 1e-6;
const root = (a: Value): Value => power(a, 0.5);
const shifted = (a: Value): Value => add(a, leaf(a.values.map(() => epsilon)));
const oneMinus = (a: Value): Value => subtract(leaf(a.values.map(() => 1)), a);

/** 1 − s / (|a||b| + ε), element by element, from ⟨a,b⟩, ⟨a,a⟩ and ⟨b,b⟩. */
const angles = (ab: Value, aa: Value, bb: Value): Value =>
  oneMinus(times(ab, power(shifted(times(root(aa), root(bb))), -1)));

/** What one tensor adds, whose last axis has `rows` entries. */
function term(kind: GradientDistanceKind, a: Value, b: Value, rows: number): Value {
  const byRow = (x: Value): Value =>
    sumGroups(
      x,
      Array.from(x.values, (_, i) => i % rows),
      rows,
    );
  const apart = subtract(a, b);
  const cosines = (): Value => sum(angles(byRow(times(a, b)), byRow(times(a, a)), byRow(times(b, b))));
  switch (kind) {
    case "rows":
      return cosines();
    case "rows-magnitude":
      return add(cosines(), sum(root(byRow(times(apart, apart)))));
    case "mse":
      return inner(apart, apart);
    case "cosine":
      return angles(inner(a, b), inner(a, a), inner(b, b));
    default: {
      const absolute = sum(root(times(apart, apart)));
      return kind === "l1" ? absolute : scale(absolute, rows / a.values.length);
    }
  }
}

/** D over the counted tensors, one element. */
export function referenceDistance(
  kind: GradientDistanceKind,
  synthetic: readonly Value[],
  real: readonly Value[],
  counted: readonly number[],
  rowsOf: (parameter: number) => number,
): Value {
  if (kind === "cosine") {
    const all = (pair: (i: number) => Value): Value => counted.map(pair).reduce(add);
    const [a, b] = [synthetic, real];
    return angles(
      all((i) => inner(a[i]!, b[i]!)),
      all((i) => inner(a[i]!, a[i]!)),
      all((i) => inner(b[i]!, b[i]!)),
    );
  }
  return counted.map((i) => term(kind, synthetic[i]!, real[i]!, rowsOf(i))).reduce(add);
}
