/** The trajectories of this origin, where the browser keeps anything. */
import { privateFiles } from "./files";
import { storageIfAny, storageUse } from "./open-storage";
import { TrajectoryFiles } from "./trajectory-files";

/** Trajectories take one part in so many of what the browser offers, at most. */
const share = 4;
/** Bytes that they take where the browser does not tell. */
const unknownRoom = 512e6;

async function room(): Promise<number> {
  const { used, left } = await storageUse();
  return used === null || left === null ? unknownRoom : (used + left) / share;
}

/**
 * Opens them, for one run or for a look.
 * @param engine what computes, by name: back end, device and versions.
 */
export async function openTrajectories(
  engine: Readonly<Record<string, string>>,
): Promise<TrajectoryFiles | null> {
  const runs = await storageIfAny();
  if (!runs) return null;
  return new TrajectoryFiles(privateFiles(await navigator.storage.getDirectory()), {
    engine,
    room,
    needed: () => runs.neededTrajectories(),
    alone: (name, work) => navigator.locks.request(name, work),
    now: () => Date.now(),
  });
}
