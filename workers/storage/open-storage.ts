/** The store of this origin, where the browser allows one; and how much room there is. */
import { StudioError } from "../protocol/errors";
import type { StorageUse } from "../protocol/library";
import { privateFiles } from "./files";
import { openedOnce } from "./opened-once";
import { openRunIndex } from "./run-index";
import { RunStore } from "./run-store";

/**
 * Opens the store, once.
 * @throws StudioError `no-storage` where the browser has none for this page, for instance in a private window.
 */
export const openStorage = openedOnce(open);

async function open(): Promise<RunStore> {
  try {
    const root = await navigator.storage.getDirectory();
    return new RunStore(privateFiles(root), await openRunIndex());
  } catch {
    throw new StudioError(
      "no-storage",
      "This browser keeps nothing for this page, as in a private window: runs last as long as the tab is open.",
      "Export what you want to keep, or open the studio in an ordinary window.",
    );
  }
}

/** The store, or null where there is none. */
export async function storageIfAny(): Promise<RunStore | null> {
  return await openStorage().catch(() => null);
}

/** Bytes that this origin has taken, and may still take. */
export async function storageUse(): Promise<StorageUse> {
  const { usage, quota } = (await navigator.storage?.estimate?.().catch(() => undefined)) ?? {};
  return {
    used: usage ?? null,
    left: usage === undefined || quota === undefined ? null : Math.max(0, quota - usage),
    persistent: (await navigator.storage?.persisted?.().catch(() => null)) ?? null,
  };
}
