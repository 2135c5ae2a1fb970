import { expect, test } from "vitest";
import type { Forecast } from "../../../workers/protocol/forecast";
import { forecastWords, roughly } from "./forecastWords";

test.each([
  [0.2, "1 s"],
  [7.6, "8 s"],
  [57.9, "1 min"],
  [103.4, "1 min 45 s"],
  [1234, "21 min"],
  [9000, "2 h 30 min"],
  [300_000, "3 days"],
])("%d seconds are told as %s", (seconds, words) => {
  expect(roughly(seconds)).toBe(words);
});

test("time, memory and storage in one line, each with its sum", () => {
  const forecast: Forecast = {
    parts: [],
    seconds: 103,
    memory: { tensors: 90e6, threads: 0, trajectories: 20e6, images: 10e6 },
    storage: { run: 5e6, trajectories: 3e6, data: 0 },
    misfits: [],
    reused: 0,
    warmUp: { seconds: 1, backend: "wasm", threads: 1, scaled: false },
  };
  expect(forecastWords(forecast)).toEqual(["About 1 min 45 s", "120 MB of memory", "8 MB kept"]);
});
