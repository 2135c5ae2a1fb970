/** The kept trajectories of experts as the page shows them: how much they take; and what removes them. */
import { createStore } from "zustand/vanilla";
import type { BuffersUse } from "../../../workers/protocol/library";
import { library } from "./libraryClient";
import { refreshLibrary } from "./librarySession";
import { libraryStore } from "./libraryStore";
import { errorDataOf } from "../workerClient";

interface BuffersModel {
  /** null until it is known, and where the browser keeps nothing. */
  readonly use: BuffersUse | null;
}

export const buffersStore = createStore<BuffersModel>(() => ({ use: null }));

/** Asks how much they take. */
export async function refreshBuffers(): Promise<void> {
  try {
    buffersStore.setState({ use: await library().call("buffers") });
  } catch (thrown) {
    libraryStore.setState({ problem: errorDataOf(thrown) });
  }
}

/** Removes those that no run needs. */
export async function clearBuffers(): Promise<void> {
  try {
    await library().call("clearBuffers");
  } catch (thrown) {
    libraryStore.setState({ problem: errorDataOf(thrown) });
  }
  await refreshBuffers();
  await refreshLibrary();
}
