/** The engine: whether it is there, and which back end it computes on. */
import { createStore } from "zustand/vanilla";
import type { BackendChoice, DeviceReport } from "../../workers/protocol/api";
import type { StudioErrorData } from "../../workers/protocol/errors";

export interface EngineModel {
  readonly status: "starting" | "ready" | "failed";
  /** What the address asks for. */
  readonly choice: BackendChoice;
  /** Cores that the address allows on wasm; null: all. */
  readonly threads: number | null;
  readonly device: DeviceReport | null;
  readonly error: StudioErrorData | null;
}

export const engineStore = createStore<EngineModel>(() => ({
  status: "starting",
  choice: "auto",
  threads: null,
  device: null,
  error: null,
}));
