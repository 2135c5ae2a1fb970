/** One server of shared shards seen from the thread that asks it: what is sent, and how its answers are awaited. */
import { StudioError } from "../../protocol/errors";
import { Patience } from "../patience";
import { peek, tensor, type Tensor } from "../tensor/memory";
import type { MaybeTensors, Parameters } from "../tensor/ops/layer";
import type { Network } from "./network";
import {
  commands,
  header,
  outcomes,
  viewShards,
  Waiter,
  writeVector,
  type ShardLayout,
  type ShardViews,
  type Slot,
} from "./shard-buffer";
import type { Shard } from "./sharded";

/** Milliseconds between two looks at a server that has not answered yet. */
const lookInterval = 1000;
/**
 * Looks without progress after which a server is taken for dead, at least. It has no more to compute than this thread,
 * which has computed its own shards before it waits: only where other programs take the cores does it wait for long.
 */
const leastPatience = 20;

/** What is asked of a server. */
export interface ShardRequest {
  readonly command: number;
  readonly theta: Parameters;
  readonly lambda?: MaybeTensors;
  /** Absent: the shards that the server keeps under `key`. */
  readonly shards?: readonly Shard[];
  /** How many shards, if they are absent. */
  readonly count?: number;
  readonly flag?: boolean;
  readonly key?: number;
}

/** One server seen from here. */
export class ShardLink {
  private readonly views: ShardViews;
  private readonly answers: Waiter;
  private sequence = 0;
  /** It was told to quit, or does not answer any more. */
  private ended = false;
  private readonly patience = new Patience(leastPatience);

  /** @param interval milliseconds between two looks. */
  constructor(
    private readonly network: Network,
    private readonly sizes: readonly number[],
    buffer: SharedArrayBuffer,
    layout: ShardLayout,
    private readonly interval = lookInterval,
  ) {
    this.views = viewShards(buffer, layout);
    this.answers = new Waiter(this.views.header, header.done);
  }

  send({ command, theta, lambda, shards = [], count = shards.length, flag, key = 0 }: ShardRequest): void {
    this.settle();
    const counters = this.views.header;
    writeVector(this.views.theta, theta, this.sizes);
    if (lambda) writeVector(this.views.lambda, lambda, this.sizes);
    shards.forEach(({ images, targets }, i) => {
      this.views.slots[i]!.images.set(peek(images));
      this.views.slots[i]!.targets.set(peek(targets));
      counters[header.rows + i] = images.shape[0]!;
    });
    counters[header.shards] = count;
    counters[header.flag] = Number(flag ?? false);
    this.post(command, key);
  }

  /** Lets the server forget what it keeps under a key; it does so while this thread goes on. */
  drop(key: number): void {
    if (this.ended) return;
    this.settle();
    this.post(commands.drop, key);
  }

  quit(): void {
    this.ended = true;
    this.post(commands.quit, 0);
  }

  private post(command: number, key: number): void {
    const counters = this.views.header;
    counters[header.command] = command;
    counters[header.key] = key;
    Atomics.store(counters, header.request, ++this.sequence);
    Atomics.notify(counters, header.request);
  }

  /** Waits until the server has answered everything that was sent. */
  private settle(): void {
    const counters = this.views.header;
    for (;;) {
      const seen = Atomics.load(counters, header.done);
      if (seen === this.sequence) return this.patience.heard();
      if (this.ended || !this.hears(seen)) {
        this.ended = true;
        throw new StudioError(
          "worker-died",
          "A helper thread stopped answering.",
          "Start again, with one thread if it happens again.",
        );
      }
    }
  }

  /** Waits until the server has answered something more; false if it hangs. */
  private hears(seen: number): boolean {
    const counters = this.views.header;
    for (let beats = Atomics.load(counters, header.beats); ;) {
      if (this.answers.changedFrom(seen, this.interval)) return true;
      const now = Atomics.load(counters, header.beats);
      if (now !== beats) this.patience.heard();
      else if (this.patience.missed()) return false;
      beats = now;
    }
  }

  /** Waits for the results of what was sent. */
  slots(): readonly Slot[] {
    this.settle();
    const outcome = this.views.header[header.failed];
    if (outcome === outcomes.outOfMemory) {
      throw new StudioError(
        "out-of-memory",
        "A helper thread ran out of memory.",
        "Choose a smaller width, image size or batch size, or one thread.",
      );
    }
    if (outcome === outcomes.failed) {
      throw new StudioError("internal", "A helper thread failed.", "Resume the run, or choose one thread.");
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
