/** Every layer's four functions, on the active back end, against nested differentiation in float64. */
import { compare, take, tolerances, type Check } from "../golden/check";
import { dispose, tensor, tidy, type Tensor } from "../tensor/memory";
import type { Layer, MaybeTensors } from "../tensor/ops/layer";
import { elements, Samples } from "./samples";
import { add, gradient, inner, leaf, type Value } from "./tape";

export interface LayerCase {
  readonly name: string;
  readonly layer: Layer;
  /** Shapes of input and output. */
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly reference: (x: Value, p: readonly Value[]) => Value;
}

/** Which tangents are other than zero. */
export interface Moving {
  readonly x: boolean;
  readonly p: boolean;
}

interface Reference {
  readonly y: Float64Array;
  /** ∂⟨u, y⟩ by x and each parameter. */
  readonly backward: Float64Array[];
  readonly yDot: Float64Array;
  /** The tangents of `backward` as input, parameters and u move. */
  readonly backwardDot: Float64Array[];
}

const total = (pairs: readonly (readonly [Value, Value])[]): Value =>
  pairs.map(([a, b]) => inner(a, b)).reduce(add);

/**
 * Derivatives along a direction are taken as derivatives of pull-backs: ⟨J d, u⟩ = ⟨d, Jᵀu⟩ is linear in u, so that
 * differentiating it by u leaves J d.
 */
function referenceOf(
  { reference }: LayerCase,
  at: readonly Value[],
  u: Value,
  dots: readonly Value[],
  uDot: Value,
): Reference {
  const y = reference(at[0]!, at.slice(1));
  const backward = gradient(inner(u, y), at);
  const along = total(backward.map((g, i) => [g, dots[i]!]));
  const [yDot] = gradient(along, [u]);
  const probes = backward.map((g) => leaf(new Float64Array(g.values.length)));
  const pulled = gradient(total(backward.map((g, i) => [g, probes[i]!])), [...at, u]);
  const moved = total([...dots, uDot].map((dot, i) => [pulled[i]!, dot]));
  return {
    y: y.values,
    backward: backward.map(({ values }) => values),
    yDot: yDot!.values,
    backwardDot: gradient(moved, probes).map(({ values }) => values),
  };
}

/** What the layer computes, all wanted. */
async function computed(
  { layer }: LayerCase,
  given: readonly Tensor[],
  u: Tensor,
  dots: MaybeTensors,
  uDot: Tensor,
): Promise<Float32Array[]> {
  const want = { x: true, p: true };
  const results = tidy(() => {
    const [x, ...p] = given as [Tensor, ...Tensor[]];
    const [xDot, ...pDot] = dots as [Tensor | null, ...(Tensor | null)[]];
    const { y, saved } = layer.forward(x, p);
    const back = layer.backward(u, p, saved, want);
    const { yDot, savedDot } = layer.tangent(xDot, p, pDot, saved);
    const moved = layer.backwardTangent(u, uDot, p, pDot, saved, savedDot, want);
    return [y, back.x, ...back.p, yDot, moved.x, moved.xDot, ...moved.pDot].map((one) => one!);
  });
  return take(...results);
}

/** Checks one layer with the tangents of `moving`; the others are given as null. */
export async function checkLayer(given: LayerCase, moving: Moving): Promise<Check[]> {
  const { name, layer, input, output } = given;
  const samples = new Samples(name);
  const shapes = [input, ...layer.parameters.map(({ shape }) => shape)];
  const at = shapes.map((shape) => samples.normal(shape));
  const dots = shapes.map((shape, i) => ((i === 0 ? moving.x : moving.p) ? samples.normal(shape) : null));
  const [u, uDot] = [samples.normal(output), samples.normal(output)];
  const still = (i: number): Float32Array => new Float32Array(elements(shapes[i]!));
  const reference = referenceOf(
    given,
    at.map(leaf),
    leaf(u),
    dots.map((dot, i) => leaf(dot ?? still(i))),
    leaf(uDot),
  );

  const tensors = at.map((values, i) => tensor(values, shapes[i]!));
  const tangents = dots.map((values, i) => values && tensor(values, shapes[i]!));
  const [uTensor, uDotTensor] = [tensor(u, output), tensor(uDot, output)];
  const values = await computed(given, tensors, uTensor, tangents, uDotTensor);
  dispose(tensors, tangents, uTensor, uDotTensor);

  const names = ["x", ...layer.parameters.map((parameter) => parameter.name)];
  const label = `${name}${moving.x ? "" : ", input still"}${moving.p ? "" : ", parameters still"}`;
  const { firstOrder, secondOrder } = tolerances;
  const expected: [string, Float64Array, number][] = [
    ["y", reference.y, firstOrder],
    ...reference.backward.map((g, i): [string, Float64Array, number] => [
      `backward ${names[i]}`,
      g,
      firstOrder,
    ]),
    ["tangent", reference.yDot, firstOrder],
    ["backward x again", reference.backward[0]!, firstOrder],
    ...reference.backwardDot.map((g, i): [string, Float64Array, number] => [
      `tangent of backward ${names[i]}`,
      g,
      secondOrder,
    ]),
  ];
  return expected.map(([what, wanted, tolerance], i) =>
    compare(`${label}: ${what}`, values[i]!, wanted, tolerance),
  );
}
