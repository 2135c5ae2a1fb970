/** Files in the origin's private file system, where the room ends: in every way in which browsers say so, and do not. */
import { expect, it } from "vitest";
import { privateFiles } from "./files";

/** A file system of one file, which takes so many bytes and then answers like this. */
function fullAfter(room: number, answer: () => number): FileSystemDirectoryHandle {
  let held = 0;
  const handle = {
    truncate: (bytes: number) => void (held = bytes),
    write: (bytes: Uint8Array, { at }: { at: number }) => {
      const taken = Math.min(bytes.length, room - at);
      held = at + taken;
      return taken > 0 ? taken : answer();
    },
    getSize: () => held,
    flush: () => undefined,
    close: () => undefined,
  };
  const file = { createSyncAccessHandle: async () => handle };
  return { getFileHandle: async () => file } as unknown as FileSystemDirectoryHandle;
}

const bytes = new Uint8Array(100);

it("writes in pieces what is taken in pieces", async () => {
  await expect(privateFiles(fullAfter(100, () => 0)).write("a", bytes)).resolves.toBeUndefined();
});

it.each([
  ["nothing", () => 0],
  ["an error's number", () => -8],
  ["an error's number without its sign", () => 2 ** 32 - 8],
  [
    "an error",
    () => {
      throw new DOMException("No space", "QuotaExceededError");
    },
  ],
])("says that the storage is full where it answers with %s", async (_, answer) => {
  await expect(privateFiles(fullAfter(60, answer)).write("a", bytes)).rejects.toMatchObject({
    code: "storage-full",
  });
});
