/** The list of data sets by address, in IndexedDB, so that an entry is changed wholly or not at all. */
import { openDB, type DBSchema } from "idb";
import type { FetchedSet } from "../protocol/fetching";

/** Where entries are; tests have one in memory. */
export interface SetIndex {
  all(): Promise<FetchedSet[]>;
  get(id: string): Promise<FetchedSet | undefined>;
  put(set: FetchedSet): Promise<void>;
  delete(id: string): Promise<void>;
}

interface Schema extends DBSchema {
  readonly sets: { readonly key: string; readonly value: FetchedSet };
}

/** Opens the list. @throws whatever the browser throws where it allows no database. */
export async function openSetIndex(): Promise<SetIndex> {
  const database = await openDB<Schema>("distillation-studio-data", 1, {
    upgrade: (opened) => void opened.createObjectStore("sets", { keyPath: "id" }),
    // Another tab of a newer studio waits to migrate.
    blocking: () => database.close(),
  });
  return {
    all: () => database.getAll("sets"),
    get: (id) => database.get("sets", id),
    put: async (set) => void (await database.put("sets", set)),
    delete: (id) => database.delete("sets", id),
  };
}
