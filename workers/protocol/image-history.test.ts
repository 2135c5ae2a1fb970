import { describe, expect, it } from "vitest";
import type { StageImages } from "./events";
import { ImageHistory } from "./image-history";

const images = (iteration: number): StageImages => ({
  stage: 1,
  iteration,
  pixels: new Uint8ClampedArray(16),
  size: 2,
  classes: 1,
  ipc: 1,
});

describe("the history of a stage's images", () => {
  it("keeps the beginning, the end and evenly spaced images between, however many come", () => {
    const history = new ImageHistory();
    for (let iteration = 0; iteration <= 5000; iteration++) history.push(images(iteration));
    expect(history.length).toBeLessThanOrEqual(60);
    expect(history.length).toBeGreaterThan(25);
    expect(history.at(0)?.iteration).toBe(0);
    for (const iteration of [700, 2500, 4999]) {
      const found = history.at(iteration)?.iteration ?? Number.NaN;
      expect(found).toBeLessThanOrEqual(iteration);
      expect(iteration - found).toBeLessThan(200);
    }
  });

  it("keeps each of a few, and fewer of large ones", () => {
    const history = new ImageHistory();
    for (const iteration of [0, 3, 4, 9]) history.push(images(iteration));
    expect([0, 3, 5, 100].map((iteration) => history.at(iteration)?.iteration)).toEqual([0, 3, 4, 9]);
    expect(history.capacity(10 * 16 * 16 * 4)).toBe(60);
    expect(history.capacity(1e6)).toBe(24);
    expect(history.capacity(1e9)).toBe(2);
  });

  it("keeps the beginning and the newest that it took of images however large", () => {
    const history = new ImageHistory(60, 1);
    for (let iteration = 0; iteration <= 1000; iteration++) history.push(images(iteration));
    expect(history.length).toBe(2);
    expect(history.at(0)?.iteration).toBe(0);
    expect(history.at(1000)?.iteration).toBeGreaterThan(400);
  });

  it("is empty at first", () => {
    expect(new ImageHistory().at(3)).toBeUndefined();
  });
});
