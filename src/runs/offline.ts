/** The studio without a network: its service worker, and whether a newer build waits to be used. */
import { createStore } from "zustand/vanilla";

export interface OfflineModel {
  /** All files of this build are kept: the page opens without a network. */
  readonly kept: boolean;
  /** A newer build is kept, and is used once no page of this one is open. */
  readonly newer: boolean;
}

export const offlineStore = createStore<OfflineModel>(() => ({ kept: false, newer: false }));

let waiting: ServiceWorker | null = null;

function follow(worker: ServiceWorker | null, container: ServiceWorkerContainer): void {
  const look = (): void => {
    if (worker?.state === "activated") offlineStore.setState({ kept: true });
    // Without a page of an older build to wait for, it is the first one.
    if (worker?.state !== "installed" || !container.controller) return;
    waiting = worker;
    offlineStore.setState({ newer: true });
  };
  worker?.addEventListener("statechange", look);
  look();
}

/** Has this build kept for later, where the browser can; the page does not wait for it. */
export function keepOffline(): void {
  const container = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (!container) return;
  container
    .register("service-worker.js", { updateViaCache: "none" })
    .then((registration) => {
      for (const worker of [registration.active, registration.waiting, registration.installing])
        follow(worker, container);
      registration.addEventListener("updatefound", () => follow(registration.installing, container));
    })
    // A browser may forbid it, in a private window for instance; everything else works.
    .catch(() => undefined);
}

/** Changes to the newer build at once. */
export function takeNewer(): void {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  waiting?.postMessage("take over");
}
