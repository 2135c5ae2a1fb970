/** Ops that are linear in x and have no parameters: a function and its adjoint say everything. */
import * as tf from "@tensorflow/tfjs-core";
import { averagePool, averagePoolAdjoint } from "../kernels/average-pool";
import type { Tensor } from "../memory";
import type { Layer } from "./layer";

export interface LinearSaved {
  readonly shape: readonly number[];
}

/** The layer of a function that is linear in x, and of its adjoint for an input of `shape`. */
export function linearLayer(
  apply: (x: Tensor) => Tensor,
  adjoint: (u: Tensor, shape: readonly number[]) => Tensor,
): Layer<LinearSaved, null> {
  return {
    parameters: [],
    forward(x) {
      return { y: apply(x), saved: { shape: x.shape } };
    },
    backward(u, _p, { shape }, want) {
      return { x: want.x ? adjoint(u, shape) : null, p: [] };
    },
    tangent(xDot, _p, _pDot, { shape }) {
      return { yDot: apply(xDot ?? tf.zeros(shape as number[])), savedDot: null };
    },
    backwardTangent(u, uDot, _p, _pDot, { shape }, _savedDot, want) {
      return { x: want.x ? adjoint(u, shape) : null, xDot: adjoint(uDot, shape), pDot: [] };
    },
  };
}

/** 2×2 average pooling, [N,H,W,C] → [N,⌊H/2⌋,⌊W/2⌋,C]. */
export function averagePooling(): Layer<LinearSaved, null> {
  return linearLayer(averagePool, averagePoolAdjoint);
}

/** A border of zeros, `margin` pixels wide: [N,H,W,C] → [N,H+2m,W+2m,C]. */
export function zeroPadding(margin: number): Layer<LinearSaved, null> {
  return linearLayer(
    (x) =>
      tf.pad(x as tf.Tensor4D, [
        [0, 0],
        [margin, margin],
        [margin, margin],
        [0, 0],
      ]),
    (u, shape) =>
      tf.slice(u as tf.Tensor4D, [0, margin, margin, 0], shape as [number, number, number, number]),
  );
}
