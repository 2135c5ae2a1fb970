/** Part files in the origin's private file system: "fetched/ID/0", "fetched/ID/1", … in the order of the addresses. */
import { StudioError } from "../protocol/errors";
import { writeWhole } from "../storage/write-whole";
import type { PartFile } from "./part-file";

/** Where the files of sets are; tests have a place in memory. */
export interface Parts {
  /** Opens a file for writing, made if need be; nobody else can then. */
  open(id: string, place: number): Promise<PartFile>;
  /** Bytes that are there; 0 where there is no file. */
  size(id: string, place: number): Promise<number>;
  /** The file as it is now; null if there is none. */
  file(id: string, place: number): Promise<File | null>;
  /** Frees all files of a set. */
  remove(id: string): Promise<void>;
  /** The sets that have files. */
  ids(): Promise<readonly string[]>;
}

const folderName = "fetched";
/** Bytes read at once where a check sum is taken. */
const pieceBytes = 2 ** 22;

const storageFull = (): StudioError =>
  new StudioError(
    "storage-full",
    "The browser's storage for this page is full: the download stops here.",
    "Remove data sets that are kept here, delete runs in the library, or free some disk; then resume.",
  );

/** @returns what `look` finds; null where there is nothing. */
async function ifThere<T>(look: () => Promise<T>): Promise<T | null> {
  try {
    return await look();
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === "NotFoundError") return null;
    throw thrown;
  }
}

function partFile(handle: FileSystemSyncAccessHandle): PartFile {
  let size = handle.getSize();
  return {
    size: () => size,
    truncate(bytes) {
      handle.truncate(bytes);
      size = Math.min(size, bytes);
    },
    append(bytes) {
      try {
        if (!writeWhole(handle, bytes as Uint8Array<ArrayBuffer>, size)) throw storageFull();
      } catch (thrown) {
        // As if nothing of this piece had come.
        handle.truncate(size);
        throw thrown instanceof DOMException ? storageFull() : thrown;
      }
      size += bytes.length;
    },
    read(take) {
      const piece = new Uint8Array(Math.min(pieceBytes, size));
      for (let at = 0; at < size;) {
        const some = handle.read(piece, { at });
        if (some <= 0) break;
        take(piece.subarray(0, some));
        at += some;
      }
    },
    close() {
      try {
        handle.flush();
      } finally {
        // Left open, nobody could open the file again.
        handle.close();
      }
    },
  };
}

/** @param root of the origin's private file system. */
export function privateParts(root: FileSystemDirectoryHandle): Parts {
  const folder = async (id: string, create: boolean): Promise<FileSystemDirectoryHandle> =>
    (await root.getDirectoryHandle(folderName, { create })).getDirectoryHandle(id, { create });
  const file = (id: string, place: number): Promise<File | null> =>
    ifThere(async () => (await (await folder(id, false)).getFileHandle(String(place))).getFile());
  return {
    async open(id, place) {
      const handle = await (await folder(id, true)).getFileHandle(String(place), { create: true });
      return partFile(await handle.createSyncAccessHandle());
    },
    file,
    size: async (id, place) => (await file(id, place))?.size ?? 0,
    async remove(id) {
      await ifThere(async () => {
        await (await root.getDirectoryHandle(folderName)).removeEntry(id, { recursive: true });
      });
    },
    async ids() {
      const found: string[] = [];
      await ifThere(async () => {
        for await (const name of (await root.getDirectoryHandle(folderName)).keys()) found.push(name);
      });
      return found;
    },
  };
}
