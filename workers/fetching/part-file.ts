/** A file as it grows: what has come of it stays, whatever happens to the connection, the tab or the machine. */

/** One that is open for writing; nobody else can open it meanwhile. */
export interface PartFile {
  /** Bytes that are there. */
  size(): number;
  /** Keeps the first bytes only. */
  truncate(bytes: number): void;
  /**
   * Adds at the end.
   * @throws StudioError `storage-full`; what was there before stays.
   */
  append(bytes: Uint8Array): void;
  /** Calls for all that is there, in order, in pieces. */
  read(take: (piece: Uint8Array) => void): void;
  /** Has all of it on disk before it returns, and lets go of the file. */
  close(): void;
}
