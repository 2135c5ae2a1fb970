/** The images of each stage: how they began, and how they are now. */
import { createStore } from "zustand/vanilla";
import type { StageImages } from "../../workers/protocol/events";

export interface StagePictures {
  /** The first that came: what the stage started from. */
  readonly first: StageImages;
  readonly now: StageImages;
}

export interface Pictures {
  readonly stages: ReadonlyMap<number, StagePictures>;
}

export const imageStore = createStore<Pictures>(() => ({ stages: new Map() }));

/** Forgets all images. */
export function clearImages(): void {
  imageStore.setState({ stages: new Map() });
}

/** Replaces the present images of a stage. */
export function setStageImages(images: StageImages): void {
  imageStore.setState(({ stages }) => {
    const first = stages.get(images.stage)?.first ?? images;
    return { stages: new Map(stages).set(images.stage, { first, now: images }) };
  });
}
