/**
 * The place where trajectories are kept beyond a run, as the engine sees it: on a disk, or wherever it is that its
 * surroundings hand it. A trajectory is known by a key, which stands for everything that decided its bits; its weights
 * are kept one by one, so that a run reads those that it matches and no others, and one that was cut off goes on.
 */

/** What is written down with a trajectory, to tell people why another one is no good in its place. */
export interface TrajectoryAbout {
  /** 1-based; the stage that it is for. */
  readonly stage: number;
  /** Snapshots in all: one before the first epoch and one after each. */
  readonly snapshots: number;
  /** Bytes of a snapshot. */
  readonly bytes: number;
  /** The recipe's settings by path, as `--set` would have them. */
  readonly settings: Readonly<Record<string, string>>;
}

/** A trajectory that another run made. */
export interface OtherTrajectory extends TrajectoryAbout {
  /** What computed it is what computes now. */
  readonly sameEngine: boolean;
}

export interface TrajectoryStore {
  /** A text that no other tree has: of numbers, texts, typed arrays, and lists and records of them. */
  fingerprint(tree: unknown): Promise<string>;
  /** When a trajectory was begun (milliseconds since 1970), and which of its snapshots are there; null if none is. */
  find(key: string): Promise<{ readonly begun: number; readonly places: ReadonlySet<number> } | null>;
  /** The weights after epoch `place`; null if they are not there, or damaged. */
  read(key: string, place: number): Promise<Float32Array | null>;
  /**
   * Keeps them; what is there already and whole stays as it is.
   * @throws whatever keeps it from doing so, for instance where there is no more room.
   */
  write(key: string, place: number, weights: Float32Array, about: TrajectoryAbout): Promise<void>;
  /** The trajectories that are kept for a stage as a whole. */
  others(stage: number): Promise<readonly OtherTrajectory[]>;
}
