/**
 * A small tape in float64: the reference that the engine's hand-written derivatives are held against. Its pull-backs
 * are made of the same operations and so are on the tape themselves: what `gradient` returns can be differentiated
 * again, to any order. Everything is a flat array; layouts live in index lists.
 */

export interface Value {
  /** Order of creation: inputs come before what is made of them. */
  readonly id: number;
  readonly values: Float64Array;
  readonly inputs: readonly Value[];
  /** For each input, ∂L/∂input from u = ∂L/∂this. */
  readonly pulls: readonly ((u: Value) => Value)[];
}

let made = 0;

function record(values: Float64Array, inputs: Value["inputs"] = [], pulls: Value["pulls"] = []): Value {
  return { id: made++, values, inputs, pulls };
}

/** A leaf: a constant, or something to differentiate by. */
export function leaf(values: ArrayLike<number>): Value {
  return record(Float64Array.from(values));
}

export function add(a: Value, b: Value): Value {
  return record(
    a.values.map((x, i) => x + b.values[i]!),
    [a, b],
    [(u) => u, (u) => u],
  );
}

/** c·a for a number c. */
export function scale(a: Value, c: number): Value {
  return record(
    a.values.map((x) => c * x),
    [a],
    [(u) => scale(u, c)],
  );
}

export function subtract(a: Value, b: Value): Value {
  return add(a, scale(b, -1));
}

/** a ∘ b, element by element. */
export function times(a: Value, b: Value): Value {
  return record(
    a.values.map((x, i) => x * b.values[i]!),
    [a, b],
    [(u) => times(u, b), (u) => times(a, u)],
  );
}

/** aᵖ, element by element. */
export function power(a: Value, p: number): Value {
  return record(
    a.values.map((x) => x ** p),
    [a],
    [(u) => times(u, scale(power(a, p - 1), p))],
  );
}

export function exponential(a: Value): Value {
  return record(a.values.map(Math.exp), [a], [(u) => times(u, exponential(a))]);
}

export function logarithm(a: Value): Value {
  return record(a.values.map(Math.log), [a], [(u) => times(u, power(a, -1))]);
}

/** max(0, a), with derivative 0 at 0. */
export function rectified(a: Value): Value {
  const mask = a.values.map((x) => (x > 0 ? 1 : 0));
  return record(
    a.values.map((x) => Math.max(0, x)),
    [a],
    [(u) => times(u, leaf(mask))],
  );
}

/** A sparse matrix: entry k adds weight[k] · a[from[k]] to result[to[k]]. */
export interface Sparse {
  readonly size: number;
  readonly to: readonly number[];
  readonly from: readonly number[];
  readonly weight: readonly number[];
}

/** The sparse matrix times a. */
export function linear(a: Value, { size, to, from, weight }: Sparse): Value {
  const values = new Float64Array(size);
  for (let k = 0; k < to.length; k++) values[to[k]!]! += weight[k]! * a.values[from[k]!]!;
  return record(values, [a], [(u) => linear(u, { size: a.values.length, to: from, from: to, weight })]);
}

/** result[k] = a[from[k]]. */
export function gather(a: Value, from: readonly number[]): Value {
  return linear(a, { size: from.length, to: from.map((_, k) => k), from, weight: from.map(() => 1) });
}

/** result[g] = Σ a[k] over the k with group[k] = g. */
export function sumGroups(a: Value, group: readonly number[], size: number): Value {
  return linear(a, { size, to: group, from: group.map((_, k) => k), weight: group.map(() => 1) });
}

/** Σ a, one element. */
export function sum(a: Value): Value {
  return sumGroups(
    a,
    Array.from(a.values, () => 0),
    1,
  );
}

/** ⟨a, b⟩, one element. */
export function inner(a: Value, b: Value): Value {
  return sum(times(a, b));
}

/** A sparse bilinear form: entry k adds a[left[k]] · b[right[k]] to result[to[k]]. */
export interface Bilinear {
  readonly size: number;
  readonly to: readonly number[];
  readonly left: readonly number[];
  readonly right: readonly number[];
}

export function bilinear(a: Value, b: Value, { size, to, left, right }: Bilinear): Value {
  const values = new Float64Array(size);
  for (let k = 0; k < to.length; k++) values[to[k]!]! += a.values[left[k]!]! * b.values[right[k]!]!;
  return record(
    values,
    [a, b],
    [
      (u) => bilinear(u, b, { size: a.values.length, to: left, left: to, right }),
      (u) => bilinear(a, u, { size: b.values.length, to: right, left, right: to }),
    ],
  );
}

/** y and all that it is made of, oldest first. */
function ancestors(y: Value): Value[] {
  const seen = new Set([y]);
  for (const value of seen) for (const input of value.inputs) seen.add(input);
  return [...seen].sort((a, b) => a.id - b.id);
}

/** ∂y/∂x for each x, where y has one element; zero where y does not depend on x. On the tape itself. */
export function gradient(y: Value, xs: readonly Value[]): Value[] {
  const line = ancestors(y);
  const depends = new Set(xs);
  for (const value of line) if (value.inputs.some((input) => depends.has(input))) depends.add(value);
  const adjoints = new Map<Value, Value>([[y, leaf([1])]]);
  for (const value of line.reverse()) {
    const u = adjoints.get(value);
    if (!u || !depends.has(value)) continue;
    value.inputs.forEach((input, i) => {
      if (!depends.has(input)) return;
      const pulled = value.pulls[i]!(u);
      const before = adjoints.get(input);
      adjoints.set(input, before ? add(before, pulled) : pulled);
    });
  }
  return xs.map((x) => (depends.has(x) && adjoints.get(x)) || leaf(new Float64Array(x.values.length)));
}
