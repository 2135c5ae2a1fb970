/**
 * A network as a chain of twice-differentiable ops. It offers the three things that every method needs: logits, the
 * gradient of the loss, and the product d/d(x, y, θ) ⟨∂L/∂θ, λ⟩, the one second-order primitive of the engine.
 */
import { tensor, tidy, type Tensor } from "../tensor/memory";
import { crossEntropy, crossEntropyGradient, crossEntropyTangent } from "../tensor/ops/cross-entropy";
import type { Layer, MaybeTensors, ParameterSpec, Parameters } from "../tensor/ops/layer";
import { innerProduct } from "../tensor/vectors";
import type { Random } from "../tensor/random";

/** ∂L/∂θ in the order of the parameters (null: exactly zero), ∂L/∂x if wanted, and the loss as a scalar tensor. */
export interface Gradient {
  readonly loss: Tensor;
  readonly parameters: MaybeTensors;
  readonly images: Tensor | null;
}

/** ⟨∂L/∂θ, λ⟩ as a scalar tensor, and its derivatives by images, targets and parameters. */
export interface SecondOrderProduct {
  readonly value: Tensor;
  readonly images: Tensor;
  readonly targets: Tensor;
  /** null: exactly zero, or not wanted. */
  readonly parameters: MaybeTensors;
}

export interface Network {
  /** For people: "ConvNet-3, width 32". */
  readonly name: string;
  readonly parameters: readonly ParameterSpec[];
  /** images [n,H,W,C] → logits [n,classes]. The caller owns the result. */
  logits(images: Tensor, theta: Parameters): Tensor;
  /** Gradient of the mean cross-entropy; targets are probabilities [n,classes]. The caller owns the results. */
  gradient(images: Tensor, targets: Tensor, theta: Parameters, wantImages?: boolean): Gradient;
  /**
   * The second-order product at θ along λ. The caller owns the results.
   * @param wantParameters whether the derivative by θ is needed (not at the first student step).
   */
  product(
    images: Tensor,
    targets: Tensor,
    theta: Parameters,
    lambda: MaybeTensors,
    wantParameters?: boolean,
  ): SecondOrderProduct;
}

/** The range of each layer's parameters in the flat list. */
function ranges(layers: readonly Layer[]): [number, number][] {
  let at = 0;
  return layers.map((layer) => [at, (at += layer.parameters.length)]);
}

/** Chains `layers`; the last one makes the logits. */
export function sequential(name: string, layers: readonly Layer[]): Network {
  const parts = ranges(layers);
  const part = <T>(list: readonly T[], i: number): readonly T[] => list.slice(...parts[i]!);
  const parameters = layers.flatMap((layer) => layer.parameters);

  function forward(images: Tensor, theta: Parameters): { logits: Tensor; saved: unknown[] } {
    const saved: unknown[] = [];
    let x = images;
    layers.forEach((layer, i) => {
      const made = layer.forward(x, part(theta, i));
      saved.push(made.saved);
      x = made.y;
    });
    return { logits: x, saved };
  }

  return {
    name,
    parameters,
    logits: (images, theta) => tidy(() => forward(images, theta).logits),

    gradient: (images, targets, theta, wantImages = false) =>
      tidy(() => {
        const { logits, saved } = forward(images, theta);
        const gradients: (Tensor | null)[] = new Array<Tensor | null>(parameters.length).fill(null);
        let u: Tensor | null = crossEntropyGradient(logits, targets);
        for (let i = layers.length - 1; i >= 0; i--) {
          const wantX = wantImages || parts[i]![0] > 0;
          const back = layers[i]!.backward(u!, part(theta, i), saved[i], { x: wantX, p: true });
          back.p.forEach((g, k) => (gradients[parts[i]![0] + k] = g));
          u = back.x;
          if (!wantX) break;
        }
        return { loss: crossEntropy(logits, targets), parameters: gradients, images: wantImages ? u : null };
      }),

    product: (images, targets, theta, lambda, wantParameters = true) =>
      tidy(() => {
        const { logits, saved } = forward(images, theta);
        const savedDots: unknown[] = [];
        let xDot: Tensor | null = null;
        layers.forEach((layer, i) => {
          if (!xDot && layer.parameters.length === 0) {
            savedDots.push(null); // nothing has moved yet: only padding precedes the first parameters
            return;
          }
          const moved = layer.tangent(xDot, part(theta, i), part(lambda, i), saved[i]);
          savedDots.push(moved.savedDot);
          xDot = moved.yDot;
        });
        const logitsDot = xDot as Tensor | null;
        if (!logitsDot) throw new Error("a network without parameters has no gradient");

        let u = crossEntropyGradient(logits, targets);
        const { gradientDot, targetsDot } = crossEntropyTangent(logits, logitsDot);
        let uDot = gradientDot;
        const value = innerProduct([u], [logitsDot]);
        const products: (Tensor | null)[] = new Array<Tensor | null>(parameters.length).fill(null);
        for (let i = layers.length - 1; i >= 0; i--) {
          const want = { x: parts[i]![0] > 0, p: wantParameters };
          const back = layers[i]!.backwardTangent(
            u,
            uDot,
            part(theta, i),
            part(lambda, i),
            saved[i],
            savedDots[i],
            want,
          );
          back.pDot.forEach((g, k) => (products[parts[i]![0] + k] = g));
          uDot = back.xDot;
          if (back.x) u = back.x;
        }
        return { value, images: uDot, targets: targetsDot, parameters: products };
      }),
  };
}

/** Fresh weights, each from its own distribution (PyTorch's defaults). The caller owns them. */
export function initialise(network: Network, random: Random): Tensor[] {
  return network.parameters.map((spec) => {
    const size = spec.shape.reduce((a, b) => a * b, 1);
    const values = new Float32Array(size);
    for (let i = 0; i < size; i++) values[i] = spec.initial(random);
    return tensor(values, spec.shape);
  });
}
