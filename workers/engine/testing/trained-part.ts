/** A layer by its moving parameters alone, as the checks of derivatives see it: the others are held still. */
import { tensor, type Tensor } from "../tensor/memory";
import type { Layer, ParameterSpec } from "../tensor/ops/layer";

/**
 * @param constant the values of a statistic, and of other parameters that are held still.
 * @param held whether one that is trained is held still too.
 */
export function trainedPart(
  layer: Layer,
  constant: (spec: ParameterSpec) => readonly number[],
  held: (spec: ParameterSpec) => boolean = () => false,
): Layer {
  const trained = layer.parameters.filter((spec) => spec.trainable !== false && !held(spec));
  const places = layer.parameters.map((spec) => trained.indexOf(spec));
  /** The list of all parameters, from that of the trained ones. */
  const all = <T>(list: readonly T[], fill: (spec: ParameterSpec) => T): T[] =>
    places.map((place, i) => (place < 0 ? fill(layer.parameters[i]!) : list[place]!));
  const values = (p: readonly Tensor[]): Tensor[] =>
    all(p, (spec) => tensor(new Float32Array(constant(spec)), spec.shape));
  const still = (p: readonly (Tensor | null)[]): (Tensor | null)[] => all(p, () => null);
  const own = <T>(list: readonly T[]): T[] => list.filter((_, i) => places[i]! >= 0);

  return {
    parameters: trained,
    forward: (x, p) => layer.forward(x, values(p)),
    backward(u, p, saved, want) {
      const back = layer.backward(u, values(p), saved, want);
      return { ...back, p: own(back.p) };
    },
    tangent: (xDot, p, pDot, saved) => layer.tangent(xDot, values(p), still(pDot), saved),
    backwardTangent(u, uDot, p, pDot, saved, savedDot, want) {
      const back = layer.backwardTangent(u, uDot, values(p), still(pDot), saved, savedDot, want);
      return { ...back, pDot: own(back.pDot) };
    },
  };
}
