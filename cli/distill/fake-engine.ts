/** An engine for the command's tests: draws and computes nothing, tells the events of a run of two steps. */
import { basename } from "node:path";
import type { Dataset } from "../../workers/engine/data/dataset";
import { testResult, testSet } from "../../workers/engine/export/test-set";
import { StudioError } from "../../workers/protocol/errors";
import type { CurvePoint, PartProgress, RunEvent } from "../../workers/protocol/events";
import type { Engine } from "./engine";
import type { Io } from "./io";

const accuracy = { mean: 0.412, std: 0.013, values: [0.4, 0.424] };

const split = { pixels: new Uint8Array(16), labels: new Uint8Array(1), count: 1 };
const dataset: Dataset = {
  set: "shapes",
  title: "Built-in shapes",
  classNames: ["a"],
  size: 4,
  channels: 1,
  mean: [0],
  std: [1],
  train: split,
  test: split,
};

const part = (done: number): PartProgress => ({
  id: "stage-1",
  kind: "stage",
  title: "Stage 1",
  stage: 1,
  state: done === 2 ? "done" : "running",
  done,
  total: 2,
  unit: "iterations",
  seconds: done,
  secondsLeft: 2 - done,
});

export interface FakeEngine {
  readonly engine: Engine;
  /** What was asked of the engine, in order. */
  readonly calls: string[];
}

/** @param beforeStep called before each step: throws or interrupts where a test wants that. */
export function fakeEngine(beforeStep: (step: number) => void = () => {}): FakeEngine {
  const calls: string[] = [];
  const engine: Engine = {
    versions: { studio: "test" },
    useBackend: (choice) => {
      calls.push(`back end ${choice}`);
      if (choice === "webgpu") return Promise.reject(new StudioError("unsupported", "There is no GPU.", ""));
      return Promise.resolve({
        backend: "cpu",
        threads: 1,
        adapter: "JavaScript",
        passedOver: ["WebGPU found no adapter."],
        selfTest: { error: 0, tolerance: 1e-4 },
        gpu: null,
      });
    },
    readDataset: (files) => {
      calls.push(`read ${files.map((file) => file.name).join(" ")}`);
      if (files.some((file) => file.bytes.length === 0)) {
        return Promise.reject(new StudioError("bad-file", "The file is empty.", ""));
      }
      return Promise.resolve({ ...dataset, set: "mnist" as const, title: "MNIST" });
    },
    drawShapes: (data, seed) => {
      calls.push(`draw ${data.size} ${seed}`);
      return dataset;
    },
    forecast: (recipe, _dataset, { device: { backend, threads }, buffers }) => {
      calls.push(`forecast on ${backend}${buffers === null ? "" : ` with ${basename(buffers)}`}`);
      return Promise.resolve({
        parts: [{ id: "stage-1", kind: "stage", title: "Stage 1", stage: 1, seconds: 75 }],
        seconds: 76,
        memory: { tensors: 40e6, threads: 0, trajectories: 2e6, images: 0 },
        storage: { run: 1e6, trajectories: 0, data: 0 },
        misfits:
          recipe.network.width < 100
            ? []
            : [
                {
                  of: "memory",
                  message: "The run needs about 9.0 GB of memory, and this machine has 4.0 GB.",
                  remedy: { sentence: "Width (network.width) 64 instead of 100 would fit.", changes: [] },
                },
              ],
        reused: buffers === null ? 0 : 3,
        warmUp: { seconds: 1.5, backend, threads, scaled: false },
      });
    },
    createRun: async (recipe, _dataset, { device: { backend }, emit }) => {
      calls.push(`run on ${backend}`);
      let done = 0;
      const curve: CurvePoint[] = [];
      const described: RunEvent = {
        kind: "described",
        description: {
          classNames: ["a"],
          size: 4,
          channels: 1,
          trainCount: 1,
          testCount: 1,
          terms: [{ name: "conv1.weight", size: 9 }],
          network: "ConvNet-1, width 1",
          backend,
          protocol: "Fresh networks.",
        },
      };
      emit(described);
      return {
        get finished() {
          return done === 2;
        },
        step: () => {
          try {
            beforeStep(done + 1);
          } catch (error) {
            return Promise.reject(error as Error);
          }
          done++;
          const point = { stage: 1, iteration: done, loss: 1 / done, learningRate: 0.02, layers: [0.5] };
          curve.push(point);
          emit({ kind: "curve", points: [point] });
          emit({ kind: "progress", parts: [part(done)] });
          return Promise.resolve();
        },
        result: () => ({
          ...testResult,
          recipe,
          evaluation: [
            {
              schedule: "progressive" as const,
              network: "ConvNet-1, width 1",
              totalIpc: 2,
              accuracy,
              byStage: [
                { totalIpc: 1, accuracy },
                { totalIpc: 2, accuracy },
              ],
              protocol: "2 fresh networks.",
            },
          ],
          baselines: { fullData: { accuracy, protocol: "2 networks on all the data." } },
        }),
        distilled: () => Promise.resolve(testSet()),
        curves: () => curve,
        dispose: () => {
          calls.push("dispose");
          return Promise.resolve();
        },
      };
    },
  };
  return { engine, calls };
}

export interface Recorded {
  readonly io: Io;
  readonly out: string[];
  readonly err: string[];
}

/** Surroundings that write down what is printed. */
export function recordingIo(overrides: Partial<Io>): Recorded {
  const out: string[] = [];
  const err: string[] = [];
  const io: Io = {
    stdout: (text) => void out.push(text),
    stderr: (text) => void err.push(text),
    columns: null,
    cwd: process.cwd(),
    now: () => performance.now(),
    interrupted: new AbortController().signal,
    loadEngine: () => Promise.resolve(fakeEngine().engine),
    ...overrides,
  };
  return { io, out, err };
}
