/** What a run of a recipe will take, as a warm-up foresees it: time, memory, storage, and what of them does not fit. */
import type { BackendName, DatasetDescription } from "./api";
import type { Remedy } from "./errors";
import type { PartKind } from "./events";
import type { Recipe } from "./recipe/recipe";

/** What a forecast has to know of the data. */
export type DataShape = Pick<
  DatasetDescription,
  "set" | "classNames" | "size" | "channels" | "trainCount" | "testCount"
>;

/** What there is room for, in bytes; null: unknown. */
export interface Room {
  /** Of the tensors of one thread: the address space of wasm; null on a GPU, which does not tell. */
  readonly tensors: number | null;
  /** The largest single tensor that the device takes. */
  readonly largestTensor: number | null;
  /** Of the machine, for all that is held at once. */
  readonly memory: number | null;
  /** What the browser still offers to keep. */
  readonly storage: number | null;
}

export interface PartForecast {
  /** As in `PartProgress`. */
  readonly id: string;
  readonly kind: PartKind;
  readonly title: string;
  readonly stage: number;
  readonly seconds: number;
}

/** Bytes held at the worst moment. */
export interface MemoryForecast {
  /** Of the thread that matches. */
  readonly tensors: number;
  /** Of the other threads together. */
  readonly threads: number;
  /** Weights of the experts, in the worker's memory. */
  readonly trajectories: number;
  /** The real images as the run holds them. */
  readonly images: number;
}

/** Bytes kept by the browser once the run is over, or while it goes on if that is more. */
export interface StorageForecast {
  /** Images over the iterations, curves, checkpoints. */
  readonly run: number;
  /** Weights of the experts, kept for another run. */
  readonly trajectories: number;
  /** The data set, where it is of files. */
  readonly data: number;
}

/** One thing for which there is no room. */
export interface Misfit {
  readonly of: "memory" | "storage";
  /** One sentence. */
  readonly message: string;
  /** The setting that would fit; null where no single one would. */
  readonly remedy: Remedy | null;
}

export interface Forecast {
  readonly parts: readonly PartForecast[];
  /** Of the whole run, saving included. */
  readonly seconds: number;
  readonly memory: MemoryForecast;
  readonly storage: StorageForecast;
  readonly misfits: readonly Misfit[];
  /** Trajectories of experts that are kept from an earlier run and need not be made again. */
  readonly reused: number;
  /** How it was measured. */
  readonly warmUp: {
    readonly seconds: number;
    readonly backend: BackendName;
    readonly threads: number;
    /** The settings were too large to be tried as they are: their time is extrapolated from a smaller trial. */
    readonly scaled: boolean;
  };
}

export const totalBytes = (bytes: MemoryForecast | StorageForecast): number =>
  Object.values(bytes).reduce((sum: number, each: number) => sum + each, 0);

export interface ForecastRequest {
  readonly recipe: Recipe;
  readonly data: DataShape;
  readonly backend: BackendName;
  /** As in `DeviceReport`. */
  readonly adapter: string;
  /** Cores that the run will compute on. */
  readonly threads: number;
}

/** What `forecast.worker.ts` exposes; one at a time. Ending the worker ends the warm-up. */
export interface ForecastApi {
  /** @throws StudioError `bad-recipe` if recipe and data do not fit together, and whatever the device throws. */
  measure(request: ForecastRequest): Promise<Forecast>;
  /** Has what is being measured given up, and the helpers of it ended; the measurement is then rejected. */
  cancel(): Promise<void>;
}
