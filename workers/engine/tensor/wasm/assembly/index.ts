export { compact, convolve, filterAdjoint, flip } from "./convolution";
export {
  backward as normReluPoolBackward,
  backwardTangent as normReluPoolBackwardTangent,
  forward as normReluPoolForward,
  tangent as normReluPoolTangent,
} from "./norm-relu-pool";
export { multiplyPairs, multiplyPanels } from "./panels";
