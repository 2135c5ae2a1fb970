/**
 * Distances D(g_s, g_r) between the gradient that synthetic and the one that real images give a network, and their
 * derivative λ = ∂D/∂g_s, along which the second-order product takes it on to the images. Per output row a of a tensor
 * of g_s and b of g_r:
 *
 *     rows             Σ_rows 1 − ⟨a,b⟩ / (|a||b| + 10⁻⁶)        DC (Zhao et al., ICLR 2021); IDC's "cos"
 *     rows-magnitude   the same + |a − b|                        (survey of the field)
 *     mse              Σ (a − b)²                                DC's and IDC's "mse"
 *     cosine           1 − ⟨g_s,g_r⟩ / (|g_s||g_r| + 10⁻⁶)       DC's "cos", one for all tensors together
 *     l1               Σ |a − b|                                 IDC (Kim et al., ICML 2022)
 *     l1-rows          Σ_rows mean |a − b|                       IDC's "l1_mean"
 *
 * A row holds the weights of one output: PyTorch's first axis, which is our last one in every layout.
 */
import * as tf from "@tensorflow/tfjs-core";
import { tidy, type Tensor } from "./memory";
import type { MaybeTensors } from "./ops/layer";

export type GradientDistanceKind = "rows" | "rows-magnitude" | "mse" | "cosine" | "l1" | "l1-rows";

export interface GradientDistance {
  /** D, scalar. */
  readonly total: Tensor;
  /** D's term of each counted tensor, [tensors]; for "cosine" each tensor's own cosine distance. */
  readonly terms: Tensor;
  /** λ by parameter; null: not counted, or exactly zero. */
  readonly lambda: MaybeTensors;
}

/** What one tensor adds to D, and its λ in the tensor's own shape. */
interface Term {
  readonly value: Tensor;
  readonly lambda: Tensor;
}

const epsilon = 1e-6;
const flatRows = (g: Tensor): Tensor => tf.reshape(g, [-1, g.shape.at(-1)!]);
const columnSums = (x: Tensor): Tensor => tf.sum(x, 0);
const lengths = (x: Tensor): Tensor => tf.sqrt(columnSums(tf.square(x)));

/** 1 − cosine of each row, and its λ: −b/d + a s|b|/(|a|d²), where s = ⟨a,b⟩ and d = |a||b| + ε. */
function cosineRows(a: Tensor, b: Tensor): Term {
  const [aLength, bLength] = [lengths(a), lengths(b)];
  const s = columnSums(tf.mul(a, b));
  const d = tf.add(tf.mul(aLength, bLength), epsilon);
  const cosine = tf.div(s, d);
  // |a| has no slope at 0; PyTorch's norm takes 0 there.
  const alongA = tf.divNoNan(tf.mul(cosine, bLength), tf.mul(aLength, d));
  return { value: tf.sum(tf.sub(1, cosine)), lambda: tf.sub(tf.mul(a, alongA), tf.div(b, d)) };
}

/** |a − b| of each row; its λ is 0 where the rows agree. */
function lengthRows(a: Tensor, b: Tensor): Term {
  const apart = tf.sub(a, b);
  const length = lengths(apart);
  return { value: tf.sum(length), lambda: tf.divNoNan(apart, length) };
}

/** @param a [weights of a row, rows], as b. */
function termOf(kind: Exclude<GradientDistanceKind, "cosine">, a: Tensor, b: Tensor): Term {
  switch (kind) {
    case "rows":
      return cosineRows(a, b);
    case "rows-magnitude": {
      const [angle, length] = [cosineRows(a, b), lengthRows(a, b)];
      return { value: tf.add(angle.value, length.value), lambda: tf.add(angle.lambda, length.lambda) };
    }
    case "mse": {
      const apart = tf.sub(a, b);
      return { value: tf.sum(tf.square(apart)), lambda: tf.mul(apart, 2) };
    }
    default: {
      const apart = tf.sub(a, b);
      const share = kind === "l1" ? 1 : 1 / a.shape[0]!;
      return { value: tf.mul(tf.sum(tf.abs(apart)), share), lambda: tf.mul(tf.sign(apart), share) };
    }
  }
}

const addAll = (parts: readonly Tensor[]): Tensor => parts.reduce((sum, part) => tf.add(sum, part));

/** One cosine over all counted tensors; zero tensors take no part. */
function oneCosine(pairs: readonly (readonly [Tensor, Tensor] | null)[]) {
  const present = pairs.filter((pair) => pair !== null);
  const sums = present.map(([a, b]) => [tf.mul(a, b), tf.square(a), tf.square(b)].map((x) => tf.sum(x)));
  const [s, aa, bb] = [0, 1, 2].map((k) => addAll(sums.map((three) => three[k]!))) as [
    Tensor,
    Tensor,
    Tensor,
  ];
  const [aLength, bLength] = [tf.sqrt(aa), tf.sqrt(bb)];
  const d = tf.add(tf.mul(aLength, bLength), epsilon);
  const cosine = tf.div(s, d);
  const alongA = tf.divNoNan(tf.mul(cosine, bLength), tf.mul(aLength, d));
  const own = sums.map(([t, a, b]) =>
    tf.sub(1, tf.div(t!, tf.add(tf.mul(tf.sqrt(a!), tf.sqrt(b!)), epsilon))),
  );
  let next = 0;
  return {
    total: tf.sub(1, cosine),
    terms: pairs.map((pair) => (pair ? own[next++]! : tf.scalar(0))),
    lambda: pairs.map((pair) => pair && tf.sub(tf.mul(pair[0], alongA), tf.div(pair[1], d))),
  };
}

/** Term by term. */
function byTensor(
  kind: Exclude<GradientDistanceKind, "cosine">,
  pairs: readonly (readonly [Tensor, Tensor] | null)[],
) {
  const made = pairs.map((pair) => pair && termOf(kind, pair[0], pair[1]));
  const terms = made.map((term) => term?.value ?? tf.scalar(0));
  return { total: addAll(terms), terms, lambda: made.map((term) => term?.lambda ?? null) };
}

/**
 * The distance of two gradients over some of the parameter tensors. The caller owns the results.
 * @param synthetic g_s by parameter; null: exactly zero, then so is the real one. As `real`.
 * @param counted indices of the parameters that take part, ascending, at least one; kinds with rows want two axes.
 */
export function gradientDistance(
  kind: GradientDistanceKind,
  synthetic: MaybeTensors,
  real: MaybeTensors,
  counted: readonly number[],
): GradientDistance {
  return tidy(() => {
    const pairs = counted.map((i): [Tensor, Tensor] | null => {
      const [a, b] = [synthetic[i], real[i]];
      return a && b ? [flatRows(a), flatRows(b)] : null;
    });
    const { total, terms, lambda } = kind === "cosine" ? oneCosine(pairs) : byTensor(kind, pairs);
    const byParameter = new Array<Tensor | null>(synthetic.length).fill(null);
    counted.forEach((i, k) => {
      const own = lambda[k];
      byParameter[i] = own ? tf.reshape(own, synthetic[i]!.shape) : null;
    });
    return { total, terms: tf.stack(terms), lambda: byParameter };
  });
}
