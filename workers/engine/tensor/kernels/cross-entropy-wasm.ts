/** The derivative of the mean cross-entropy and its tangents on wasm, see `../ops/cross-entropy.ts`. */
import type { Tensor } from "../memory";
import { computeAllOnWasm, computeOnWasm } from "../wasm/compute";

export function wasmCrossEntropyGradient(logits: Tensor, targets: Tensor): Tensor {
  const [n, classes] = logits.shape as [number, number];
  return computeOnWasm("crossEntropyGradient", [n, classes], (to, { kernels, at }) =>
    kernels.crossEntropyGradient(at(logits), at(targets), to, n, classes),
  );
}

/** gradientDot and targetsDot. */
export function wasmCrossEntropyTangent(logits: Tensor, logitsDot: Tensor): [Tensor, Tensor] {
  const [n, classes] = logits.shape as [number, number];
  const shapes = [logits.shape, logits.shape];
  const [gradientDot, targetsDot] = computeAllOnWasm(
    "crossEntropyTangent",
    shapes,
    ([u, y], { kernels, at }) => kernels.crossEntropyTangent(at(logits), at(logitsDot), u!, y!, n, classes),
  );
  return [gradientDot!, targetsDot!];
}
