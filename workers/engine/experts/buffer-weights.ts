/**
 * The weights of a trajectory of the buffer, wherever they are. Where they are nowhere any more (somebody cleared the
 * store, or a file is damaged) the trajectory is made again from random weights on, which gives the same bits.
 */
import type { PartContext } from "../part";
import { aboutTrajectory } from "./buffer-part";
import { TrajectoryJobs, type BufferEntry } from "./trajectory-jobs";
import type { Trajectories } from "./trajectories";

/** Makes a trajectory anew; the run's other threads go on with what they do. */
async function* madeAgain(context: PartContext, index: number, stage: number): AsyncGenerator<void, void> {
  const { made, trajectories, jobs } = context;
  const makers = new TrajectoryJobs(context, stage);
  // On another back end than before, it is another trajectory.
  const entry = await makers.entry(index);
  let place = 0;
  yield* jobs.run([
    {
      make: () => makers.whole(index),
      onEpoch({ kept }) {
        if (!kept) return;
        const about = () => aboutTrajectory(context, stage, makers.snapshots, kept);
        trajectories.add(entry.key, place++, kept, about);
      },
      onDone() {},
    },
  ]);
  made.buffer = made.buffer.map((each, i) => (i === index ? entry : each));
  const id = stage === 1 ? "experts" : `transition-${stage - 1}`;
  const before = made.found[id] ?? { reused: 0, total: made.buffer.length, since: null, why: null };
  const why = `number ${index + 1} was cleared or damaged meanwhile`;
  made.found = { ...made.found, [id]: { ...before, reused: Math.max(0, before.reused - 1), why } };
}

/**
 * The weights after `epoch` epochs of trajectory `index`, which must be in the buffer. Not to be written to.
 * @throws StudioError `diverged` and whatever the device throws while it is made again.
 */
export async function* bufferWeights(
  context: PartContext,
  index: number,
  epoch: number,
): AsyncGenerator<void, Float32Array> {
  const { made, trajectories } = context;
  const entry = made.buffer[index]!;
  const weights = await trajectories.read(entry.key, epoch);
  if (weights) return weights;
  yield* madeAgain(context, index, entry.stage);
  return (await trajectories.read(made.buffer[index]!.key, epoch))!;
}

/** A buffer as older studios had it in their checkpoints, the weights themselves, taken into memory for good. */
export function takeBuffer(
  buffer: readonly (BufferEntry | readonly Float32Array[] | null)[],
  stage: number,
  trajectories: Trajectories,
): (BufferEntry | null)[] {
  return buffer.map((entry, index) => {
    if (!entry || "key" in entry) return entry;
    if (entry.length === 0) return null;
    const key = `of an older studio, ${index}`;
    trajectories.adopt([key], new Map(entry.map((weights, place) => [`${key}/${place}`, weights])));
    return { key, stage };
  });
}
