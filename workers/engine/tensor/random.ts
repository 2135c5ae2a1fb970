/**
 * The seeded random source. Each consumer has a stream of its own, derived from the seed and a label, so that
 * what one part draws never depends on how much another has drawn or on the order in which they run.
 */
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import type { JumpableRandomGenerator } from "pure-rand/types/JumpableRandomGenerator";

/**
 * 64 bits of a label as two words (Bryc's cyrb53 hash, uncut): each multiplies its way through the text by a prime of
 * its own, and both are mixed into one another at the end. A run has up to millions of streams, of which two would
 * likely be the same if only 32 bits told them apart.
 */
function hash(text: string): [number, number] {
  let [one, two] = [0xdeadbeef, 0x41c6ce57];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    one = Math.imul(one ^ code, 2654435761);
    two = Math.imul(two ^ code, 1597334677);
  }
  const mixed = (of: number, other: number): number =>
    Math.imul(of ^ (of >>> 16), 2246822507) ^ Math.imul(other ^ (other >>> 13), 3266489909);
  one = mixed(one, two);
  return [one, mixed(two, one)];
}

export class Random {
  private constructor(private readonly generator: JumpableRandomGenerator) {}

  /** The stream of `label` under `seed` (0 … 2³²−1). */
  static stream(seed: number, label: string): Random {
    const [one, two] = hash(`${seed}/${label}`);
    // Never all zero, the one state that xoroshiro does not leave.
    const generator = xoroshiro128plusFromState([-1, one, two, 0]);
    // The first outputs of close states resemble each other.
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
