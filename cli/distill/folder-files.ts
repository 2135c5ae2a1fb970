/** Files in a folder, for what is kept between runs: each is written beside its place and then put there, whole. */
import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Files } from "../../workers/storage/files";
import { fileTrouble } from "./bad-input";

/** What `look` finds; null where there is nothing. */
async function ifThere<T>(look: Promise<T>): Promise<T | null> {
  try {
    return await look;
  } catch (thrown) {
    if (["ENOENT", "ENOTDIR"].includes((thrown as NodeJS.ErrnoException).code ?? "")) return null;
    throw thrown;
  }
}

/** @param root is made when something is written. */
export function folderFiles(root: string): Files {
  return {
    async read(path) {
      const bytes = await ifThere(readFile(join(root, path)));
      return bytes && new Uint8Array(bytes);
    },
    async write(path, bytes) {
      const place = join(root, path);
      const beside = join(dirname(place), `.${randomUUID()}`);
      await mkdir(dirname(place), { recursive: true });
      try {
        await writeFile(beside, bytes);
        await rename(beside, place);
      } finally {
        await rm(beside, { force: true });
      }
    },
    async remove(path) {
      await rm(join(root, path), { recursive: true, force: true });
    },
    async list(folder) {
      return (await ifThere(readdir(join(root, folder)))) ?? [];
    },
  };
}

/**
 * The same files, of which it is told once what cannot be read, and once what cannot be written: who uses them may do
 * without.
 * @param tell what was tried ("read" or "written"), and why it failed.
 */
export function toldFiles(files: Files, tell: (tried: "read" | "written", trouble: string) => void): Files {
  const told = new Set<string>();
  const trying = async <T>(tried: "read" | "written", work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (thrown) {
      if (!told.has(tried)) tell(tried, fileTrouble(thrown));
      told.add(tried);
      throw thrown;
    }
  };
  return {
    read: (path) => trying("read", files.read(path)),
    list: (folder) => trying("read", files.list(folder)),
    write: (path, bytes) => trying("written", files.write(path, bytes)),
    remove: (path) => files.remove(path),
  };
}
