/** What happens to the GPU is heard, of the device that is computed on; and another device can take its place. */
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import type { StudioError } from "../../protocol/errors";
import { activate } from "./backend";
import { dispose, read, tensor } from "./memory";
import { sumScaled } from "./vectors";

interface Device {
  createBuffer(descriptor: { size: number; usage: number }): void;
  destroy(): void;
  readonly queue: { onSubmittedWorkDone(): Promise<void> };
}

/** Activates webgpu; the device in use, and a promise of the next error heard. */
async function started() {
  let heard: (error: StudioError) => void = () => {};
  await activate("webgpu", { wasm: "", onDeviceError: (error) => heard(error) });
  const { device } = tf.backend() as unknown as { device: Device };
  return { device, error: () => new Promise<StudioError>((resolve) => (heard = resolve)) };
}

test("a wrong call and the loss of the device are reported, and work goes on on another one", async () => {
  const { device, error } = await started();
  const wrong = error();
  device.createBuffer({ size: 4, usage: 0 });
  // Calls reach the device when something is waited for.
  await device.queue.onSubmittedWorkDone();
  expect(await wrong).toMatchObject({ code: "device-lost", message: expect.stringContaining("reported") });
  const loss = error();
  device.destroy();
  expect(await loss).toMatchObject({ code: "device-lost", message: expect.stringContaining("was lost") });

  const again = await started();
  expect(again.device).not.toBe(device);
  const [a, x] = [tensor([1, 2, 3], [3]), tensor([10, 20, 30], [3])];
  const sum = sumScaled(a, 0.5, x);
  expect([...(await read(sum))]).toEqual([6, 12, 18]);
  dispose(a, x, sum);
});
