/** The layers that are checked: ordinary shapes, and those at the edges (one pixel, odd sides, one image or channel). */
import { instanceNorm } from "../tensor/ops/instance-norm";
import type { Layer } from "../tensor/ops/layer";
import { averagePooling, zeroPadding } from "../tensor/ops/linear";
import { normReluPoolLayers } from "../tensor/ops/norm-relu-pool";
import { relu } from "../tensor/ops/relu";
import { convolutionCase, denseCase } from "./boundary-cases";
import type { LayerCase } from "./layer-checks";
import * as float64 from "./reference-layers";
import type { Shape } from "./reference-layers";

function normCase(input: Shape): LayerCase {
  return {
    name: `instance norm of [${input}]`,
    layer: instanceNorm("norm", input[3]) as Layer,
    input,
    output: input,
    reference: (x, [gamma, beta]) => float64.instanceNorm(x, gamma!, beta!, input),
  };
}

function poolingCase(input: Shape): LayerCase {
  return {
    name: `average pooling of [${input}]`,
    layer: averagePooling() as Layer,
    input,
    output: [input[0], input[1] >> 1, input[2] >> 1, input[3]],
    reference: (x) => float64.averagePooling(x, input),
  };
}

/** The fused block, where the active back end has it for so many channels. */
function blockCases(input: Shape): LayerCase[] {
  const [n, height, width, channels] = input;
  const layers = normReluPoolLayers("block", channels);
  if (layers.length > 1) return [];
  return [
    {
      name: `norm, ReLU and pooling of [${input}]`,
      layer: layers[0]!,
      input,
      output: [n, height >> 1, width >> 1, channels],
      reference: (x, [gamma, beta]) =>
        float64.averagePooling(float64.relu(float64.instanceNorm(x, gamma!, beta!, input)), input),
    },
  ];
}

const activation: Shape = [2, 5, 4, 3];
const padded: Shape = [2, 4, 4, 2];

/** To be called with the back end active: some layers are there on some back ends only. */
export const layerCases = (): LayerCase[] => [
  convolutionCase([2, 7, 7, 2], 3, 3),
  convolutionCase([1, 8, 8, 1], 1, 3),
  convolutionCase([3, 1, 1, 4], 2, 3),
  convolutionCase([2, 2, 2, 3], 5, 3),
  // Channels enough for Winograd's algorithm on wasm: odd sides, more than one chunk, a last panel of four.
  convolutionCase([2, 5, 5, 8], 12, 3),
  convolutionCase([1, 17, 17, 8], 8, 3),
  convolutionCase([2, 6, 6, 3], 24, 3),
  convolutionCase([2, 6, 6, 2], 3, 5),
  convolutionCase([2, 4, 4, 3], 2, 1),
  normCase([2, 8, 8, 3]),
  normCase([1, 5, 5, 1]),
  normCase([2, 2, 2, 4]),
  normCase([3, 1, 1, 4]),
  poolingCase([2, 8, 8, 3]),
  poolingCase([2, 7, 7, 3]),
  poolingCase([1, 2, 2, 1]),
  poolingCase([2, 3, 3, 2]),
  ...blockCases([2, 8, 8, 4]),
  ...blockCases([1, 7, 7, 4]),
  ...blockCases([3, 2, 2, 8]),
  ...blockCases([2, 3, 3, 12]),
  denseCase([3, 2, 2, 4], 5),
  denseCase([1, 1, 1, 2], 2),
  {
    name: "ReLU",
    layer: relu() as Layer,
    input: activation,
    output: activation,
    reference: (x) => float64.relu(x),
  },
  {
    name: "zero padding",
    layer: zeroPadding(2) as Layer,
    input: padded,
    output: [2, 8, 8, 2],
    reference: (x) => float64.zeroPadding(x, padded, 2),
  },
];
