/** The page's end of the worker that keeps the library: started when it is first asked, and anew after a death. */
import type { LibraryApi } from "../../../workers/protocol/library";
import { WorkerClient } from "../workerClient";

const words = { name: "The library", afterDeath: "Try again; nothing that was saved is lost." };

let client: WorkerClient<LibraryApi> | null = null;

/** The library of this page. */
export function library(): WorkerClient<LibraryApi> {
  return (client ??= new WorkerClient<LibraryApi>(
    new Worker(new URL("../../../workers/library.worker.ts", import.meta.url), {
      type: "module",
      name: "library",
    }),
    words,
    () => (client = null),
  ));
}

const askedKey = "studio-asked-to-persist";

/** Asks the browser not to throw runs away when the disk gets full: once a session, until it has promised it. */
export async function askToPersist(): Promise<void> {
  try {
    if (sessionStorage.getItem(askedKey)) return;
    sessionStorage.setItem(askedKey, "yes");
    // Where it is refused, runs are kept as long as the browser sees fit.
    if (!(await navigator.storage.persisted())) await navigator.storage.persist();
  } catch {
    // Where there is no such storage nothing lasts.
  }
}
