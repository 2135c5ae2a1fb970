/** The forecast's entry: exposes {@link ForecastApi} to the page, apart from the worker that distils. */
import * as Comlink from "comlink";
import { forecastRun } from "./engine/warm-up/forecast-run";
import { wasmBytes } from "./engine/warm-up/misfits";
import { activate } from "./engine/tensor/backend";
import { workerJobs } from "./job-threads";
import { messageTurn } from "./message-turn";
import { pagePlatform } from "./page-platform";
import { withPlainErrors } from "./plain-errors";
import type { ForecastApi, Room } from "./protocol/forecast";
import type { GpuAbilities } from "./protocol/device";
import { parseRecipe } from "./protocol/recipe/settings";
import { workerShards } from "./shard-threads";
import { storageUse } from "./storage/open-storage";
import { openTrajectories } from "./storage/open-trajectories";
import { versions } from "./versions";

/** What a browser tells at most of a machine's memory, in GiB: there may be more. */
const mostTold = 8;

async function roomHere(backend: string, gpu: GpuAbilities | null): Promise<Room> {
  const { deviceMemory } = navigator as { deviceMemory?: number };
  return {
    tensors: backend === "wasm" ? wasmBytes : null,
    largestTensor: gpu?.limits["maxStorageBufferBindingSize"] ?? null,
    memory: deviceMemory !== undefined && deviceMemory < mostTold ? deviceMemory * 2 ** 30 : null,
    storage: (await storageUse()).left,
  };
}

/** Milliseconds of measuring after which waiting messages get a turn. */
const turn = 8;
let lastTurn = performance.now();
let isCancelled = false;

async function breathe(): Promise<void> {
  if (performance.now() - lastTurn >= turn) {
    await messageTurn();
    lastTurn = performance.now();
  }
  if (isCancelled) throw new Error("the forecast was cancelled");
}

const api: ForecastApi = {
  async measure({ recipe, data, backend, adapter, threads }) {
    const valid = parseRecipe(recipe);
    const platform = pagePlatform(threads);
    const { gpu } = await activate(backend, platform);
    const around = {
      backend,
      threads,
      now: () => performance.now(),
      breathe,
      openShards: (spec: Parameters<typeof workerShards>[0]) => workerShards(spec, threads - 1, platform),
      openJobs: () => workerJobs(threads, backend, platform),
    };
    const store = await openTrajectories({ backend, adapter, ...versions });
    return forecastRun(valid, data, around, await roomHere(backend, gpu), store);
  },
  cancel() {
    isCancelled = true;
    return Promise.resolve();
  },
};

Comlink.expose(withPlainErrors(api));
