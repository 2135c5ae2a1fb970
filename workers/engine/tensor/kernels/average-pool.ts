/** 2×2 average pooling with stride 2 (odd sizes are floored) and its adjoint. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "../memory";

/** [N,H,W,C] → [N,⌊H/2⌋,⌊W/2⌋,C]. */
export function averagePool(x: Tensor): Tensor {
  return tf.avgPool(x as tf.Tensor4D, 2, 2, "valid");
}

/** Adjoint of {@link averagePool} for an input of `shape`: a quarter of each value to each of its four pixels. */
export function averagePoolAdjoint(u: Tensor, shape: readonly number[]): Tensor {
  // The stock kernel reads of `input` its shape only; u's data stands in for it.
  const input = { dataId: u.dataId, shape: shape as number[], dtype: u.dtype };
  const kernel = tf.getKernel("AvgPoolGrad", tf.getBackend());
  const attrs = { filterSize: [2, 2], strides: [2, 2], pad: "valid" };
  const made = kernel.kernelFunc({ inputs: { dy: u, input }, backend: tf.backend(), attrs });
  return tf.engine().makeTensorFromTensorInfo(made as tf.TensorInfo);
}
