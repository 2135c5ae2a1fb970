import { describe, expect, it, vi } from "vitest";
import { expose } from "comlink";
import type { DeviceReport } from "../../../workers/protocol/api";
import type { StudioErrorData } from "../../../workers/protocol/errors";
import type { RunEventBatch } from "../../../workers/protocol/events";
import { EngineClient } from "./engineClient";
import type { WorkerLike } from "../workerClient";

const report: DeviceReport = {
  backend: "wasm",
  adapter: "test",
  threads: 1,
  passedOver: [],
  selfTest: { error: 0, tolerance: 1e-4 },
  gpu: null,
};

/** A worker's outside over a message channel, with an API inside that answers as told. */
function fakeWorker(prepare: () => Promise<DeviceReport>): {
  worker: WorkerLike;
  fail: (message: string) => void;
  send: (batch: RunEventBatch) => void;
  terminated: () => boolean;
} {
  const { port1, port2 } = new MessageChannel();
  let events: MessagePort | undefined;
  let isTerminated = false;
  expose({ connect: async (port: MessagePort) => void (events = port), prepare }, port2);
  const listeners = new Map<string, (event: Event) => void>();
  const worker = {
    postMessage: port1.postMessage.bind(port1),
    addEventListener(type: string, listener: (event: Event) => void) {
      if (type === "message") {
        port1.addEventListener("message", listener as (event: MessageEvent) => void);
        port1.start();
      } else listeners.set(type, listener);
    },
    removeEventListener: () => undefined,
    terminate() {
      isTerminated = true;
      port1.close();
      port2.close();
      events?.close();
    },
  } as unknown as WorkerLike;
  return {
    worker,
    fail: (message) => listeners.get("error")?.(Object.assign(new Event("error"), { message })),
    send: (batch) => events?.postMessage(batch),
    terminated: () => isTerminated,
  };
}

describe("EngineClient", () => {
  it("answers calls and passes events on", async () => {
    const { worker, send } = fakeWorker(async () => report);
    const onEvents = vi.fn<(batch: RunEventBatch) => void>();
    const client = new EngineClient(worker, { onEvents, onDeath: vi.fn<() => void>() });
    await expect(client.call("prepare", "auto", null)).resolves.toEqual(report);
    send([{ kind: "device", bytes: 1, tensors: 2 }]);
    const event = { kind: "device", bytes: 1, tensors: 2 };
    await vi.waitFor(() => expect(onEvents).toHaveBeenCalledWith([event]), { timeout: 20_000 });
    client.dispose();
  });

  it("hands on the worker's own errors", async () => {
    const error: StudioErrorData = {
      code: "unsupported",
      message: "No such back end.",
      hint: "Take another.",
    };
    const { worker } = fakeWorker(async () => Promise.reject(error));
    const client = new EngineClient(worker, { onEvents: vi.fn<() => void>(), onDeath: vi.fn<() => void>() });
    await expect(client.call("prepare", "cpu", null)).rejects.toMatchObject(error);
    client.dispose();
  });

  it("rejects what is pending when the worker dies, ends it, tells once, and refuses further calls", async () => {
    const { worker, fail, terminated } = fakeWorker(() => new Promise(() => undefined));
    const onDeath = vi.fn<(error: StudioErrorData) => void>();
    const client = new EngineClient(worker, { onEvents: vi.fn<() => void>(), onDeath });
    const pending = client.call("prepare", "auto", null);
    fail("Uncaught Error: boom");
    fail("again");
    await expect(pending).rejects.toMatchObject({ code: "worker-died" });
    expect(onDeath).toHaveBeenCalledTimes(1);
    expect(onDeath.mock.calls[0]?.[0].message).toBe("The engine stopped unexpectedly: boom.");
    expect(terminated()).toBe(true);
    await expect(client.call("prepare", "auto", null)).rejects.toMatchObject({ code: "worker-died" });
  });

  it("is retired only after a while, so that helpers of the worker can end", async () => {
    vi.useFakeTimers();
    try {
      const { worker, terminated } = fakeWorker(async () => report);
      const onDeath = vi.fn<() => void>();
      new EngineClient(worker, { onEvents: vi.fn<() => void>(), onDeath }).retire();
      vi.advanceTimersByTime(2000);
      expect(terminated()).toBe(false);
      vi.advanceTimersByTime(2000);
      expect(terminated()).toBe(true);
      expect(onDeath).not.toHaveBeenCalled();
    } finally {
      vi.useRealTimers();
    }
  });
});
