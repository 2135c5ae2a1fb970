/** Files with the folders they lie in, from a drop, from the file chooser, from a chosen folder. */
import type { GivenFile } from "../../../workers/protocol/data";

/** Folders within folders, at most: deeper is no data set. */
const deepest = 8;

/** Chosen files; those of a chosen folder know where in it they lie. */
export function givenFiles(files: FileList | readonly File[]): GivenFile[] {
  return [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/** A folder's entries; the browser hands them out in portions. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (some.length === 0) return all;
    all.push(...some);
  }
}

/** Adds the files of an entry to those that were found: there may be more of them than a call takes arguments. */
async function findFiles(entry: FileSystemEntry, depth: number, found: GivenFile[]): Promise<void> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => {
      (entry as FileSystemFileEntry).file(resolve, reject);
    });
    found.push({ path: entry.fullPath.replace(/^\//, ""), file });
    return;
  }
  if (depth > deepest || entry.name.startsWith(".")) return;
  for (const each of await entriesOf(entry as FileSystemDirectoryEntry)) {
    await findFiles(each, depth + 1, found);
  }
}

/**
 * What was dropped, folders opened. The entries must be asked for while the drop is handled, so this is to be called
 * within it.
 */
export async function droppedFiles(transfer: DataTransfer): Promise<GivenFile[]> {
  const plain = givenFiles(transfer.files);
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry());
  const isFolder = entries.some((entry) => entry?.isDirectory);
  if (!isFolder) return plain;
  const found: GivenFile[] = [];
  for (const entry of entries) if (entry) await findFiles(entry, 0, found);
  return found;
}

/** Has a folder chosen; nothing comes if the person thinks better of it. */
export function chooseFolder(take: (files: GivenFile[]) => void): void {
  const input = document.createElement("input");
  input.type = "file";
  input.webkitdirectory = true;
  input.addEventListener("change", () => take(givenFiles(input.files ?? [])));
  input.click();
}
