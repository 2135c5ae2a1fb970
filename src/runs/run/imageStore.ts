/** The images of each stage: how they began, how they are now, and how they were in between. */
import { createStore } from "zustand/vanilla";
import type { StageImages } from "../../../workers/protocol/events";
import { ImageHistory } from "../../../workers/protocol/image-history";

export interface StagePictures {
  /** The first that came: what the stage started from. */
  readonly first: StageImages;
  readonly now: StageImages;
  /** Grows in place. */
  readonly history: ImageHistory;
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
    const before = stages.get(images.stage);
    const first = before?.first ?? images;
    const history = before?.history ?? new ImageHistory();
    history.push(images);
    return { stages: new Map(stages).set(images.stage, { first, now: images, history }) };
  });
}
