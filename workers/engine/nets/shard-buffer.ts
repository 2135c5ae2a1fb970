/**
 * The shared memory by which one core hands shards to another: a header of counters, the weights and λ, and some
 * slots, each with the inputs and the results of one shard. One side writes while the other waits.
 */
import { peek } from "../tensor/memory";
import type { MaybeTensors } from "../tensor/ops/layer";
import type { Network } from "./network";
import { parameterSizes } from "./weights";

/** What decides the layout; sent to the other core as it is. */
export interface ShardLayout {
  /** Shards that may be under way at once. */
  readonly slots: number;
  /** Largest shard, in images. */
  readonly rows: number;
  /** Numbers in one image. */
  readonly imageSize: number;
  readonly classes: number;
  /** Numbers in θ. */
  readonly weights: number;
}

/**
 * Places in the header. `failed` is one of `outcomes`. `key` names what a step keeps and a product or a drop refers to, 0 nothing; in `tensors` the
 * other core tells how many tensors it holds between requests, for those who look for leaks. It moves `beats` on with
 * every shard.
 */
export const header = {
  request: 0,
  done: 1,
  command: 2,
  shards: 3,
  flag: 4,
  failed: 5,
  key: 6,
  tensors: 7,
  beats: 8,
  rows: 9,
} as const;
const headerInts = 16;

/** How a request ended, in `header.failed`. */
export const outcomes = { done: 0, outOfMemory: 1, failed: 2 } as const;

export const commands = { gradients: 1, products: 2, quit: 3, steps: 4, drop: 5 } as const;

/** Looks at a counter before a wait falls asleep: up to one or two milliseconds. */
const mostLooks = 500_000;
const fewestLooks = 1_000;

/**
 * One side's way of waiting for the other: first awake, then asleep. While a run computes, the two answer each other
 * within a millisecond, and to wake a sleeping thread can take longer than that; but where other programs want the
 * cores, looking would only keep the other side from computing. So it looks longer after a success, and less after it
 * had to sleep.
 */
export class Waiter {
  private looks = mostLooks;

  constructor(
    private readonly counters: Int32Array,
    private readonly index: number,
  ) {}

  /**
   * Waits until the counter is no longer `seen`.
   * @param patience milliseconds of sleep after which false is returned.
   */
  changedFrom(seen: number, patience?: number): boolean {
    for (let look = 0; look < this.looks; look++) {
      if (Atomics.load(this.counters, this.index) !== seen) {
        this.looks = Math.min(mostLooks, 2 * this.looks);
        return true;
      }
    }
    this.looks = Math.max(fewestLooks, this.looks >> 1);
    return Atomics.wait(this.counters, this.index, seen, patience) !== "timed-out";
  }
}

/** Views of one slot. */
export interface Slot {
  readonly images: Float32Array;
  readonly targets: Float32Array;
  /** Loss, or ⟨g, λ⟩. */
  readonly value: Float32Array;
  readonly byParameters: Float32Array;
  readonly byImages: Float32Array;
  readonly byTargets: Float32Array;
}

export interface ShardViews {
  readonly header: Int32Array;
  readonly theta: Float32Array;
  readonly lambda: Float32Array;
  readonly slots: readonly Slot[];
}

const slotSizes = ({ rows, imageSize, classes, weights }: ShardLayout): number[] => [
  rows * imageSize,
  rows * classes,
  1,
  weights,
  rows * imageSize,
  rows * classes,
];

/** The layout for a network whose shards have at most `rows` images. */
export function shardLayout(
  network: Network,
  slots: number,
  rows: number,
  imageSize: number,
  classes: number,
): ShardLayout {
  const weights = parameterSizes(network).reduce((a, b) => a + b, 0);
  return { slots, rows, imageSize, classes, weights };
}

/** Fresh shared memory for a layout. */
export function allocateShards(layout: ShardLayout): SharedArrayBuffer {
  const floats = 2 * layout.weights + layout.slots * slotSizes(layout).reduce((a, b) => a + b, 0);
  return new SharedArrayBuffer(4 * (headerInts + floats));
}

/** The same memory as arrays; both sides see it alike. */
export function viewShards(buffer: SharedArrayBuffer, layout: ShardLayout): ShardViews {
  let at = 4 * headerInts;
  const floats = (count: number): Float32Array => {
    const view = new Float32Array(buffer, at, count);
    at += 4 * count;
    return view;
  };
  const theta = floats(layout.weights);
  const lambda = floats(layout.weights);
  const slots = Array.from({ length: layout.slots }, (): Slot => {
    const [images, targets, value, byParameters, byImages, byTargets] = slotSizes(layout).map(floats);
    return {
      images: images!,
      targets: targets!,
      value: value!,
      byParameters: byParameters!,
      byImages: byImages!,
      byTargets: byTargets!,
    };
  });
  return { header: new Int32Array(buffer, 0, headerInts), theta, lambda, slots };
}

/** Writes a vector into shared memory, one tensor after the other; null is zero. `sizes` are those of its tensors. */
export function writeVector(to: Float32Array, vector: MaybeTensors, sizes: readonly number[]): void {
  let at = 0;
  vector.forEach((part, i) => {
    if (part) to.set(peek(part), at);
    else to.fill(0, at, at + sizes[i]!);
    at += sizes[i]!;
  });
}
