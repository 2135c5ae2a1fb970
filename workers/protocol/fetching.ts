/** Data sets by address: what is kept of them, and the calls that the page makes to `fetch.worker.ts`. */
import { mostDataBytes, type GivenFile } from "./data";
import type { StudioErrorData } from "./errors";
import type { StorageUse } from "./library";

/** A file that is to be fetched. */
export interface WantedFile {
  readonly address: string;
  /** Name, with the folders that may tell its split. */
  readonly path: string;
  /** Bytes, where somebody told. */
  readonly size: number | null;
  /** 64 hexadecimal digits, where somebody told. */
  readonly sha256: string | null;
}

/** A file of a data set that is fetched or was. */
export interface FetchedFile extends WantedFile {
  /** What the server calls this version of the file (its ETag, or when it was last changed); null if it does not say. */
  readonly validator: string | null;
  /** Whole, of the right length and check sum. */
  readonly done: boolean;
}

/** A data set by address, as it is kept here: whole, or as far as it has come. */
export interface FetchedSet {
  readonly id: string;
  readonly title: string;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly files: readonly FetchedFile[];
  /** Why it stopped; null where it was paused or interrupted, goes on, or is whole. */
  readonly problem: StudioErrorData | null;
}

/** Whether nothing of a set is still to come. */
export const isWhole = ({ files }: FetchedSet): boolean => files.every(({ done }) => done);

export interface ListedSet extends FetchedSet {
  /** Bytes that are here. */
  readonly bytes: number;
  /** Bytes of all its files; null while that is not known of each. */
  readonly total: number | null;
  /** Some tab fetches it now. */
  readonly held: boolean;
}

/** How far a data set has come. */
export interface FetchProgress {
  readonly bytes: number;
  readonly total: number | null;
  /** Bytes a second over the last seconds; null at the start. */
  readonly perSecond: number | null;
  /** What a person should know, for instance that a file was begun anew. */
  readonly note: string | null;
}

/** The files that a hub lists of a data set. */
export interface HubListing {
  readonly title: string;
  readonly files: readonly (WantedFile & { readonly size: number })[];
}

/** The first folder of a path: on hubs, the data set's configuration. */
const firstFolder = (path: string): string => path.split("/")[0] ?? "";

/** What to take of a hub's list unless told otherwise: the first configuration, as much of it as the studio takes. */
export function firstConfiguration({ files }: HubListing): HubListing["files"] {
  let sum = 0;
  return files.filter(({ path, size }) => {
    const fits = firstFolder(path) === firstFolder(files[0]!.path) && sum + size <= mostDataBytes;
    if (fits) sum += size;
    return fits;
  });
}

interface FetchedContent {
  readonly sets: readonly ListedSet[];
  readonly use: StorageUse;
}

/** What `fetch.worker.ts` exposes. Every rejected promise carries a {@link StudioErrorData}-shaped error. */
export interface FetchApi {
  /** What is kept, the newest first; nobody is asked for it. */
  list(): Promise<FetchedContent>;
  /** Asks a hub for the Parquet files of a data set. */
  hubFiles(name: string): Promise<HubListing>;
  /** Notes down what is to be fetched; nobody is asked yet. @returns the set's id. */
  add(title: string, files: readonly WantedFile[]): Promise<string>;
  /**
   * Fetches what is missing of a set; resolves when it is whole (true) or paused (false).
   * @param tell called ten times a second at most.
   */
  run(id: string, tell: (progress: FetchProgress) => void): Promise<boolean>;
  /** Pauses a set that this tab fetches; what has come stays. */
  pause(id: string): Promise<void>;
  /** Frees what is kept of a set. Refused while another tab fetches it. */
  remove(id: string): Promise<void>;
  /** The files of a whole set, as if they had been chosen. */
  files(id: string): Promise<readonly GivenFile[]>;
}
