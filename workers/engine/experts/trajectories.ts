/**
 * The trajectories of a run. Where there is a store all weights go there, and in memory are those that were made or
 * asked for last, up to a budget: so a run takes no more memory with more experts or more epochs. What the store has not
 * taken, or where there is none, stays in memory for as long as the run needs it.
 */
import type { TrajectoryAbout, TrajectoryStore } from "./trajectory-store";

/** Bytes of trajectories in memory, at most, beside those that are on their way to the store. */
export const trajectoryBudget = 256 * 2 ** 20;

interface Held {
  readonly weights: Float32Array;
  /** The store has them, too. */
  stored: boolean;
}

const idOf = (key: string, place: number): string => `${key}/${place}`;

export class Trajectories {
  /** The one that was asked for last comes last. */
  private readonly held = new Map<string, Held>();
  private readonly reading = new Map<string, Promise<Float32Array | null>>();
  private writing: Promise<void> = Promise.resolve();
  private used = new Set<string>();
  private size = 0;

  /**
   * @param backend name of the one that computes, on which the bits depend
   * @param store null: everything stays in memory
   */
  constructor(
    private readonly backend: string,
    private readonly store: TrajectoryStore | null,
    private readonly budget = trajectoryBudget,
  ) {}

  /** Bytes in memory. */
  get bytes(): number {
    return this.size;
  }

  /** Those that the run has made or asked for, and still needs. */
  get keys(): readonly string[] {
    return [...this.used];
  }

  /** A text for everything that decides a trajectory; null without a store, where no other run will ask for it. */
  async fingerprint(tree: unknown): Promise<string | null> {
    return (await this.store?.fingerprint([this.backend, tree])) ?? null;
  }

  /** How many snapshots are there, from the first on without a gap; and when the store's were begun. */
  async known(key: string): Promise<{ count: number; begun: number | null }> {
    this.used.add(key);
    const found = await this.store?.find(key).catch(() => null);
    let count = 0;
    while (found?.places.has(count) || this.held.has(idOf(key, count))) count++;
    return { count, begun: found?.begun ?? null };
  }

  /** Those that the store has for a stage, whoever made them. */
  async others(stage: number): ReturnType<TrajectoryStore["others"]> {
    return (await this.store?.others(stage).catch(() => null)) ?? [];
  }

  /** Takes weights, which are not written to any more, and begins to store them. */
  add(key: string, place: number, weights: Float32Array, about: () => TrajectoryAbout): void {
    this.used.add(key);
    const { store } = this;
    const held = this.hold(idOf(key, place), weights, false);
    if (!store) return;
    this.writing = this.writing
      .then(() => store.write(key, place, weights, about()))
      .then(() => {
        held.stored = true;
        this.shrink();
      })
      // Where there is no room they stay in memory: that must not end a run.
      .catch(() => undefined);
  }

  /** Weights to look at; null if they are nowhere any more, or damaged. */
  async read(key: string, place: number): Promise<Float32Array | null> {
    const id = idOf(key, place);
    const held = this.held.get(id);
    if (held) {
      this.held.delete(id);
      this.held.set(id, held);
      return held.weights;
    }
    const reading = this.reading.get(id) ?? this.fetch(key, place);
    this.reading.set(id, reading);
    try {
      return await reading;
    } finally {
      this.reading.delete(id);
    }
  }

  /** Begins to read what will be asked for next. */
  prefetch(key: string, place: number): void {
    void this.read(key, place);
  }

  private async fetch(key: string, place: number): Promise<Float32Array | null> {
    const weights = (await this.store?.read(key, place).catch(() => null)) ?? null;
    if (weights && this.used.has(key)) this.hold(idOf(key, place), weights, true);
    return weights;
  }

  private hold(id: string, weights: Float32Array, stored: boolean): Held {
    this.drop(id);
    const held = { weights, stored };
    this.held.set(id, held);
    this.size += weights.byteLength;
    this.shrink(id);
    return held;
  }

  private drop(id: string): void {
    this.size -= this.held.get(id)?.weights.byteLength ?? 0;
    this.held.delete(id);
  }

  /** Lets go of what was asked for longest ago and can be read again, until the rest fits. */
  private shrink(newest?: string): void {
    for (const [id, { stored }] of this.held) {
      if (this.size <= this.budget) return;
      if (stored && id !== newest) this.drop(id);
    }
  }

  /** Lets go of all others: the stages that they were for are over. */
  retain(keys: readonly string[]): void {
    this.used = new Set(keys);
    for (const id of this.held.keys()) if (!this.used.has(id.slice(0, id.lastIndexOf("/")))) this.drop(id);
  }

  /** What only memory has, for a checkpoint. */
  unstored(): Map<string, Float32Array> {
    return new Map(
      [...this.held].flatMap(([id, { weights, stored }]) => (stored ? [] : [[id, weights] as const])),
    );
  }

  /** Takes back what a checkpoint had of {@link keys} and {@link unstored}. */
  adopt(keys: readonly string[], unstored: ReadonlyMap<string, Float32Array>): void {
    for (const key of keys) this.used.add(key);
    for (const [id, weights] of unstored) this.hold(id, weights, false);
  }

  /** Resolves when everything that was to be stored is, or could not be. */
  settled(): Promise<void> {
    return this.writing;
  }
}
