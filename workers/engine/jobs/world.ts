/** What jobs are done with, made from plain data: the run's network, and others as jobs ask for them. */
import { makeNetwork } from "../nets/make-network";
import type { Network } from "../nets/network";
import type { NetworkOptions } from "../nets/network-options";
import { forBackend } from "../nets/sharded";
import type { JobData } from "./job";
import type { JobWorld } from "./run-job";

/**
 * @param own options of the run's own network.
 * @param ready that network, if there is one already; its batches may be computed by several cores.
 */
export function jobWorld(
  data: JobData,
  own: NetworkOptions,
  backend: string,
  ready: Network | null = null,
): JobWorld {
  const networks = new Map<string, Network>();
  if (ready) networks.set(JSON.stringify(own), ready);
  return {
    data,
    networkOf(options) {
      const wanted = options ?? own;
      const key = JSON.stringify(wanted);
      const network = networks.get(key) ?? forBackend(makeNetwork(wanted), backend);
      networks.set(key, network);
      return network;
    },
  };
}
