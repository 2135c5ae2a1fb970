/** The calls that the page makes to the worker, over Comlink: few and coarse. Events come back over one port. */
import type { GpuAbilities, HeldMemory, SelfTest } from "./device";
import type { DataLook, GivenFile, LoadedFiles } from "./data";
import type { DisplayMode } from "./display";
import type { RunOrigin } from "./library";
import type { Recipe, DataSetName } from "./recipe/recipe";
import type { RunResult } from "./result";

export type BackendName = "webgpu" | "wasm" | "cpu";
export type BackendChoice = "auto" | BackendName;

/** Which back end computes, and why not a better one. */
export interface DeviceReport {
  readonly backend: BackendName;
  /** For instance "NVIDIA GeForce …" or "WebAssembly, SIMD". */
  readonly adapter: string;
  /** Cores that compute minibatches together, or whole networks side by side; more than one on wasm only. */
  readonly threads: number;
  /** A sentence for each back end that was passed over; empty if the first was taken. */
  readonly passedOver: readonly string[];
  readonly selfTest: SelfTest;
  /** Null where no GPU computes. */
  readonly gpu: GpuAbilities | null;
}

/** A data set that the worker holds. */
export interface DatasetDescription {
  readonly set: DataSetName;
  readonly title: string;
  readonly classNames: readonly string[];
  /** Native side in pixels, before averaging down. */
  readonly size: number;
  readonly channels: number;
  readonly trainCount: number;
  readonly testCount: number;
  /** RGBA pixels of a few training images, class by class: `samples.columns` of each class. */
  readonly samples: {
    readonly pixels: Uint8ClampedArray<ArrayBuffer>;
    readonly size: number;
    readonly columns: number;
  };
}

export interface ExportOptions {
  /** Pixels drawn for each image pixel: a whole number from 1 to 32. */
  readonly scale: number;
  /** Write class names and stage numbers beside the images. */
  readonly labels: boolean;
  /** How values become pixels; true pixels if left out. */
  readonly display?: DisplayMode;
}

/** One file made for download. */
export interface ExportedFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export type ExportKind =
  /** PNG grid of one stage (1-based) or of the union. */
  | { readonly kind: "grid"; readonly stage: number | "union" }
  /** Every image as a PNG in a folder of its class, zipped. */
  | { readonly kind: "images" }
  /** Float arrays for NumPy and PyTorch. */
  | { readonly kind: "npz" }
  /** Recipe, result, curves, grids and arrays, zipped. */
  | { readonly kind: "bundle" };

/** How far a step goes: one iteration (or one epoch outside the stages), or to the end of the part under way. */
export type StepReach = "unit" | "part";

/** What `distill.worker.ts` exposes. Every rejected promise carries a {@link StudioErrorData}-shaped error. */
export interface DistillApi {
  /** Gives the worker the port on which it posts {@link RunEventBatch}es. Once, first. */
  connect(port: MessagePort): Promise<void>;
  /**
   * Chooses and tests a back end.
   * @param threads cores to use on wasm, at most; null leaves that to the engine.
   */
  prepare(choice: BackendChoice, threads: number | null): Promise<DeviceReport>;
  /** What is held in memory now. */
  heldMemory(): Promise<HeldMemory>;
  /** Reads files and holds them; those held before stay if they are refused. */
  loadFiles(files: readonly GivenFile[]): Promise<LoadedFiles>;
  /**
   * Describes the data a recipe would use: the built-in set is drawn, files must have been loaded.
   * @param tell called while images are decoded, ten times a second at most.
   */
  describeData(
    data: Recipe["data"],
    seed: number,
    tell: (done: number, total: number) => void,
  ): Promise<DatasetDescription>;
  /** The same data class by class, those that the recipe leaves out included. */
  lookAtData(data: Recipe["data"], seed: number): Promise<DataLook>;
  /**
   * Begins a run; resolves when it is under way, events tell the rest.
   * @returns its id in the library, or null where the browser keeps nothing.
   */
  start(recipe: Recipe, origin: RunOrigin): Promise<string | null>;
  /**
   * Takes a run of the library up from its last checkpoint; resolves when it is under way.
   * @param anyway on another back end or version than before, too.
   */
  takeUp(id: string, anyway: boolean): Promise<void>;
  /** Pauses before the next unit of work. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** While paused: goes on as far as that, then pauses again. */
  step(reach: StepReach): Promise<void>;
  /** Has the student of the next iteration told as an event, where the method has one; the run stays the same. */
  watchStudent(): Promise<void>;
  /** Has the run saved at once, where saving failed and there is room again. */
  saveNow(): Promise<void>;
  /** Ends the run for good; what was distilled so far stays available for export. */
  stop(): Promise<void>;
  /** The record of the run so far, or null before any. */
  result(): Promise<RunResult | null>;
  /** Makes a file of what has been distilled so far. */
  exportFile(what: ExportKind, options: ExportOptions): Promise<ExportedFile>;
}
