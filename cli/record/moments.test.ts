/** What a recording keeps of a run's events: few images, the first and last among them, and every point of a curve. */
import { describe, expect, test } from "vitest";
import type { RunEvent, StageImages } from "../../workers/protocol/events";
import { Moments } from "./moments";

const iterations = 200;

const images = (stage: number, iteration: number): RunEvent => ({
  kind: "images",
  images: { stage, iteration, pixels: new Uint8ClampedArray(4), size: 1, classes: 1, ipc: 1 },
});
const point = (stage: number, iteration: number): RunEvent => ({
  kind: "curve",
  points: [{ stage, iteration, loss: 1, learningRate: 1, layers: [] }],
});

function recorded(): ReturnType<Moments["end"]> {
  const moments = new Moments(iterations);
  let at = 0;
  for (const stage of [1, 2]) {
    moments.take(images(stage, 0), at);
    for (let iteration = 1; iteration <= iterations; iteration++) {
      at += 0.1;
      moments.take(point(stage, iteration), at);
      moments.take(images(stage, iteration), at);
      moments.take({ kind: "device", bytes: iteration, tensors: 1 }, at);
    }
  }
  moments.take({ kind: "state", state: "finished" }, at);
  return moments.end(at);
}

describe("the moments of a recording", () => {
  const moments = recorded();
  const events = moments.flatMap((moment) => moment.events);

  test("rise in time, at most two a second", () => {
    const times = moments.map(({ at }) => at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(moments.length).toBeLessThanOrEqual(2 * 40 + 2);
  });

  test("hold all of the curves, and no state", () => {
    const points = events.flatMap((event) => (event.kind === "curve" ? event.points : []));
    expect(points).toHaveLength(2 * iterations);
    expect(events.some(({ kind }) => kind === "state")).toBe(false);
  });

  test.each([1, 2])("hold about fifteen images of stage %i, its first and its last among them", (stage) => {
    const kept = events
      .flatMap((event): StageImages[] => (event.kind === "images" ? [event.images] : []))
      .filter((each) => each.stage === stage)
      .map(({ iteration }) => iteration);
    expect(kept[0]).toBe(0);
    expect(kept.at(-1)).toBe(iterations);
    expect(kept.length).toBeGreaterThanOrEqual(14);
    expect(kept.length).toBeLessThanOrEqual(16);
  });
});
