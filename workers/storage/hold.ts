/** Which tab computes a run: the worker that does holds the run's lock, and loses it when it ends, however it ends. */
import { StudioError } from "../protocol/errors";

const lockName = (id: string): string => `run ${id}`;

/** The runs that some tab computes now. */
export async function heldRuns(): Promise<ReadonlySet<string>> {
  const { held = [] } = await navigator.locks.query();
  return new Set(held.map(({ name = "" }) => name.replace(/^run /, "")));
}

/**
 * Takes the lock of a run.
 * @returns what gives it back.
 * @throws StudioError `in-use` if another worker has it.
 */
export function holdRun(id: string): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const waiting = navigator.locks.request(lockName(id), { ifAvailable: true }, (lock) => {
      if (!lock) throw inUse();
      return new Promise<void>((release) => resolve(release));
    });
    waiting.catch(reject);
  });
}

const inUse = (): StudioError =>
  new StudioError(
    "in-use",
    "This run is being computed in another tab.",
    "Go on there, or close that tab first.",
  );
