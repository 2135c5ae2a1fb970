/** What the command line needs of the engine; tests put a small one in its place. */
import type { Dataset } from "../../workers/engine/data/dataset";
import type { NamedFile } from "../../workers/engine/data/files/namedFile";
import type { DistilledSet } from "../../workers/engine/progressive/distilled";
import type { BackendChoice, DeviceReport } from "../../workers/protocol/api";
import type { CurvePoint, RunEvent } from "../../workers/protocol/events";
import type { Forecast } from "../../workers/protocol/forecast";
import type { Recipe } from "../../workers/protocol/recipe/recipe";
import type { RunResult } from "../../workers/protocol/result";

/** A run under way; `Run` of the engine is one. */
export interface EngineRun {
  readonly finished: boolean;
  /** Computes one unit of work. */
  step(): Promise<void>;
  result(): RunResult;
  distilled(): Promise<DistilledSet>;
  curves(): readonly CurvePoint[];
  /** Frees what the run holds. */
  dispose(): Promise<void>;
}

export interface Engine {
  /** Versions of the studio and of the libraries that compute. */
  readonly versions: Readonly<Record<string, string>>;
  /** @throws StudioError `unsupported` if a back end asked for by name cannot be had. */
  useBackend(choice: BackendChoice, threads: number | null): Promise<DeviceReport>;
  /** @throws StudioError `bad-file` if the files are no data set, `bad-recipe` if the recipe wants what they lack. */
  readDataset(files: readonly NamedFile[], recipe: Recipe): Promise<Dataset>;
  /** Draws the built-in set. */
  drawShapes(data: Recipe["data"], seed: number): Dataset;
  /** What a run would take, from a warm-up of a few seconds; `buffers` as for {@link Engine.createRun}. */
  forecast(
    recipe: Recipe,
    dataset: Dataset,
    options: { readonly device: DeviceReport; readonly buffers: string | null },
  ): Promise<Forecast>;
  /** @throws StudioError `bad-recipe` if recipe and data do not fit together. */
  createRun(
    recipe: Recipe,
    dataset: Dataset,
    options: {
      readonly device: DeviceReport;
      readonly emit: (event: RunEvent) => void;
      /** Told, in a sentence, what does not go as wished but ends no run. */
      readonly note: (sentence: string) => void;
      /** Folder of trajectories, or null. */
      readonly buffers: string | null;
    },
  ): Promise<EngineRun>;
}
