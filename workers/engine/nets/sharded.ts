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
import type { Gradient, Network, SecondOrderProduct } from "./network";

export interface Shard {
  readonly images: Tensor;
  readonly targets: Tensor;
}

/** Computes shards; the tensors it is given stay its caller's, those it returns become its caller's. */
export interface ShardExecutor {
  gradients(shards: readonly Shard[], theta: Parameters, wantImages: boolean): Gradient[];
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

/** Computes all shards here, one after the other. */
export function localExecutor(network: Network): ShardExecutor {
  return {
    gradients: (shards, theta, wantImages) =>
      shards.map(({ images, targets }) => network.gradient(images, targets, theta, wantImages)),
    products: (shards, theta, lambda, wantParameters) =>
      shards.map(({ images, targets }) => network.product(images, targets, theta, lambda, wantParameters)),
    dispose() {},
  };
}

/** A GPU wants its batches whole; on other back ends they are cut the same way, whatever computes the shards. */
export function forBackend(network: Network, backend: string, executor?: ShardExecutor | null): Network {
  return backend === "webgpu" ? network : sharded(network, executor ?? localExecutor(network));
}

/** `network` computed in shards by `executor`. */
export function sharded(network: Network, executor: ShardExecutor): Network {
  return {
    ...network,

    gradient(images, targets, theta, wantImages = false) {
      const sizes = shardSizes(images.shape[0]!);
      if (sizes.length === 1) return network.gradient(images, targets, theta, wantImages);
      return tidy(() => {
        const weights = sizes.map((size) => size / images.shape[0]!);
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

    product(images, targets, theta, lambda, wantParameters = true) {
      const sizes = shardSizes(images.shape[0]!);
      if (sizes.length === 1) return network.product(images, targets, theta, lambda, wantParameters);
      return tidy(() => {
        const weights = sizes.map((size) => size / images.shape[0]!);
        const parts = executor.products(cut(images, targets, sizes), theta, lambda, wantParameters);
        return {
          value: weightedSum(
            parts.map((part) => part.value),
            weights,
          ),
          images: concatWeighted(
            parts.map((part) => part.images),
            weights,
          ),
          targets: concatWeighted(
            parts.map((part) => part.targets),
            weights,
          ),
          parameters: weightedSums(
            parts.map((part) => part.parameters),
            weights,
          ),
        };
      });
    },
  };
}
