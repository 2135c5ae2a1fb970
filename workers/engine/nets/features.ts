/**
 * What a network makes of images on the way to its logits: the features f_l(x) at chosen places between its layers, and
 * the pull-back of cotangents there to the images, Σ_l (∂f_l/∂x)ᵀ u_l. That is all that distribution matching (DM, Zhao
 * & Bilen, WACV 2023; CAFE, Wang et al., CVPR 2022) differentiates: no parameters, and nothing twice.
 */
import { dispose, sliceRows, tidy, type Tensor } from "../tensor/memory";
import type { Layer, MaybeTensors, Parameters } from "../tensor/ops/layer";
import { sumScaled } from "../tensor/vectors";
import type { Network } from "./network";

/** A place: behind so many layers, where a layer that has parts counts as its parts. */
export type Tap = number;

/** The places at one block of a ConvNet: convolution, norm, ReLU, pooling. */
export interface BlockTaps {
  /** The output of the ReLU. */
  readonly beforePooling: Tap;
  /** The output of the block, and the input of the next one or of the classifier. */
  readonly output: Tap;
}

const partsOf = (layer: Layer): readonly Layer[] => layer.parts ?? [layer];

/** The blocks of a ConvNet, shallow to deep: each begins with a convolution and ends with the pooling. */
export function blockTaps(network: Network): BlockTaps[] {
  const layers = network.layers.flatMap(partsOf);
  const convolutions = layers.flatMap((layer, i) =>
    layer.parameters[0]?.layout === "convolution" ? [i] : [],
  );
  const ends = [...convolutions.slice(1), layers.length - 1];
  return ends.map((output) => ({ beforePooling: output - 1, output }));
}

/** A layer and how far it leads: to the place behind it. */
interface Stop {
  readonly layer: Layer;
  readonly theta: Parameters;
  readonly behind: Tap;
}

/** The layers as far as the last tap; one that has parts is taken in parts only where a tap lies inside it. */
function route(network: Network, theta: Parameters, taps: readonly Tap[]): Stop[] {
  const last = Math.max(...taps);
  const stops: Stop[] = [];
  let [place, at] = [0, 0];
  for (const layer of network.layers) {
    const parts = partsOf(layer);
    const cut = taps.some((tap) => tap > place && tap < place + parts.length);
    for (const one of cut ? parts : [layer]) {
      if (place >= last) return stops;
      place += cut ? 1 : parts.length;
      stops.push({ layer: one, theta: theta.slice(at, (at += one.parameters.length)), behind: place });
    }
  }
  return stops;
}

/**
 * The features at `taps`, [n,…] each, in their order; without what a gradient would need. The caller owns them.
 * @param images [n,H,W,C], normalised.
 * @param taps each at least 1, at most all layers, no two the same.
 */
export function features(
  network: Network,
  images: Tensor,
  theta: Parameters,
  taps: readonly Tap[],
): Tensor[] {
  const found = new Map<Tap, Tensor>();
  let x = images;
  for (const { layer, theta: p, behind } of route(network, theta, taps)) {
    const y = tidy(() => {
      const made = layer.forward(x, p).y;
      // A handle of its own, should the layer hand on its input.
      return made === x ? sliceRows(x, 0, x.shape[0]!) : made;
    });
    if (x !== images && ![...found.values()].includes(x)) dispose(x);
    if (taps.includes(behind)) found.set(behind, y);
    x = y;
  }
  return taps.map((tap) => found.get(tap)!);
}

/** A forward pass with what its pull-back needs. Made in a tidy, and gone with it. */
export interface FeaturePass {
  /** By tap, [n,…]. */
  readonly features: readonly Tensor[];
  /** Σ_l (∂f_l/∂x)ᵀ u_l, [n,H,W,C]; u_l like the features, null: zero. Not all of them may be null. */
  pull(cotangents: MaybeTensors): Tensor;
}

/**
 * The features at `taps`, to be differentiated by the images. To be called inside of a tidy, which frees all that is
 * made. Like {@link features}, computed in one piece, never in shards.
 */
export function featurePass(
  network: Network,
  images: Tensor,
  theta: Parameters,
  taps: readonly Tap[],
): FeaturePass {
  const stops = route(network, theta, taps);
  const saved: unknown[] = [];
  const outputs = new Map<Tap, Tensor>();
  let x = images;
  for (const { layer, theta: p, behind } of stops) {
    const made = layer.forward(x, p);
    saved.push(made.saved);
    x = made.y;
    outputs.set(behind, x);
  }
  return {
    features: taps.map((tap) => outputs.get(tap)!),
    pull(cotangents) {
      let u: Tensor | null = null;
      for (let i = stops.length - 1; i >= 0; i--) {
        const { layer, theta: p, behind } = stops[i]!;
        const here = cotangents[taps.indexOf(behind)];
        if (here) u = u ? sumScaled(u, 1, here) : here;
        if (u) u = layer.backward(u, p, saved[i], { x: true, p: false }).x!;
      }
      return u!;
    },
  };
}
