/**
 * The seeded random source. Each consumer has a stream of its own, derived from the seed and a label, so that
 * what one part draws never depends on how much another has drawn or on the order in which they run.
 */
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus, xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
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

  /** The stream that {@link state} was taken from, at that point. */
  static fromState(state: readonly number[]): Random {
    return new Random(xoroshiro128plusFromState(state));
  }

  /** The whole state, to be restored by {@link Random.fromState}. */
  state(): readonly number[] {
    return [...this.generator.getState()];
  }

  /** Uniform on [0, 1). */
  uniform(): number {
    return uniformFloat64(this.generator);
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

  /** A uniformly random order of 0 … n−1 (Fisher–Yates). */
  permutation(n: number): Int32Array {
    const order = Int32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.integer(0, i);
      const kept = order[i]!;
      order[i] = order[j]!;
      order[j] = kept;
    }
    return order;
  }
}
