/**
 * A part that makes the buffer of a stage: a trajectory for each expert. Those that are kept from an earlier run of the
 * same making are taken as they are, to the bit; the others are trained, and kept.
 */
import type { JobKeeping, JobsPartOptions } from "../jobs/jobs-part";
import { jobsPart } from "../jobs/jobs-part";
import type { Job } from "../jobs/job";
import type { Part, PartContext } from "../part";
import { refuseDivergedExpert } from "./refuse-diverged";
import type { BufferEntry, TrajectoryJobs } from "./trajectory-jobs";
import { settingsOf, whyAnew } from "./why-anew";
import type { TrajectoryAbout } from "./trajectory-store";

type Shared =
  "id" | "kind" | "title" | "stage" | "cost" | "units" | "unitsAfter" | "order" | "mayBeOvertaken";

interface BufferPartOptions extends Pick<JobsPartOptions, Shared> {
  /** 1-based; the stage that the buffer is for. */
  readonly forStage: number;
  readonly makers: TrajectoryJobs;
  readonly job: (index: number) => Promise<Job>;
  /** Called with every trajectory that is there, in any order. */
  readonly onEntry?: (index: number, entry: BufferEntry) => void;
  /** Called once with all of them. */
  readonly onAll?: (entries: readonly BufferEntry[]) => void;
}

/** What is written down with the trajectories of a stage. */
export function aboutTrajectory(
  { recipe }: Pick<PartContext, "recipe">,
  stage: number,
  snapshots: number,
  weights: Float32Array,
): TrajectoryAbout {
  return { stage, snapshots, bytes: weights.byteLength, settings: settingsOf(recipe) };
}

export function bufferPart(context: PartContext, options: BufferPartOptions): Part {
  const { recipe, made, trajectories } = context;
  const { forStage, makers, onEntry, onAll, ...own } = options;
  const { snapshots } = makers;
  const total = own.units.length;
  let entries: readonly BufferEntry[] = [];

  /**
   * Notes for people what is reused; a run that is taken up again finds what it made itself, and was told before.
   * @param begun of the trajectories that are whole, when.
   * @param isLike some of the same making are there, whole or in part: then no other setting is to blame.
   */
  async function tell(begun: readonly number[], isLike: boolean): Promise<void> {
    if (made.found[own.id]) return;
    const why = isLike ? null : whyAnew(recipe, forStage, await trajectories.others(forStage));
    const since = begun.length > 0 ? Math.min(...begun) : null;
    made.found = { ...made.found, [own.id]: { reused: begun.length, total, since, why } };
  }

  const keeping: JobKeeping = {
    count: snapshots,
    async look() {
      entries = await Promise.all(Array.from({ length: total }, (_, index) => makers.entry(index)));
      const known = await Promise.all(entries.map(({ key }) => trajectories.known(key)));
      await tell(
        known.flatMap(({ count, begun }) => (count === snapshots && begun !== null ? [begun] : [])),
        known.some(({ count }) => count > 0),
      );
      return known.map(({ count }) => count);
    },
    read: (index, place) => trajectories.read(entries[index]!.key, place),
    add(index, place, weights) {
      if (place === snapshots - 1) refuseDivergedExpert(weights, index, recipe);
      const about = (): TrajectoryAbout => aboutTrajectory(context, forStage, snapshots, weights);
      trajectories.add(entries[index]!.key, place, weights, about);
    },
  };

  return jobsPart(context, {
    ...own,
    unit: "epochs",
    release: () => makers.clear(),
    keeping,
    onJob: (index) => onEntry?.(index, entries[index]!),
    groups: [{ count: total, done: () => onAll?.(entries) }],
  });
}
