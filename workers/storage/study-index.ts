/** Experiments and sweeps that were begun, in an IndexedDB of their own: their runs stand in the library. */
import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import { studyLock, type Study } from "../protocol/experiments/study";
import { openedOnce } from "./opened-once";

interface Schema extends DBSchema {
  readonly studies: { readonly key: string; readonly value: Study };
}

/** Where studies are. */
interface StudyIndex {
  /** The newest first. */
  all(): Promise<Study[]>;
  put(study: Study): Promise<void>;
  delete(id: string): Promise<void>;
}

const databaseName = "distillation-studies";
/** Studies kept at most; each holds the recipes of its variants. */
const mostKept = 50;

/** Opens the index, once. @throws whatever the browser throws where it allows no database. */
export const openStudyIndex = openedOnce(open);

async function open(): Promise<StudyIndex> {
  const database: IDBPDatabase<Schema> = await openDB<Schema>(databaseName, 1, {
    upgrade: (fresh) => void fresh.createObjectStore("studies", { keyPath: "id" }),
    // Another tab of a newer studio waits to migrate.
    blocking: () => database.close(),
  });
  const all = async (): Promise<Study[]> =>
    (await database.getAll("studies")).toSorted((a, b) => b.created - a.created);
  return {
    all,
    async put(study) {
      await database.put("studies", study);
      for (const { id } of (await all()).slice(mostKept)) await database.delete("studies", id);
    },
    delete: (id) => database.delete("studies", id),
  };
}

/** The studies that some tab goes through now. */
export async function heldStudies(studies: readonly Study[]): Promise<ReadonlySet<string>> {
  const { held = [] } = await navigator.locks.query();
  const names = new Set(held.map(({ name }) => name));
  return new Set(studies.map(({ id }) => id).filter((id) => names.has(studyLock(id))));
}
