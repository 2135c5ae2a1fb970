/** The engine: whether it is there, and which back end it computes on. */
import { createStore } from "zustand/vanilla";
import type { BackendChoice, DeviceReport } from "../../../workers/protocol/api";
import type { StudioErrorData } from "../../../workers/protocol/errors";

export interface EngineModel {
  readonly status: "starting" | "ready" | "failed";
  /** What the address asks for. */
  readonly choice: BackendChoice;
  /** Cores that the address allows on wasm; null: all. */
  readonly threads: number | null;
  readonly device: DeviceReport | null;
  readonly error: StudioErrorData | null;
  /** How often the device was lost or in error since the page was opened, and what was said the last time. */
  readonly losses: { readonly count: number; readonly last: string | null };
  /** The engine has lost its device: of no use to the next run. */
  readonly spent: boolean;
}

export const engineStore = createStore<EngineModel>(() => ({
  status: "starting",
  choice: "auto",
  threads: null,
  device: null,
  error: null,
  losses: { count: 0, last: null },
  spent: false,
}));

/** Takes in that the device was lost, and what was said; an engine loses it once, however often that is told. */
export function countLoss(last: string): void {
  engineStore.setState(({ losses, spent }) =>
    spent ? {} : { losses: { count: losses.count + 1, last }, spent: true },
  );
}
