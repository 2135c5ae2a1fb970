/** The benchmark's entry: exposes {@link BenchApi} to the page, apart from the worker that distils. */
import * as Comlink from "comlink";
import { backendsOf, measureBackends, reportOf, type Surroundings } from "./engine/bench/back-ends";
import { plans } from "./engine/bench/cases";
import { expertPool } from "./engine/bench/expert-pool";
import { chooseDevice } from "./engine/device";
import { workerJobs } from "./job-threads";
import { pagePlatform } from "./page-platform";
import { withPlainErrors } from "./plain-errors";
import type { BenchApi, BrowserMachine } from "./protocol/bench";
import { workerShards } from "./shard-threads";

function machine(): BrowserMachine {
  const { userAgent, hardwareConcurrency, deviceMemory } = navigator as {
    deviceMemory?: number;
  } & WorkerNavigator;
  return {
    browser: userAgent,
    cores: hardwareConcurrency,
    memoryGiB: deviceMemory ?? null,
    crossOriginIsolated,
  };
}

const api: BenchApi = {
  async measure({ list, backend, threads }, onStep) {
    const started = performance.now();
    const platform = pagePlatform(threads);
    const around: Surroundings = {
      now: () => performance.now(),
      useBackend: (choice) => chooseDevice(choice, platform),
      openShards: (spec, helpers) => workerShards(spec, helpers, platform),
      openPool: (workers, { experts }) => expertPool(workerJobs(workers, "wasm", platform), experts),
      progress: (step) => onStep(step),
    };
    const names = await backendsOf([backend], around);
    const backends = await measureBackends(names, plans[list], null, around);
    const seconds = (performance.now() - started) / 1000;
    const quick = list === "quick";
    return reportOf({ machine: machine(), backends, rival: null, rivalReason: null, quick, seconds });
  },
};

Comlink.expose(withPlainErrors(api));
