/** Which tab fetches a data set: the worker that does holds the set's lock, and loses it when it ends, however it ends. */
import { StudioError } from "../protocol/errors";

const prefix = "data ";

/** The sets that some tab fetches now. */
export async function heldSets(): Promise<ReadonlySet<string>> {
  const { held = [] } = await navigator.locks.query();
  return new Set(
    held.flatMap(({ name = "" }) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : [])),
  );
}

/**
 * Takes the lock of a set.
 * @returns what gives it back.
 * @throws StudioError `in-use` if another worker has it.
 */
export function holdSet(id: string): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const waiting = navigator.locks.request(`${prefix}${id}`, { ifAvailable: true }, (lock) => {
      if (!lock) {
        throw new StudioError(
          "in-use",
          "This data set is being fetched in another tab.",
          "Go on there, or close that tab first.",
        );
      }
      return new Promise<void>((release) => resolve(release));
    });
    waiting.catch(reject);
  });
}
