/**
 * A network as a chain of twice-differentiable ops. It offers the three things that every method needs: logits, the
 * gradient of the loss, and the product d/d(x, y, θ) ⟨∂L/∂θ, λ⟩, the one second-order primitive of the engine.
 */
import { bytesOf, cloneAll, dispose, retain, tensor, tensorsIn, tidy, type Tensor } from "../tensor/memory";
import { crossEntropy, crossEntropyGradient, crossEntropyTangent } from "../tensor/ops/cross-entropy";
import { statisticsOf } from "../tensor/ops/chain";
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

/** The gradient of one training step: by the parameters alone (null: exactly zero), without the loss. */
export interface StepGradient {
  readonly parameters: MaybeTensors;
  /** What was kept for the product, if that was asked for. */
  readonly kept: KeptStep | null;
  /** The batch's statistics by parameter (null: not a statistic), where they were asked for. */
  readonly statistics?: MaybeTensors;
}

/**
 * The forward pass and the error signals ∂L/∂y of a step, kept so that the product at the same place need not compute
 * them again: 6 instead of 8 forward passes' worth of arithmetic, and the same bits. Outlives every tidy; whoever
 * asked for it disposes it.
 */
export interface KeptStep {
  /** Bytes of the tensors that it holds. */
  readonly bytes: number;
  /**
   * {@link Network.product} at the images and targets of the step. The caller owns the results.
   * @param theta the weights of the step.
   */
  product(theta: Parameters, lambda: MaybeTensors, wantParameters?: boolean): SecondOrderProduct;
  dispose(): void;
}

/** What a network with batch norm has besides. Its batches must stay whole: their statistics are of all of them. */
export interface BatchNormModes {
  /** The same weights with the running values as constants throughout, in gradient and product too ("eval mode"). */
  readonly frozen: Network;
  /** Logits by the statistics of the batch ("train mode"), where {@link Network.logits} goes by the running values. */
  trainingLogits(images: Tensor, theta: Parameters): Tensor;
  /** The statistics of a batch by parameter, null for all that is none. The caller owns them. */
  statistics(images: Tensor, theta: Parameters): MaybeTensors;
}

export interface Network {
  /** For people: "ConvNet-3, width 32". */
  readonly name: string;
  readonly parameters: readonly ParameterSpec[];
  /** The ops in order, for those who look between them (feature matching). */
  readonly layers: readonly Layer[];
  /** images [n,H,W,C] → logits [n,classes]. The caller owns the result. */
  logits(images: Tensor, theta: Parameters): Tensor;
  /** Gradient of the mean cross-entropy; targets are probabilities [n,classes]. The caller owns the results. */
  gradient(images: Tensor, targets: Tensor, theta: Parameters, wantImages?: boolean): Gradient;
  /**
   * The same gradient for a training step, with the same bits. The caller owns the results.
   * @param keep whether the product at the same place will be wanted.
   */
  stepGradient(
    images: Tensor,
    targets: Tensor,
    theta: Parameters,
    keep?: boolean,
    wantStatistics?: boolean,
  ): StepGradient;
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
  /** Of networks with batch norm. */
  readonly batchNorm?: BatchNormModes;
}

/** A forward pass, and the error signals u = ∂L/∂y at the layers' outputs, as far as they are known. */
interface Pass {
  readonly logits: Tensor;
  readonly saved: readonly unknown[];
  readonly errors: (Tensor | null)[];
}

const errorOnly = { x: true, p: false };

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

  function forward(images: Tensor, targets: Tensor | null, theta: Parameters): Pass {
    const saved: unknown[] = [];
    let x = images;
    layers.forEach((layer, i) => {
      const made = layer.forward(x, part(theta, i));
      saved.push(made.saved);
      x = made.y;
    });
    const errors = new Array<Tensor | null>(layers.length).fill(null);
    if (targets) errors[layers.length - 1] = crossEntropyGradient(x, targets);
    return { logits: x, saved, errors };
  }

  /** The gradients by parameters and, if wanted, images; notes the error signals on its way. */
  function backward({ saved, errors }: Pass, theta: Parameters, wantImages: boolean) {
    const gradients = new Array<Tensor | null>(parameters.length).fill(null);
    for (let i = layers.length - 1; i >= 0; i--) {
      const wantX = wantImages || parts[i]![0] > 0;
      const back = layers[i]!.backward(errors[i]!, part(theta, i), saved[i], { x: wantX, p: true });
      back.p.forEach((g, k) => (gradients[parts[i]![0] + k] = g));
      if (!wantX) break;
      if (i === 0) return { parameters: gradients, images: back.x };
      errors[i - 1] = back.x;
    }
    return { parameters: gradients, images: null };
  }

  /** The tangent of forward pass and gradient along λ. */
  function secondOrder(
    { logits, saved, errors }: Pass,
    theta: Parameters,
    lambda: MaybeTensors,
    wantParameters: boolean,
  ): SecondOrderProduct {
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

    let u = errors[layers.length - 1]!;
    const { gradientDot, targetsDot } = crossEntropyTangent(logits, logitsDot);
    let uDot = gradientDot;
    const value = innerProduct([u], [logitsDot]);
    const products = new Array<Tensor | null>(parameters.length).fill(null);
    for (let i = layers.length - 1; i >= 0; i--) {
      const layer = layers[i]!;
      const [p, pDot] = [part(theta, i), part(lambda, i)];
      // The layer's own backward pass, and not the one beside its tangent, so that kept or not the bits are the same.
      const below = parts[i]![0] > 0 ? (errors[i - 1] ?? layer.backward(u, p, saved[i], errorOnly).x) : null;
      const want = { x: false, p: wantParameters };
      const back = layer.backwardTangent(u, uDot, p, pDot, saved[i], savedDots[i], want);
      back.pDot.forEach((g, k) => (products[parts[i]![0] + k] = g));
      uDot = back.xDot;
      if (below) u = below;
    }
    return { value, images: uDot, targets: targetsDot, parameters: products };
  }

  /** Takes the tensors of a pass out of the tidies around it, but for those that belong to others. */
  function keepStep(pass: Pass, others: readonly Tensor[]): KeptStep {
    const held = tensorsIn(pass).filter((one) => !others.includes(one));
    retain(held);
    return {
      bytes: bytesOf(held),
      product: (theta, lambda, wantParameters = true) =>
        tidy(() => secondOrder(pass, theta, lambda, wantParameters)),
      dispose: () => dispose(held),
    };
  }

  return {
    name,
    parameters,
    layers,
    logits: (images, theta) => tidy(() => forward(images, null, theta).logits),

    gradient: (images, targets, theta, wantImages = false) =>
      tidy(() => {
        const pass = forward(images, targets, theta);
        return { loss: crossEntropy(pass.logits, targets), ...backward(pass, theta, wantImages) };
      }),

    stepGradient: (images, targets, theta, keep = false, wantStatistics = false) =>
      tidy(() => {
        // A handle of its own on the images, which may be disposed before what is kept.
        const pass = forward(keep ? cloneAll([images])[0]! : images, targets, theta);
        const { parameters: gradients } = backward(pass, theta, false);
        const statistics = wantStatistics ? { statistics: statisticsOf(layers, pass.saved) } : {};
        return { parameters: gradients, kept: keep ? keepStep(pass, theta) : null, ...statistics };
      }),

    product: (images, targets, theta, lambda, wantParameters = true) =>
      tidy(() => secondOrder(forward(images, targets, theta), theta, lambda, wantParameters)),
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
