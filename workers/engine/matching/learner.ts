/**
 * What a method brings to a stage: a learner of the stage's images, one update at a time. The stage around it (keeping,
 * showing, evaluating, freezing) is the same for all methods, and so is progressive distillation: the frozen blocks of
 * earlier stages and the networks to start from are in the context.
 */
import type { CurvePoint } from "../../protocol/events";
import type { Recipe } from "../../protocol/recipe/recipe";
import type { PreparedDataset } from "../data/prepare";
import type { Network } from "../nets/network";
import type { ImageBlock, PartContext } from "../part";

/** The present images of a stage, on the host. */
export interface LearnedBlock extends ImageBlock {
  readonly learningRate: number;
}

export interface StageLearner {
  /** The rate that networks are to be trained at on the images: β, or the recipe's for methods that learn none. */
  readonly learningRate: number;
  /** The images as they would be kept now, read back. */
  current(): Promise<LearnedBlock>;
  /**
   * One update; yields every few milliseconds. Nothing that {@link state} tells changes before it is complete.
   * @param iteration 1-based; every random draw is from a stream labelled by stage and iteration.
   * @throws StudioError `diverged` if the loss is no number; everything is then as after the last iteration.
   */
  iterate(iteration: number): AsyncGenerator<void, CurvePoint>;
  /** Structured-cloneable: what {@link Objective.learn} needs to go on after the last complete iteration. */
  state(): Promise<unknown>;
  dispose(): void;
}

/** One term of the loss by layer, for the chart. */
export interface LossTerm {
  readonly name: string;
  readonly size: number;
}

export interface Objective {
  /** What each stage starts from: trajectories of experts, or a pool of networks trained on the union so far. */
  readonly startsFrom: "trajectories" | "networks";
  /** What `CurvePoint.layers` holds. */
  terms(network: Network, recipe: Recipe): readonly LossTerm[];
  /** Cost of one iteration of a stage, in images pushed forward and back, for the forecast of time. */
  cost(recipe: Recipe, data: PreparedDataset, stage: number): number;
  /**
   * A learner of a stage's images. The caller disposes it.
   * @param from what a learner's `state` was, or null to begin the stage.
   */
  learn(context: PartContext, stage: number, from: unknown): AsyncGenerator<void, StageLearner>;
}
