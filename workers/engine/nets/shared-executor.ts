/**
 * Computes shards on several cores: some here, the others by servers in threads of their own, over shared memory.
 * The calls stay synchronous: this thread computes its own shards and then waits for those of the others.
 */
import { tensor, type Tensor } from "../tensor/memory";
import type { MaybeTensors } from "../tensor/ops/layer";
import type { Gradient, Network, SecondOrderProduct } from "./network";
import { commands, type ShardLayout, type Slot } from "./shard-buffer";
import { ShardLink, type ShardRequest } from "./shard-link";
import { localExecutor, type KeptShards, type Shard, type ShardExecutor } from "./sharded";
import { parameterSizes } from "./weights";

/**
 * An executor over servers that already listen on `buffers`.
 * @param release ends the threads of the servers.
 */
export function sharedExecutor(
  network: Network,
  buffers: readonly SharedArrayBuffer[],
  layout: ShardLayout,
  release: () => void,
): ShardExecutor {
  const local = localExecutor(network);
  const sizes = parameterSizes(network);
  const links = buffers.map((buffer) => new ShardLink(network, sizes, buffer, layout));
  const workers = links.length + 1;
  let lastKey = 0;
  /** Shard s is computed by worker s mod workers; worker 0 is this thread, so that it has the first shard always. */
  const shardsOf = (shards: readonly Shard[], worker: number): Shard[] =>
    shards.filter((_, s) => s % workers === worker);
  const used = (count: number): ShardLink[] => links.slice(0, Math.max(0, count - 1));
  const shapesOf = (shards: readonly Shard[]): ShardShape[] =>
    shards.map(({ images, targets }) => ({ images: images.shape, targets: targets.shape }));

  /** Sends each helper its share of the shards. */
  function send(shards: readonly Shard[], request: ShardRequest): void {
    used(shards.length).forEach((link, i) => link.send({ ...request, shards: shardsOf(shards, i + 1) }));
  }

  /** Results in the order of the shards. */
  function ordered<T>(
    count: number,
    own: readonly T[],
    read: (link: ShardLink, slot: Slot, shard: number) => T,
  ): T[] {
    const ready = used(count).map((link) => link.slots());
    return Array.from({ length: count }, (_, s) => {
      const worker = s % workers;
      const place = Math.floor(s / workers);
      return worker === 0 ? own[place]! : read(links[worker - 1]!, ready[worker - 1]![place]!, s);
    });
  }

  function readProducts(
    shapes: readonly ShardShape[],
    own: readonly SecondOrderProduct[],
    wantParameters: boolean,
  ): SecondOrderProduct[] {
    return ordered(shapes.length, own, (link, slot, s) => ({
      value: tensor(slot.value.slice(), []),
      images: filled(slot.byImages, shapes[s]!.images),
      targets: filled(slot.byTargets, shapes[s]!.targets),
      parameters: wantParameters ? link.vector(slot.byParameters, own[0]!.parameters) : own[0]!.parameters,
    }));
  }

  /** What this thread and the helpers keep of the shards of a step. */
  function keptShards(shapes: readonly ShardShape[], own: KeptShards, key: number): KeptShards {
    const rows = (some: readonly ShardShape[]): number =>
      some.reduce((sum, { images }) => sum + images[0]!, 0);
    const ownRows = rows(shapes.filter((_, s) => s % workers === 0));
    const helpers = used(shapes.length);
    return {
      bytes: Math.round((own.bytes * rows(shapes)) / ownRows),
      products(theta, lambda, wantParameters) {
        helpers.forEach((link, i) => {
          const count = shapes.filter((_, s) => s % workers === i + 1).length;
          link.send({ command: commands.products, theta, lambda, count, flag: wantParameters, key });
        });
        return readProducts(shapes, own.products(theta, lambda, wantParameters), wantParameters);
      },
      dispose() {
        own.dispose();
        helpers.forEach((link) => link.drop(key));
      },
    };
  }

  return {
    gradients(shards, theta, wantImages) {
      send(shards, { command: commands.gradients, theta, flag: wantImages });
      const own = local.gradients(shardsOf(shards, 0), theta, wantImages);
      return ordered<Gradient>(shards.length, own, (link, slot, s) => ({
        loss: tensor(slot.value.slice(), []),
        parameters: link.vector(slot.byParameters, own[0]!.parameters),
        images: wantImages ? filled(slot.byImages, shards[s]!.images.shape) : null,
      }));
    },
    steps(shards, theta, keep) {
      const key = keep ? ++lastKey : 0;
      send(shards, { command: commands.steps, theta, key });
      const own = local.steps(shardsOf(shards, 0), theta, keep);
      const kept = own.kept && keptShards(shapesOf(shards), own.kept, key);
      try {
        const parameters = ordered<MaybeTensors>(shards.length, own.parameters, (link, slot) =>
          link.vector(slot.byParameters, own.parameters[0]!),
        );
        return { parameters, kept };
      } catch (thrown) {
        kept?.dispose();
        throw thrown;
      }
    },
    products(shards, theta, lambda, wantParameters) {
      send(shards, { command: commands.products, theta, lambda, flag: wantParameters });
      const own = local.products(shardsOf(shards, 0), theta, lambda, wantParameters);
      return readProducts(shapesOf(shards), own, wantParameters);
    },
    dispose() {
      links.forEach((link) => link.quit());
      release();
    },
  };
}

/** Shapes of a shard's images and targets. */
interface ShardShape {
  readonly images: readonly number[];
  readonly targets: readonly number[];
}

/** A tensor of the first numbers of a slot. */
function filled(values: Float32Array, shape: readonly number[]): Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  return tensor(values.slice(0, size), shape);
}
