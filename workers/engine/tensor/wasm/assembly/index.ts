export { compact, convolve, filterAdjoint, flip } from "./convolution";
export { backward as normReluPoolBackward, backwardTangent as normReluPoolBackwardTangent } from "./norm-relu-pool-backward";
export { forward as normReluPoolForward, tangent as normReluPoolTangent } from "./norm-relu-pool-forward";
export { multiplyPairs, multiplyPanels } from "./panels";
export { winograd, winogradFilterAdjoint, winogradScratch } from "./winograd";
export { affineSample, affineSampleAdjoint } from "./affine-sample";
export {
  columnSums,
  crossEntropyGradient,
  crossEntropyTangent,
  denseFilterAdjoint,
  denseInputAdjoint,
  denseProduct,
} from "./classifier";
export { combine, innerProduct } from "./vectors";
