/**
 * Where a file grows while it is fetched: a hidden folder beside its place, with the part and a note on it. The folder
 * belongs to one process, whose number is in its name, and changes hands by being renamed, which succeeds for one alone:
 * of two processes that fetch the same, each has a part of its own, and who comes after one that was ended goes on with
 * what that has left. No lock is needed, and none is left behind.
 */
import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";

/** In the name of a folder that nobody has. */
const nobody = "left";

/** A home may be shared by machines, and a process be known on its own alone. */
const machine = hostname().replace(/[^\w-]/g, "-");

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Not ours to signal: alive.
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

const isMissing = (thrown: unknown): boolean => (thrown as NodeJS.ErrnoException).code === "ENOENT";

export class PartFolder {
  private constructor(
    private readonly whole: string,
    private readonly folder: string,
  ) {}

  /** The part of the file at `whole`: one that was left, or a new one. */
  static take(whole: string): PartFolder {
    mkdirSync(dirname(whole), { recursive: true });
    const own = PartFolder.named(whole, `${machine}.${process.pid}`);
    for (const left of PartFolder.left(whole)) {
      try {
        renameSync(left, own);
        return new PartFolder(whole, own);
      } catch (error) {
        // Another was faster.
        if (!isMissing(error)) throw error;
      }
    }
    mkdirSync(own);
    return new PartFolder(whole, own);
  }

  /** How the names of a file's folders begin; file systems take no longer names than some files have. */
  private static start(whole: string): string {
    return `.part-${createHash("sha256").update(basename(whole)).digest("hex").slice(0, 16)}.`;
  }

  private static named(whole: string, owner: string): string {
    return join(dirname(whole), `${PartFolder.start(whole)}${owner}.${randomUUID()}`);
  }

  /** Folders for `whole` that no process works in. */
  private static left(whole: string): string[] {
    const start = PartFolder.start(whole);
    const isLeft = (name: string): boolean => {
      const [owner, pid] = name.slice(start.length).split(".");
      return owner === nobody || (owner === machine && !isAlive(Number(pid)));
    };
    return readdirSync(dirname(whole))
      .filter((name) => name.startsWith(start) && isLeft(name))
      .sort()
      .map((name) => join(dirname(whole), name));
  }

  get part(): string {
    return join(this.folder, "part");
  }

  get note(): string {
    return join(this.folder, "note.json");
  }

  /** Leaves the part, closed, to whoever goes on with it. */
  leave(): void {
    const size = statSync(this.part, { throwIfNoEntry: false })?.size ?? 0;
    if (size === 0) return rmSync(this.folder, { recursive: true });
    renameSync(this.folder, PartFolder.named(this.whole, nobody));
  }

  /** Puts the part, closed, in the file's place unless one is there, and takes away what was left of others. */
  finish(): void {
    if (!existsSync(this.whole)) renameSync(this.part, this.whole);
    for (const folder of [this.folder, ...PartFolder.left(this.whole)])
      rmSync(folder, { recursive: true, force: true });
  }
}
