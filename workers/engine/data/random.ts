/**
 * Seeded random streams for the data: each purpose (an image, a class, a split) has a stream of its own, addressed by
 * whole numbers, so that asking for more of one never changes another.
 */
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";

export interface RandomStream {
  /** A number in [0, 1), in steps of 2⁻³². */
  uniform(): number;
  /** A number in [low, high). */
  between(low: number, high: number): number;
  /** A whole number in 0 … count − 1. */
  below(count: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** About N(0, 1): the sum of four uniform numbers, which needs no logarithm and never exceeds ±3.5. */
  normal(): number;
}

/** Mixes one more word into a 32-bit hash (the finaliser of MurmurHash3). */
function mix(hash: number, word: number): number {
  let h = (hash ^ word) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) + 0x9e3779b9) | 0;
}

/** The stream with this address: whole numbers such as seed, split, class, index. */
export function streamOf(...address: readonly number[]): RandomStream {
  const state = [1, 2, 3, 4].map((lane) => address.reduce(mix, mix(0, lane)));
  const generator = xoroshiro128plusFromState(state);
  const uniform = () => (generator.next() >>> 0) / 4294967296;
  return {
    uniform,
    between: (low, high) => low + (high - low) * uniform(),
    below: (count) => uniformInt(generator, 0, count - 1),
    chance: (probability) => uniform() < probability,
    normal: () => (uniform() + uniform() + uniform() + uniform() - 2) * Math.sqrt(3),
  };
}

/** Shuffles in place (Fisher and Yates) and returns the same array. */
export function shuffle<T extends Int32Array | Uint32Array | number[]>(values: T, random: RandomStream): T {
  for (let last = values.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const held = values[last]!;
    values[last] = values[other]!;
    values[other] = held;
  }
  return values;
}
