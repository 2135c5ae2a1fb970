/**
 * A network whose minibatches are computed in shards, which may run on several cores. The mean loss over a batch is the
 * weighted sum of the means over its shards, and so are its gradient and the second-order product:
 *
 *     g = Σ_s (n_s / n) g_s,      ∂⟨g, λ⟩/∂x_s = (n_s / n) ∂⟨g_s, λ⟩/∂x_s
 *
 * A batch is always cut in the same way and summed in the same order, whoever computes the shards, so results do not
 * depend on the number of cores.
 */
import { sliceRows, tidy, type Tensor } from "../tensor/memory";
import type { MaybeTensors, Parameters } from "../tensor/ops/layer";
import { concatWeighted, weightedSum, weightedSums } from "../tensor/vectors";
import type { Gradient, Network, SecondOrderProduct, StepGradient } from "./network";

export interface Shard {
  readonly images: Tensor;
  readonly targets: Tensor;
}

/** What the shards of a step have kept, wherever they were computed; see `KeptStep`. */
export interface KeptShards {
  /** Bytes of the tensors held for all shards together. */
  readonly bytes: number;
  products(theta: Parameters, lambda: MaybeTensors, wantParameters: boolean): SecondOrderProduct[];
  dispose(): void;
}

/** Gradients of the shards of a step by the parameters, and what was kept, if that was asked for. */
export interface ShardSteps {
  readonly parameters: readonly MaybeTensors[];
  readonly kept: KeptShards | null;
}

/** Computes shards; the tensors it is given stay its caller's, those it returns become its caller's. */
export interface ShardExecutor {
  gradients(shards: readonly Shard[], theta: Parameters, wantImages: boolean): Gradient[];
  steps(shards: readonly Shard[], theta: Parameters, keep: boolean): ShardSteps;
  products(
    shards: readonly Shard[],
    theta: Parameters,
    lambda: MaybeTensors,
    wantParameters: boolean,
  ): SecondOrderProduct[];
  /** Ends whatever computes for it. */
  dispose(): void;
}

const smallestShard = 5;
/** Shards of a batch at the most. */
export const mostShards = 4;

/** Rows of each shard of a batch: up to four nearly equal shards of at least five images. */
export function shardSizes(batch: number): number[] {
  const count = Math.max(1, Math.min(mostShards, Math.floor(batch / smallestShard)));
  return Array.from({ length: count }, (_, i) => Math.floor((batch + i) / count)).reverse();
}

/** The largest shard of any batch up to `largestBatch`. */
export function largestShard(largestBatch: number): number {
  return Math.max(...Array.from({ length: largestBatch }, (_, i) => shardSizes(i + 1)[0]!));
}

function cut(images: Tensor, targets: Tensor, sizes: readonly number[]): Shard[] {
  let at = 0;
  return sizes.map((size) => {
    const from = at;
    at += size;
    return { images: sliceRows(images, from, size), targets: sliceRows(targets, from, size) };
  });
}

function keptHere(steps: readonly StepGradient[]): KeptShards {
  const kept = steps.map((step) => step.kept!);
  return {
    bytes: kept.reduce((sum, one) => sum + one.bytes, 0),
    products: (theta, lambda, wantParameters) =>
      kept.map((one) => one.product(theta, lambda, wantParameters)),
    dispose: () => kept.forEach((one) => one.dispose()),
  };
}

/** Computes all shards here, one after the other. */
export function localExecutor(network: Network): ShardExecutor {
  return {
    gradients: (shards, theta, wantImages) =>
      shards.map(({ images, targets }) => network.gradient(images, targets, theta, wantImages)),
    steps(shards, theta, keep) {
      const steps = shards.map(({ images, targets }) => network.stepGradient(images, targets, theta, keep));
      return { parameters: steps.map((step) => step.parameters), kept: keep ? keptHere(steps) : null };
    },
    products: (shards, theta, lambda, wantParameters) =>
      shards.map(({ images, targets }) => network.product(images, targets, theta, lambda, wantParameters)),
    dispose() {},
  };
}

/** A GPU wants its batches whole, and batch norm needs them so; on other back ends they are cut the same way, whatever computes the shards. */
export function forBackend(network: Network, backend: string, executor?: ShardExecutor | null): Network {
  return backend === "webgpu" || network.batchNorm
    ? network
    : sharded(network, executor ?? localExecutor(network));
}

/** Weights of the shards in the mean over their batch. */
const shares = (sizes: readonly number[]): number[] => {
  const batch = sizes.reduce((a, b) => a + b, 0);
  return sizes.map((size) => size / batch);
};

/** The product of a batch from those of its shards. */
function joined(parts: readonly SecondOrderProduct[], weights: readonly number[]): SecondOrderProduct {
  const all = <K extends keyof SecondOrderProduct>(key: K) => parts.map((part) => part[key]);
  return {
    value: weightedSum(all("value"), weights),
    images: concatWeighted(all("images"), weights),
    targets: concatWeighted(all("targets"), weights),
    parameters: weightedSums(all("parameters"), weights),
  };
}

/** `network` computed in shards by `executor`. */
export function sharded(network: Network, executor: ShardExecutor): Network {
  return {
    ...network,

    gradient(images, targets, theta, wantImages = false) {
      const sizes = shardSizes(images.shape[0]!);
      if (sizes.length === 1) return network.gradient(images, targets, theta, wantImages);
      return tidy(() => {
        const weights = shares(sizes);
        const parts = executor.gradients(cut(images, targets, sizes), theta, wantImages);
        return {
          loss: weightedSum(
            parts.map((part) => part.loss),
            weights,
          ),
          parameters: weightedSums(
            parts.map((part) => part.parameters),
            weights,
          ),
          images: wantImages
            ? concatWeighted(
                parts.map((part) => part.images!),
                weights,
              )
            : null,
        };
      });
    },

    stepGradient(images, targets, theta, keep = false) {
      const sizes = shardSizes(images.shape[0]!);
      if (sizes.length === 1) return network.stepGradient(images, targets, theta, keep);
      const weights = shares(sizes);
      return tidy(() => {
        const { parameters, kept } = executor.steps(cut(images, targets, sizes), theta, keep);
        return {
          parameters: weightedSums(parameters, weights),
          kept: kept && {
            bytes: kept.bytes,
            product: (at, lambda, wantParameters = true) =>
              tidy(() => joined(kept.products(at, lambda, wantParameters), weights)),
            dispose: () => kept.dispose(),
          },
        };
      });
    },

    product(images, targets, theta, lambda, wantParameters = true) {
      const sizes = shardSizes(images.shape[0]!);
      if (sizes.length === 1) return network.product(images, targets, theta, lambda, wantParameters);
      return tidy(() =>
        joined(executor.products(cut(images, targets, sizes), theta, lambda, wantParameters), shares(sizes)),
      );
    },
  };
}
