/**
 * Computes shards on several cores: some here, the others by servers in threads of their own, over shared memory.
 * The calls stay synchronous: this thread computes its own shards and then waits for those of the others.
 */
import { StudioError } from "../../protocol/errors";
import { peek, tensor, type Tensor } from "../tensor/memory";
import type { MaybeTensors, Parameters } from "../tensor/ops/layer";
import type { Gradient, Network, SecondOrderProduct } from "./network";
import {
  commands,
  header,
  viewShards,
  Waiter,
  writeVector,
  type ShardLayout,
  type ShardViews,
  type Slot,
} from "./shard-buffer";
import { localExecutor, type Shard, type ShardExecutor } from "./sharded";
import { parameterSizes } from "./weights";

/** Milliseconds after which a server that does not answer is taken for dead. */
const patience = 120_000;

/** One server seen from here. */
class Link {
  private readonly views: ShardViews;
  private readonly answers: Waiter;
  private sequence = 0;

  constructor(
    private readonly network: Network,
    private readonly sizes: readonly number[],
    buffer: SharedArrayBuffer,
    layout: ShardLayout,
  ) {
    this.views = viewShards(buffer, layout);
    this.answers = new Waiter(this.views.header, header.done);
  }

  send(
    command: number,
    shards: readonly Shard[],
    theta: Parameters,
    lambda: MaybeTensors,
    flag: boolean,
  ): void {
    const counters = this.views.header;
    writeVector(this.views.theta, theta, this.sizes);
    if (command === commands.products) writeVector(this.views.lambda, lambda, this.sizes);
    shards.forEach(({ images, targets }, i) => {
      this.views.slots[i]!.images.set(peek(images));
      this.views.slots[i]!.targets.set(peek(targets));
      counters[header.rows + i] = images.shape[0]!;
    });
    counters[header.command] = command;
    counters[header.shards] = shards.length;
    counters[header.flag] = Number(flag);
    this.post();
  }

  private post(): void {
    Atomics.store(this.views.header, header.request, ++this.sequence);
    Atomics.notify(this.views.header, header.request);
  }

  quit(): void {
    this.views.header[header.command] = commands.quit;
    this.post();
  }

  /** Waits for the results of what was sent. */
  slots(): readonly Slot[] {
    const counters = this.views.header;
    while (Atomics.load(counters, header.done) !== this.sequence) {
      const seen = Atomics.load(counters, header.done);
      if (seen === this.sequence) break;
      if (!this.answers.changedFrom(seen, patience)) {
        throw new StudioError(
          "worker-died",
          "A helper thread stopped answering.",
          "Start again, with one thread if it happens again.",
        );
      }
    }
    if (counters[header.failed] === 1) {
      throw new StudioError(
        "out-of-memory",
        "A helper thread ran out of memory.",
        "Choose a smaller width, image size or batch size, or one thread.",
      );
    }
    return this.views.slots;
  }

  /** The vector in a slot as tensors; null where `like` is null. */
  vector(flat: Float32Array, like: MaybeTensors): (Tensor | null)[] {
    let at = 0;
    return this.sizes.map((size, i) => {
      const part = flat.slice(at, (at += size));
      return like[i] ? tensor(part, this.network.parameters[i]!.shape) : null;
    });
  }
}

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
  const links = buffers.map((buffer) => new Link(network, sizes, buffer, layout));
  const workers = links.length + 1;
  /** Shard s is computed by worker s mod workers; worker 0 is this thread, so that it has the first shard always. */
  const shardsOf = (shards: readonly Shard[], worker: number): Shard[] =>
    shards.filter((_, s) => s % workers === worker);
  const used = (shards: readonly Shard[]): Link[] => links.slice(0, Math.max(0, shards.length - 1));
  const imagesOf = (slot: Slot, shard: Shard): Tensor =>
    tensor(slot.byImages.slice(0, shard.images.size), shard.images.shape);

  /** Results in the order of the shards. */
  function ordered<T>(
    shards: readonly Shard[],
    own: readonly T[],
    read: (link: Link, slot: Slot, shard: Shard) => T,
  ): T[] {
    const ready = used(shards).map((link) => link.slots());
    return shards.map((shard, s) => {
      const worker = s % workers;
      const place = Math.floor(s / workers);
      return worker === 0 ? own[place]! : read(links[worker - 1]!, ready[worker - 1]![place]!, shard);
    });
  }

  return {
    gradients(shards, theta, wantImages) {
      used(shards).forEach((link, i) =>
        link.send(commands.gradients, shardsOf(shards, i + 1), theta, [], wantImages),
      );
      const own = local.gradients(shardsOf(shards, 0), theta, wantImages);
      return ordered<Gradient>(shards, own, (link, slot, shard) => ({
        loss: tensor(slot.value.slice(), []),
        parameters: link.vector(slot.byParameters, own[0]!.parameters),
        images: wantImages ? imagesOf(slot, shard) : null,
      }));
    },
    products(shards, theta, lambda, wantParameters) {
      used(shards).forEach((link, i) =>
        link.send(commands.products, shardsOf(shards, i + 1), theta, lambda, wantParameters),
      );
      const own = local.products(shardsOf(shards, 0), theta, lambda, wantParameters);
      return ordered<SecondOrderProduct>(shards, own, (link, slot, shard) => ({
        value: tensor(slot.value.slice(), []),
        images: imagesOf(slot, shard),
        targets: tensor(slot.byTargets.slice(0, shard.targets.size), shard.targets.shape),
        parameters: wantParameters ? link.vector(slot.byParameters, own[0]!.parameters) : own[0]!.parameters,
      }));
    },
    dispose() {
      links.forEach((link) => link.quit());
      release();
    },
  };
}
