/** The library's calls about studies: where the browser keeps nothing, a study lasts as long as the tab is open. */
import { studyLock, type ListedStudy, type Study } from "../../../workers/protocol/experiments/study";
import type { ListedRun } from "../../../workers/protocol/library";
import { library } from "../library/libraryClient";

/** The studies that are kept, the newest first. */
export async function keptStudies(): Promise<readonly ListedStudy[]> {
  return await library()
    .call("studies")
    .catch(() => []);
}

/** Keeps a study as it is now. */
export async function keepStudy(study: Study): Promise<void> {
  await library()
    .call("keepStudy", study)
    .catch(() => undefined);
}

/** The runs of the library. */
export async function storedRuns(): Promise<readonly ListedRun[]> {
  return await library()
    .call("list")
    .then(({ runs }) => runs)
    .catch(() => []);
}

/**
 * Does some work while no other tab goes through the study.
 * @returns false if another tab does; the work is then not done.
 */
export async function holdingStudy(id: string, work: () => Promise<void>): Promise<boolean> {
  return await navigator.locks.request(studyLock(id), { ifAvailable: true }, async (lock) => {
    if (lock) await work();
    return lock !== null;
  });
}
