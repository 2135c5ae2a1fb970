/** A store in memory, for tests: files whose writing can be cut short, and an index. */
import { untouchedRun, type StoredRun } from "../protocol/library";
import type { Files } from "./files";
import type { RunIndex } from "./run-index";

export class MemoryFiles implements Files {
  readonly held = new Map<string, Uint8Array<ArrayBuffer>>();
  /** Set: the next file is left after so many bytes, as by a crash. */
  crashAfter: number | null = null;
  /** Set: nothing more is taken. */
  full: Error | null = null;

  async read(path: string): Promise<Uint8Array<ArrayBuffer> | null> {
    return this.held.get(path)?.slice() ?? null;
  }

  async write(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if (this.full) throw this.full;
    const crash = this.crashAfter;
    this.held.set(path, bytes.slice(0, crash ?? bytes.length));
    this.crashAfter = null;
    if (crash !== null) throw new Error("crashed");
  }

  async remove(path: string): Promise<void> {
    for (const name of this.held.keys()) {
      if (name === path || name.startsWith(`${path}/`)) this.held.delete(name);
    }
  }

  async list(folder: string): Promise<readonly string[]> {
    const inside = [...this.held.keys()].filter((path) => path.startsWith(`${folder}/`));
    return [...new Set(inside.map((path) => path.slice(folder.length + 1).split("/")[0]!))];
  }
}

/** An index in memory. */
export function memoryIndex(): RunIndex {
  const entries = new Map<string, StoredRun>();
  return {
    all: async () => [...entries.values()],
    get: async (id) => entries.get(id),
    put: async (entry) => void entries.set(entry.id, entry),
    async patch(id, patch) {
      const before = entries.get(id);
      if (before) entries.set(id, { ...before, ...patch });
      return entries.get(id);
    },
    delete: async (id) => void entries.delete(id),
  };
}

/** An entry as a run has it at its start. */
export function newEntry(id: string, recipe: StoredRun["recipe"]): StoredRun {
  return {
    id,
    name: `run ${id}`,
    preset: "demo",
    ...untouchedRun,
    created: 1,
    changed: 1,
    recipe,
    backends: ["cpu"],
    adapter: "test",
    versions: { studio: "1", tfjs: "1" },
  };
}
