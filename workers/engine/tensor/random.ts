/**
 * The seeded random source. Each consumer has a stream of its own, derived from the seed and a label, so that
 * what one part draws never depends on how much another has drawn or on the order in which they run.
 */
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { JumpableRandomGenerator } from "pure-rand/types/JumpableRandomGenerator";

/** FNV-1a, 32 bits: turns a label into a seed. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  }
  return value | 0;
}

export class Random {
  private constructor(private readonly generator: JumpableRandomGenerator) {}

  /** The stream of `label` under `seed` (0 … 2³²−1). */
  static stream(seed: number, label: string): Random {
    const generator = xoroshiro128plus(hash(`${seed}/${label}`));
    // The first outputs of close seeds resemble each other.
    for (let i = 0; i < 16; i++) generator.next();
    return new Random(generator);
  }

  /** Uniform on [0, 1), in steps of 2⁻³². */
  uniform(): number {
    return (this.generator.next() >>> 0) / 4294967296;
  }

  /** Uniform on [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  /** Uniform integer from `from` to `to`, both included. */
  integer(from: number, to: number): number {
    return uniformInt(this.generator, from, to);
  }

  /** Standard normal (Box–Muller; one of the pair is dropped so that no state is hidden). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** About standard normal, and fast: the sum of four uniform numbers, never beyond ±3.5. For noise in pictures. */
  roughNormal(): number {
    const sum = this.uniform() + this.uniform() + this.uniform() + this.uniform();
    return (sum - 2) * Math.sqrt(3);
  }

  /** A uniformly random order of 0 … n−1 (Fisher–Yates). */
  permutation(n: number): Int32Array {
    return this.shuffle(Int32Array.from({ length: n }, (_, i) => i));
  }

  /** Shuffles in place and returns the same array. */
  shuffle<T extends Int32Array | number[]>(values: T): T {
    for (let i = values.length - 1; i > 0; i--) {
      const j = this.integer(0, i);
      const kept = values[i]!;
      values[i] = values[j]!;
      values[j] = kept;
    }
    return values;
  }
}
