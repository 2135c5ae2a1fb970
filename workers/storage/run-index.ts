/** The index of the runs, in IndexedDB: one small entry for each run; versioned, with a migration for each version. */
import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from "idb";
import type { StoredRun } from "../protocol/library";

export type Patch = Partial<Omit<StoredRun, "id">>;

/** Where entries are; tests have one in memory. */
export interface RunIndex {
  all(): Promise<StoredRun[]>;
  get(id: string): Promise<StoredRun | undefined>;
  put(entry: StoredRun): Promise<void>;
  /** Changes some fields of an entry, in one transaction; undefined if there is no such entry. */
  patch(id: string, patch: Patch): Promise<StoredRun | undefined>;
  delete(id: string): Promise<void>;
}

interface Schema extends DBSchema {
  readonly runs: { readonly key: string; readonly value: StoredRun };
}
type Upgrade = IDBPTransaction<Schema, StoreNames<Schema>[], "versionchange">;

const databaseName = "distillation-studio";

/** The n-th leads from version n to version n + 1. Those that were published are never changed. */
const migrations: readonly ((database: IDBPDatabase<Schema>, transaction: Upgrade) => void)[] = [
  (database) => void database.createObjectStore("runs", { keyPath: "id" }),
];

/** Opens the index. @throws whatever the browser throws where it allows no database. */
export async function openRunIndex(): Promise<RunIndex> {
  const database: IDBPDatabase<Schema> = await openDB<Schema>(databaseName, migrations.length, {
    upgrade(opened, from, _to, transaction) {
      for (const migrate of migrations.slice(from)) migrate(opened, transaction);
    },
    // Another tab of a newer studio waits to migrate.
    blocking: () => database.close(),
  });
  return {
    all: () => database.getAll("runs"),
    get: (id) => database.get("runs", id),
    put: async (entry) => void (await database.put("runs", entry)),
    async patch(id, patch) {
      const transaction = database.transaction("runs", "readwrite");
      const entry = await transaction.store.get(id);
      const changed = entry && { ...entry, ...patch };
      if (changed) await transaction.store.put(changed);
      await transaction.done;
      return changed;
    },
    delete: (id) => database.delete("runs", id),
  };
}
