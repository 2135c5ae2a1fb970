/** Data sets by address: those that are kept here, those that this tab fetches, and what a hub lists to choose from. */
import { createStore } from "zustand/vanilla";
import type { StudioErrorData } from "../../../workers/protocol/errors";
import type { FetchProgress, HubListing, ListedSet } from "../../../workers/protocol/fetching";
import type { StorageUse } from "../../../workers/protocol/library";

interface FetchModel {
  /** Null before the first look. */
  readonly sets: readonly ListedSet[] | null;
  readonly use: StorageUse;
  /** Of each set that this tab fetches, by its id; null before the first word of it. */
  readonly progress: Readonly<Record<string, FetchProgress | null>>;
  /** Set while a hub is asked. */
  readonly asking: boolean;
  /** The hub's answer, while the person chooses from it. */
  readonly listing: HubListing | null;
  /** Why nothing could be begun; what stopped a download stands with it. */
  readonly refused: StudioErrorData | null;
}

export const fetchStore = createStore<FetchModel>(() => ({
  sets: null,
  use: { used: null, left: null, persistent: null },
  progress: {},
  asking: false,
  listing: null,
  refused: null,
}));
