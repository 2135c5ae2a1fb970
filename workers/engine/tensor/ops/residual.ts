/** A residual block y = F(x) + G(x) (He et al. 2016): two chains of layers on the same input, their outputs added. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "../memory";
import { chain } from "./chain";
import type { Layer } from "./layer";

const sum = (a: Tensor | null, b: Tensor | null): Tensor | null => a && b && tf.add(a, b);

/**
 * Parameters: those of F, then those of G.
 * @param shortcut G; no layers: the identity.
 */
export function residual(main: readonly Layer[], shortcut: readonly Layer[]): Layer {
  const [f, g] = [chain(main), chain(shortcut)];
  type Chain = typeof f;
  type Saved = readonly [ReturnType<Chain["forward"]>["saved"], ReturnType<Chain["forward"]>["saved"]];
  type SavedDot = readonly [readonly unknown[], readonly unknown[]];
  const own = <T>(list: readonly T[]): readonly T[] => list.slice(0, f.parameters.length);
  const other = <T>(list: readonly T[]): readonly T[] => list.slice(f.parameters.length);

  const layer: Layer<Saved, SavedDot> = {
    parameters: [...f.parameters, ...g.parameters],
    forward(x, p) {
      const [a, b] = [f.forward(x, own(p)), g.forward(x, other(p))];
      return { y: tf.add(a.y, b.y), saved: [a.saved, b.saved] };
    },
    backward(u, p, [first, second], want) {
      const [a, b] = [f.backward(u, own(p), first, want), g.backward(u, other(p), second, want)];
      return { x: sum(a.x, b.x), p: [...a.p, ...b.p] };
    },
    tangent(xDot, p, pDot, [first, second]) {
      const a = f.tangent(xDot, own(p), own(pDot), first);
      const b = g.tangent(xDot, other(p), other(pDot), second);
      return { yDot: tf.add(a.yDot, b.yDot), savedDot: [a.savedDot, b.savedDot] };
    },
    backwardTangent(u, uDot, p, pDot, [first, second], [firstDot, secondDot], want) {
      const a = f.backwardTangent(u, uDot, own(p), own(pDot), first, firstDot, want);
      const b = g.backwardTangent(u, uDot, other(p), other(pDot), second, secondDot, want);
      return { x: sum(a.x, b.x), xDot: tf.add(a.xDot, b.xDot), pDot: [...a.pDot, ...b.pDot] };
    },
    statistics: ([first, second]) => [...f.statistics!(first), ...g.statistics!(second)],
  };
  return layer as Layer;
}
