/**
 * Files of the origin's private file system, by path ("runs/ID/a.bin"). Only a worker can write them as here: through
 * a synchronous handle, flushed before it is closed.
 */
import { StudioError } from "../protocol/errors";
import { writeWhole } from "./write-whole";

type Bytes = Uint8Array<ArrayBuffer>;

/** A place for files; tests have one in memory. */
export interface Files {
  /** The whole file; null if there is none. */
  read(path: string): Promise<Bytes | null>;
  /**
   * Writes the whole file anew.
   * @throws StudioError `storage-full`
   */
  write(path: string, bytes: Bytes): Promise<void>;
  /** Removes a file or a folder with all in it, if it is there. */
  remove(path: string): Promise<void>;
  /** Names in a folder; none if it is not there. */
  list(folder: string): Promise<readonly string[]>;
}

/** What is said where the browser gives no more room. */
export const storageFull = (): StudioError =>
  new StudioError(
    "storage-full",
    "The browser's storage for this page is full: the run cannot be saved.",
    "Delete runs in the library, or free some disk; it is tried again every minute.",
  );

/** Not readable is what another worker is writing at this moment. */
const isMissing = (thrown: unknown): boolean =>
  thrown instanceof DOMException &&
  ["NotFoundError", "TypeMismatchError", "NotReadableError"].includes(thrown.name);

const isFull = (thrown: unknown): boolean =>
  thrown instanceof DOMException &&
  /QuotaExceeded|NoModificationAllowed.*space/.test(`${thrown.name} ${thrown.message}`);

async function folderOf(
  root: FileSystemDirectoryHandle,
  names: readonly string[],
  create: boolean,
): Promise<FileSystemDirectoryHandle> {
  let folder = root;
  for (const name of names) folder = await folder.getDirectoryHandle(name, { create });
  return folder;
}

const split = (path: string): { names: string[]; last: string } => {
  const names = path.split("/");
  return { last: names.pop()!, names };
};

/** Runs `look`; null where what it looks for is not there. */
async function ifThere<T>(look: () => Promise<T>): Promise<T | null> {
  try {
    return await look();
  } catch (thrown) {
    if (isMissing(thrown)) return null;
    throw thrown;
  }
}

function writeAll(handle: FileSystemSyncAccessHandle, bytes: Bytes): void {
  handle.truncate(0);
  if (!writeWhole(handle, bytes, 0)) throw storageFull();
  handle.flush();
}

/** @param root of the origin's private file system. */
export function privateFiles(root: FileSystemDirectoryHandle): Files {
  return {
    async read(path) {
      const { names, last } = split(path);
      return await ifThere(async () => {
        const folder = await folderOf(root, names, false);
        const file = await (await folder.getFileHandle(last)).getFile();
        return new Uint8Array(await file.arrayBuffer());
      });
    },
    async write(path, bytes) {
      const { names, last } = split(path);
      try {
        const folder = await folderOf(root, names, true);
        const handle = await (await folder.getFileHandle(last, { create: true })).createSyncAccessHandle();
        try {
          writeAll(handle, bytes);
        } finally {
          handle.close();
        }
      } catch (thrown) {
        throw isFull(thrown) ? storageFull() : thrown;
      }
    },
    async remove(path) {
      const { names, last } = split(path);
      await ifThere(async () => {
        const folder = await folderOf(root, names, false);
        await folder.removeEntry(last, { recursive: true });
      });
    },
    async list(path) {
      const found = await ifThere(async () => {
        const folder = await folderOf(root, path.split("/"), false);
        const names: string[] = [];
        for await (const name of folder.keys()) names.push(name);
        return names;
      });
      return found ?? [];
    },
  };
}
