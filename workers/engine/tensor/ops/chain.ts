/** Layers one after the other as one layer, so that composites can be made of chains. An empty chain is the identity. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "../memory";
import type { Layer, MaybeTensors } from "./layer";

interface Saved {
  readonly shape: readonly number[];
  /** Of each layer. */
  readonly parts: readonly unknown[];
}

/** The statistics of a batch by parameter of all `layers`, from what their forward passes kept. */
export function statisticsOf(layers: readonly Layer[], saved: readonly unknown[]): MaybeTensors {
  return layers.flatMap(
    (layer, i) => layer.statistics?.(saved[i]) ?? layer.parameters.map((): Tensor | null => null),
  );
}

export function chain(layers: readonly Layer[]): Layer<Saved, readonly unknown[]> {
  const parameters = layers.flatMap((layer) => layer.parameters);
  let count = 0;
  const ranges = layers.map((layer): [number, number] => [count, (count += layer.parameters.length)]);
  const part = <T>(list: readonly T[], i: number): readonly T[] => list.slice(...ranges[i]!);
  const last = layers.length - 1;

  return {
    parameters,
    forward(x, p) {
      const parts: unknown[] = [];
      let y = x;
      layers.forEach((layer, i) => {
        const made = layer.forward(y, part(p, i));
        parts.push(made.saved);
        y = made.y;
      });
      return { y, saved: { shape: x.shape, parts } };
    },
    backward(u, p, saved, want) {
      const gradients: MaybeTensors[] = [];
      let x: Tensor | null = u;
      for (let i = last; i >= 0; i--) {
        const back = layers[i]!.backward(x!, part(p, i), saved.parts[i], { x: i > 0 || want.x, p: want.p });
        gradients.unshift(back.p);
        x = back.x;
      }
      return { x: want.x ? x : null, p: gradients.flat() };
    },
    tangent(xDot, p, pDot, saved) {
      const parts: unknown[] = [];
      let yDot = xDot;
      layers.forEach((layer, i) => {
        const moved = layer.tangent(yDot, part(p, i), part(pDot, i), saved.parts[i]);
        parts.push(moved.savedDot);
        yDot = moved.yDot;
      });
      return { yDot: yDot ?? tf.zeros(saved.shape as number[]), savedDot: parts };
    },
    backwardTangent(u, uDot, p, pDot, saved, savedDot, want) {
      const tangents: MaybeTensors[] = [];
      let [x, xDot]: [Tensor | null, Tensor] = [u, uDot];
      for (let i = last; i >= 0; i--) {
        const back = layers[i]!.backwardTangent(
          x!,
          xDot,
          part(p, i),
          part(pDot, i),
          saved.parts[i],
          savedDot[i],
          { x: i > 0 || want.x, p: want.p },
        );
        tangents.unshift(back.pDot);
        x = back.x;
        xDot = back.xDot;
      }
      return { x: want.x ? x : null, xDot, pDot: tangents.flat() };
    },
    statistics: ({ parts }) => statisticsOf(layers, parts),
  };
}
