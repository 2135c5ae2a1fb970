/** The library of runs: what is kept of a run, and the calls that the page makes to `library.worker.ts`. */
import type { DatasetDescription, ExportedFile, ExportKind, ExportOptions } from "./api";
import type { StudioErrorData } from "./errors";
import type {
  Accuracy,
  AccuracyReport,
  CurvePoint,
  PartProgress,
  RunDescription,
  RunState,
  StageBucketSizes,
  StageImages,
} from "./events";
import type { ListedStudy, Study, StudyPart } from "./experiments/study";
import type { Recipe } from "./recipe/recipe";
import type { RunResult } from "./result";

/** How long a deleted run can be brought back. */
export const undoMilliseconds = 8000;

/** What a run is called and where it comes from, as the page says at its start. */
export interface RunOrigin {
  readonly name: string;
  /** Name of the preset that the recipe was made from. */
  readonly preset: string;
  /** The study that it is a run of, if it is one. */
  readonly study?: StudyPart | undefined;
}

/** A few images of a run, in one row. */
export interface Thumbnail {
  /** RGBA bytes, image after image. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  /** Side of an image. */
  readonly size: number;
  readonly count: number;
}

/** The entry of a run in the index. */
export interface StoredRun extends RunOrigin {
  readonly id: string;
  readonly notes: string;
  readonly tags: readonly string[];
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly changed: number;
  readonly recipe: Recipe;
  /** Those that computed it, one after the other; more than one where it was taken up on another. */
  readonly backends: readonly string[];
  readonly adapter: string;
  /** Versions of the studio and of the library that computed, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** As it was saved last; a run that nobody computes any more may still be called running. */
  readonly state: RunState;
  readonly error: StudioErrorData | null;
  /** From 0 to 1. */
  readonly progress: number;
  /** Title of the part under way; "" at the end. */
  readonly part: string;
  /** The distilled set's best accuracy over its stages, and at which total IPC. */
  readonly best: { readonly accuracy: Accuracy; readonly totalIpc: number } | null;
  readonly thumbnail: Thumbnail | null;
  /** Hash of the files' data; null for the built-in set, which is drawn again. */
  readonly data: string | null;
  /** Bytes that were saved last. */
  readonly bytes: number;
  /** Keys of the trajectories that it needs to go on; left out by older studios. */
  readonly buffers?: readonly string[];
  /** A checkpoint is kept from which it can go on. */
  readonly resumable: boolean;
  /** The stages after which it can be branched, by their number. */
  readonly branchStages: readonly number[];
  /** The run that it was branched from, and the last stage that it has whole of it; 0: none. */
  readonly parent: { readonly id: string; readonly name: string; readonly stage: number } | null;
  /** Came from a bundle. */
  readonly imported: boolean;
  /** When it was deleted: hidden, and soon gone. */
  readonly deleted: number | null;
}

/** What a run has of itself before its first step. */
export const untouchedRun = {
  notes: "",
  tags: [],
  state: "running",
  error: null,
  progress: 0,
  part: "",
  best: null,
  thumbnail: null,
  data: null,
  bytes: 0,
  resumable: false,
  branchStages: [],
  parent: null,
  imported: false,
  deleted: null,
} as const satisfies Partial<StoredRun>;

export interface ListedRun extends StoredRun {
  /** Some tab computes it now. */
  readonly held: boolean;
  /** Its files are not kept with it: to go on it needs them again. */
  readonly needsFiles: boolean;
}

/** All that the page needs to show a run that is not under way. */
export interface RunView {
  readonly dataset: DatasetDescription | null;
  readonly description: RunDescription;
  readonly parts: readonly PartProgress[];
  readonly accuracies: readonly AccuracyReport[];
  readonly buckets: StageBucketSizes | null;
  readonly points: readonly CurvePoint[];
  /** Of each stage, some over its iterations, in their order. */
  readonly images: readonly StageImages[];
}

/** Bytes; null where the browser does not tell. */
export interface StorageUse {
  readonly used: number | null;
  readonly left: number | null;
  /** The browser has promised not to clear it by itself; null where it does not tell. */
  readonly persistent: boolean | null;
}

/** The trajectories of experts that are kept for all runs. */
export interface BuffersUse {
  readonly count: number;
  readonly bytes: number;
  /** Those that no run needs to go on. */
  readonly free: number;
  readonly freeBytes: number;
}

export interface LibraryContent {
  readonly runs: readonly ListedRun[];
  readonly use: StorageUse;
  /** Why nothing can be kept here; null if it can. */
  readonly refusal: StudioErrorData | null;
}

/** What a person may change. */
export type RunChange = Partial<Pick<StoredRun, "name" | "notes" | "tags">>;

/** What `library.worker.ts` exposes. Every rejected promise carries a {@link StudioErrorData}-shaped error. */
export interface LibraryApi {
  /** The runs that were not deleted, the newest first. Frees what was deleted {@link undoMilliseconds} ago. */
  list(): Promise<LibraryContent>;
  /** A run with all that can be shown of it. */
  open(id: string): Promise<{ readonly run: ListedRun; readonly view: RunView }>;
  change(id: string, change: RunChange): Promise<void>;
  /** Hides a run; it can be brought back for {@link undoMilliseconds}. Refused while some tab computes it. */
  remove(id: string): Promise<void>;
  bringBack(id: string): Promise<void>;
  /**
   * Makes a child of a run, which has its stages up to `stage`, or all of it up to its last checkpoint, and goes on with
   * another recipe; `takeUp` begins it.
   * @returns the child's id.
   */
  branch(id: string, stage: number | "checkpoint", recipe: Recipe, name: string): Promise<string>;
  /** Makes a file of what was distilled, as `exportFile` does for the run under way. */
  exportStored(id: string, what: ExportKind, options: ExportOptions): Promise<ExportedFile>;
  /** Takes a run bundle in; checked as untrusted. @returns the run's id. */
  importBundle(file: File): Promise<string>;
  /** How much the kept trajectories of experts take; null where nothing can be kept. */
  buffers(): Promise<BuffersUse | null>;
  /** Removes those that no run needs to go on. */
  clearBuffers(): Promise<void>;
  /** The record of a run as it was saved last. */
  result(id: string): Promise<RunResult>;
  /** The experiments and sweeps that are kept, the newest first; none where the browser keeps nothing. */
  studies(): Promise<readonly ListedStudy[]>;
  /** Keeps a study in place of what was kept of it before. */
  keepStudy(study: Study): Promise<void>;
  /** Forgets a study; its runs stay. */
  removeStudy(id: string): Promise<void>;
}
