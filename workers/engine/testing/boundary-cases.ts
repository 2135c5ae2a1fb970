/**
 * Layers around the boundaries of the kernels' blocks, where what is left over is computed in a way of its own: outputs
 * in fours, eights, twelves and sixteens, channels in fours, pixels in fours, tiles in chunks of sixty-four.
 */
import { convolution } from "../tensor/ops/convolution";
import { dense } from "../tensor/ops/dense";
import type { Layer } from "../tensor/ops/layer";
import { onWasm } from "../tensor/wasm/compute";
import { onWebGpu } from "../tensor/webgpu/dispatch";
import type { LayerCase } from "./layer-checks";
import * as float64 from "./reference-layers";
import type { Shape } from "./reference-layers";

/** A 3×3 convolution, or one of another kernel. */
export function convolutionCase(input: Shape, outputs: number, kernel = 3): LayerCase {
  const layer = convolution({ name: "conv", inputs: input[3], outputs, kernel, biasAbsorbed: false });
  return {
    name: `convolution ${kernel}×${kernel} of [${input}] to ${outputs}`,
    layer: layer as Layer,
    input,
    output: [input[0], input[1], input[2], outputs],
    reference: (x, [w, b]) => float64.convolution(x, w!, b!, input, outputs, kernel),
  };
}

/** The classifier. */
export function denseCase(input: Shape, outputs: number): LayerCase {
  const [n, height, width, channels] = input;
  return {
    name: `classifier of [${input}] to ${outputs}`,
    layer: dense("classifier", height * width * channels, outputs) as Layer,
    input,
    output: [n, outputs],
    reference: (x, [w, b]) => float64.dense(x, w!, b!, n, outputs),
  };
}

/** Twelve outputs at once, the last four of which may overlap those before. */
const wasmCases = (): LayerCase[] => [
  ...[1, 3, 4, 6, 7, 8, 11, 12, 13, 14, 15, 16, 17, 19, 20, 23, 24, 25, 26, 27, 28, 62].map((outputs) =>
    denseCase([2, 1, 1, 5], outputs),
  ),
  denseCase([1, 1, 1, 1], 13),
  // By the definition: 1 to 5 pixels in a row, rows of the filter that are no multiple of four.
  convolutionCase([1, 1, 1, 1], 4),
  convolutionCase([1, 1, 9, 5], 8),
  convolutionCase([2, 3, 1, 2], 12),
  convolutionCase([2, 2, 4, 1], 8),
  convolutionCase([1, 2, 5, 3], 20),
  // By Winograd's algorithm in one direction alone, with 1 to 3 channels in the last four.
  convolutionCase([2, 3, 2, 1], 16),
  convolutionCase([1, 4, 3, 5], 8),
  convolutionCase([1, 3, 3, 6], 12),
  convolutionCase([2, 2, 2, 7], 20),
  convolutionCase([1, 5, 2, 9], 8),
  // In both: few channels for many outputs and the other way round, a last panel of four on either side.
  convolutionCase([1, 2, 2, 4], 16),
  convolutionCase([1, 2, 3, 16], 4),
  convolutionCase([3, 3, 2, 12], 12),
  convolutionCase([1, 3, 3, 20], 20),
  // Sixty-four tiles: one chunk that is just full, and one tile row more; a row of tiles longer than a chunk.
  convolutionCase([1, 16, 16, 4], 16),
  convolutionCase([3, 6, 16, 8], 8),
  convolutionCase([1, 2, 131, 8], 8),
];

/** Sixteen columns for each workgroup, sums shared by sixteen threads; channels read one or four at a time. */
const webGpuCases = (): LayerCase[] => [
  denseCase([2, 1, 1, 5], 13),
  denseCase([1, 1, 1, 17], 16),
  denseCase([3, 1, 1, 16], 17),
  denseCase([1, 1, 1, 1], 33),
  convolutionCase([1, 3, 11, 5], 16),
  convolutionCase([1, 1, 33, 1], 17),
];

/** To be called with the back end active: every back end has boundaries of its own. */
export const boundaryCases = (): LayerCase[] =>
  onWasm() ? wasmCases() : onWebGpu() ? webGpuCases() : [denseCase([2, 1, 1, 5], 13)];
