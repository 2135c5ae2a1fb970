/**
 * Which parameter tensors a distance of gradients counts. DC's rows leave out what has one axis (biases, gains of
 * norms); "mse" and "cosine" take all; IDC takes the convolutions alone. PAD's filter of information embedding on DC
 * (FIEM; Li et al., 2024, section on other methods) then drops a share of these tensors, the shallow or the deep ones.
 */
import type { Recipe } from "../../../protocol/recipe/recipe";
import type { Network } from "../../nets/network";
import type { GradientDistanceKind } from "../../tensor/gradient-distances";
import type { LossTerm } from "../learner";

/** Without ⌊share · n⌋ of n tensors, which run from shallow to deep; at least one stays. */
function selected(indices: readonly number[], { skipped, skip }: Recipe["alignment"]): readonly number[] {
  const out = Math.min(indices.length - 1, Math.floor(skipped * indices.length));
  return skip === "deep" ? indices.slice(0, indices.length - out) : indices.slice(out);
}

/** Indices of the parameters that the distance of DC, DSA or DCC counts. */
export function countedByGradient(network: Network, recipe: Recipe): readonly number[] {
  const { distance } = recipe.bilevel;
  const byRows = distance === "rows" || distance === "rows-magnitude";
  const indices = network.parameters.flatMap(({ shape, trainable }, i) =>
    trainable !== false && (!byRows || shape.length >= 2) ? [i] : [],
  );
  return selected(indices, recipe.alignment);
}

/** Indices of the parameters that IDC's distance counts: the filters. */
export function countedByFormation(network: Network): readonly number[] {
  return network.parameters.flatMap(({ layout }, i) => (layout === "convolution" ? [i] : []));
}

/** The name of IDC's distances in the engine: its cosine is by row. */
export function formationKind(recipe: Recipe): GradientDistanceKind {
  const { formationDistance } = recipe.bilevel;
  return formationDistance === "cosine" ? "rows" : formationDistance;
}

/** The counted tensors as terms of the loss. */
export function termsOf(network: Network, counted: readonly number[]): LossTerm[] {
  return counted.map((i) => {
    const { name, shape } = network.parameters[i]!;
    return { name, size: shape.reduce((a, b) => a * b, 1) };
  });
}
