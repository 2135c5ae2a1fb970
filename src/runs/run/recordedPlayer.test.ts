/** The recorded run that comes with the studio: it can be read, is whole, and plays into the page's own stores. */
import { readFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { validateRecipe } from "../../../workers/protocol/recipe/settings";
import { readRecording, recordingText } from "../../../workers/protocol/recording";
import { curveStore } from "./curveStore";
import { imageStore } from "./imageStore";
import { studentStore } from "../learnStore";
import {
  finishRecorded,
  leaveRecorded,
  pauseRecorded,
  playerStore,
  playingSpeed,
  playRecorded,
  resumeRecorded,
} from "./recordedPlayer";
import { beginRun, runStore } from "./runStore";

const file = new URL("../../../public/recorded-demo.bin", import.meta.url);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "setTimeout", "clearTimeout", "performance"] });
  vi.stubGlobal("fetch", async () => new Response(await readFile(file)));
});

afterEach(() => {
  leaveRecorded();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("the recorded run", () => {
  it("is small, and a run of a recipe that is valid today", async () => {
    expect((await readFile(file)).length).toBeLessThan(600_000);
    await playRecorded();
    const { recording } = playerStore.getState();
    expect(validateRecipe(recording!.recipe).problems).toEqual([]);
    expect(readRecording(recordingText(recording!))).toEqual({ format: expect.any(String), ...recording });
  });

  it("shows all stages, curves and accuracies, and says that it is recorded", async () => {
    await playRecorded();
    finishRecorded();
    const { phase, recipe, parts, accuracies, description } = runStore.getState();
    const { count, ipc } = recipe!.stages;
    expect(phase).toBe("recorded");
    expect(parts.length).toBeGreaterThan(0);
    expect(parts.every(({ state }) => state === "done")).toBe(true);
    expect(accuracies.filter(({ of }) => of === "stage")).toHaveLength(count);
    expect(accuracies.filter(({ of }) => of === "random")).toHaveLength(count);
    expect(accuracies.some(({ of }) => of === "full-data")).toBe(true);
    expect(curveStore.getState().latest).toMatchObject({
      stage: count,
      iteration: recipe!.matching.iterations,
    });
    for (let stage = 1; stage <= count; stage++) {
      const pictures = imageStore.getState().stages.get(stage)!;
      expect(pictures.history.length).toBeGreaterThanOrEqual(12);
      expect(pictures.now.pixels).toHaveLength(
        description!.classNames.length * ipc * description!.size ** 2 * 4,
      );
      expect(pictures.now.iteration).toBe(recipe!.matching.iterations);
    }
    expect(studentStore.getState().paths.length).toBeGreaterThan(count);
  });

  it("plays, pauses, goes on and ends by itself", async () => {
    await playRecorded();
    const { recording } = playerStore.getState();
    const speed = playingSpeed(recording!);
    const from = playerStore.getState().at;
    vi.advanceTimersByTime(2000);
    expect(playerStore.getState().at).toBeCloseTo(from + 2 * speed, 0);
    pauseRecorded();
    const { at } = playerStore.getState();
    vi.advanceTimersByTime(2000);
    expect(playerStore.getState().at).toBe(at);
    resumeRecorded();
    vi.advanceTimersByTime(61_000);
    expect(playerStore.getState().state).toBe("ended");
  });

  it("gives way to a real run", async () => {
    await playRecorded();
    const { recipe, dataset } = playerStore.getState().recording!;
    beginRun(recipe, "demo", dataset);
    expect(playerStore.getState().state).toBe("off");
    vi.advanceTimersByTime(5000);
    expect(runStore.getState().parts).toEqual([]);
    expect(imageStore.getState().stages.size).toBe(0);
  });

  it("says so if it cannot be read", async () => {
    playerStore.setState({ recording: null });
    vi.stubGlobal("fetch", async () => new Response("<!doctype html>"));
    await playRecorded();
    expect(playerStore.getState()).toMatchObject({ state: "off", problem: { code: "bad-file" } });
    expect(runStore.getState().phase).not.toBe("recorded");
  });
});
