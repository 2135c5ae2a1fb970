import { expect, test, vi } from "vitest";
import { EventPort } from "./event-port";
import type { RunEvent, RunEventBatch } from "./protocol/events";

const images = (stage: number, iteration: number): RunEvent => ({
  kind: "images",
  images: { stage, iteration, pixels: new Uint8ClampedArray(4), size: 1, classes: 1, ipc: 1 },
});

test("of a stage's images the start and the newest survive a batch", () => {
  const postMessage = vi.fn<(batch: RunEventBatch) => void>();
  const port = new EventPort({ postMessage: (batch: RunEventBatch) => postMessage(batch) });
  // The first is posted at once; what follows within a tenth of a second waits.
  port.send(images(1, 0));
  for (const iteration of [1, 2]) port.send(images(1, iteration));
  for (const iteration of [0, 1, 2, 3]) port.send(images(2, iteration));
  port.flush();
  const seen = postMessage.mock.calls.map(([batch]) =>
    batch.flatMap((event) =>
      event.kind === "images" ? [`${event.images.stage}:${event.images.iteration}`] : [],
    ),
  );
  expect(seen).toEqual([["1:0"], ["1:2", "2:0", "2:3"]]);
});
