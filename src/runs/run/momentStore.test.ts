import { beforeEach, describe, expect, it } from "vitest";
import type { StageImages } from "../../../workers/protocol/events";
import { presetRecipe } from "../recipe/address";
import { imageStore } from "./imageStore";
import { imagesAt, momentStore, reachedMoment, showLive, showMoment } from "./momentStore";
import { beginRun, receiveEvents } from "./runStore";
import { placeOf, spansOf, spansOfLengths } from "./spans";

const iterations = presetRecipe("demo").matching.iterations;
const images = (stage: number, iteration: number): StageImages => ({
  stage,
  iteration,
  pixels: new Uint8ClampedArray(4),
  size: 1,
  classes: 1,
  ipc: 1,
});
const point = (stage: number, iteration: number) => ({
  stage,
  iteration,
  loss: 1,
  learningRate: 0.02,
  layers: [],
});

/** Iterations of the images of both stages at a moment. */
const shown = (at: number | null): (number | undefined)[] =>
  [1, 2].map(
    (stage) =>
      imagesAt(imageStore.getState().stages.get(stage), at, spansOf(presetRecipe("demo"), []))?.iteration,
  );

describe("the moment that is shown", () => {
  beforeEach(() => {
    beginRun(presetRecipe("demo"), "demo", null);
    showLive();
    receiveEvents([
      ...[0, 10, 20, iterations].map((at) => ({ kind: "images", images: images(1, at) }) as const),
      ...[0, 5].map((at) => ({ kind: "images", images: images(2, at) }) as const),
      { kind: "curve", points: [point(1, 1), point(2, 6)] },
    ]);
  });

  it("is the present until another is chosen", () => {
    expect(momentStore.getState().at).toBeNull();
    expect(shown(null)).toEqual([iterations, 5]);
    showMoment(15);
    expect(momentStore.getState().at).toBe(15);
    showMoment(iterations + 6);
    expect(momentStore.getState().at).toBeNull();
    showMoment(-3);
    expect(momentStore.getState().at).toBe(0);
    showLive();
    expect(momentStore.getState().at).toBeNull();
  });

  it("has the images of that time, and none of stages yet to come", () => {
    expect(shown(0)).toEqual([0, undefined]);
    expect(shown(15)).toEqual([10, undefined]);
    expect(shown(iterations)).toEqual([iterations, undefined]);
    expect(shown(iterations + 1)).toEqual([iterations, 0]);
    expect(shown(iterations + 5)).toEqual([iterations, 5]);
  });

  it("lies in a stage", () => {
    const spans = spansOfLengths([150, 200]);
    expect(reachedMoment(null, spans)).toBe(0);
    expect(reachedMoment(point(2, 6), spans)).toBe(156);
    expect(placeOf(0, spans)).toEqual({ stage: 1, iteration: 0 });
    expect(placeOf(150, spans)).toEqual({ stage: 1, iteration: 150 });
    expect(placeOf(151, spans)).toEqual({ stage: 2, iteration: 1 });
    expect(placeOf(350, spans)).toEqual({ stage: 2, iteration: 200 });
    expect(placeOf(400, spans).stage).toBe(2);
  });

  it("is the present again when another run begins", () => {
    showMoment(15);
    receiveEvents([{ kind: "state", state: "finished" }]);
    expect(momentStore.getState().at).toBe(15);
    beginRun(presetRecipe("demo"), "demo", null);
    expect(momentStore.getState().at).toBeNull();
  });
});
