/**
 * What a twice-differentiable op is. Each op y = f(x; p) gives four functions, and no op is ever differentiated by a
 * tape: the exact product d/d(x,θ) ⟨∂L/∂θ, λ⟩ of a network is the tangent of its gradient as θ moves along λ
 * (forward over reverse), composed from these four. That is the closed set of the engine.
 *
 * Notation: u = ∂L/∂y, a dot marks the tangent along λ. `null` in a list of parameter tensors means exactly zero.
 * All functions run inside a tidy of the network; what they return lives until that ends.
 */
import type { Tensor } from "../memory";
import type { Random } from "../random";

export interface ParameterSpec {
  /** For instance "conv1.weight". */
  readonly name: string;
  readonly shape: readonly number[];
  /** How a flat index in PyTorch's layout is found; see `nets/torch-layout.ts`. */
  readonly layout: "convolution" | "dense" | "map" | "vector";
  /** Channels of the map that a dense layer flattens; where absent, those of the last convolution. */
  readonly channels?: number;
  /** false: a running statistic, which no gradient and no loss knows; true where absent. */
  readonly trainable?: boolean;
  /** One initial value (PyTorch's default distribution). */
  readonly initial: (random: Random) => number;
}

export type Parameters = readonly Tensor[];
export type MaybeTensors = readonly (Tensor | null)[];

export interface Forward<Saved> {
  readonly y: Tensor;
  readonly saved: Saved;
}

export interface Backward {
  readonly x: Tensor | null;
  readonly p: MaybeTensors;
}

export interface Tangent<SavedDot> {
  readonly yDot: Tensor;
  readonly savedDot: SavedDot;
}

/** Which results are needed; the others are null. */
export interface Want {
  /** ∂L/∂x: not for the first parameters of a plain step. */
  readonly x: boolean;
  /** The results by parameter: not for the tangent at the first student step. */
  readonly p: boolean;
}

export interface BackwardTangent {
  /** ∂L/∂x itself, if wanted. */
  readonly x: Tensor | null;
  /** Tangent of ∂L/∂x. */
  readonly xDot: Tensor;
  /** Tangents of ∂L/∂p. */
  readonly pDot: MaybeTensors;
}

/** `Saved` is what the forward pass keeps; `SavedDot` what its tangent keeps. */
export interface Layer<Saved = unknown, SavedDot = unknown> {
  readonly parameters: readonly ParameterSpec[];
  forward(x: Tensor, p: Parameters): Forward<Saved>;
  backward(u: Tensor, p: Parameters, saved: Saved, want: Want): Backward;
  /** @param xDot tangent of the input, or null where the input does not move. */
  tangent(xDot: Tensor | null, p: Parameters, pDot: MaybeTensors, saved: Saved): Tangent<SavedDot>;
  backwardTangent(
    u: Tensor,
    uDot: Tensor,
    p: Parameters,
    pDot: MaybeTensors,
    saved: Saved,
    savedDot: SavedDot,
    want: Want,
  ): BackwardTangent;
  /** What the batch says of the statistics among the parameters (batch norm), null for the others. */
  statistics?(saved: Saved): MaybeTensors;
  /** The same op as several layers with its parameters in its order, for those who look inside (feature matching). */
  readonly parts?: readonly Layer[];
}
