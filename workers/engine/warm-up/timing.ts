/** Timing a part of a run by doing some of it. */
import type { Part } from "../part";
import { settle } from "../tensor/memory";

/** What a warm-up is given of its surroundings. */
export interface Watch {
  /** Milliseconds on any clock that only moves forward. */
  readonly now: () => number;
  /** Called between two steps: lets messages have their turn. */
  readonly breathe: () => Promise<void>;
}

/** Works until a unit is complete that `enough` accepts, or until the end of the part. */
async function workUntil(
  work: AsyncGenerator<void, void>,
  enough: () => boolean,
  { breathe }: Watch,
): Promise<void> {
  while (!enough() && !(await work.next()).done) await breathe();
}

/** Seconds that the whole of a short part takes. */
export async function timeWhole(part: Part, watch: Watch): Promise<number> {
  const before = watch.now();
  await workUntil(part.work(), () => false, watch);
  await settle();
  return (watch.now() - before) / 1000;
}

interface UnitsTiming {
  /** Units after the first one. */
  readonly units: number;
  readonly seconds: number;
}

/**
 * Times units of a long part after its first one, in which much is set up; stops after `seconds`, but not before two
 * units; with 0 seconds it stops after the first.
 * @param first does the first unit, given how.
 */
export async function timeUnits(
  part: Part,
  seconds: number,
  watch: Watch,
  first: (unit: () => Promise<void>) => Promise<void>,
): Promise<UnitsTiming> {
  const work = part.work();
  try {
    await first(() => workUntil(work, () => part.done >= 1, watch));
    if (seconds === 0) return { units: 0, seconds: 0 };
    const from = part.done;
    const before = watch.now();
    await workUntil(work, () => part.done - from >= 2 && watch.now() - before >= 1000 * seconds, watch);
    await settle();
    return { units: part.done - from, seconds: (watch.now() - before) / 1000 };
  } finally {
    await work.return();
  }
}
