/**
 * Choosing where to compute: WebGPU on a real adapter, else wasm, else cpu. Each candidate must pass a self-test, one
 * training step with its gradients and one second-order product against the cpu back end, before it is used: some
 * drivers return garbage without an error.
 */
import type { BackendChoice, BackendName, DeviceReport } from "../protocol/api";
import { StudioError } from "../protocol/errors";
import { relativeError } from "./golden/check";
import { convNet } from "./nets/convnet";
import { initialise } from "./nets/network";
import { activate, otherBackendHint, type Platform } from "./tensor/backend";
import { dispose, oneHot, readAll, tensor, type Tensor } from "./tensor/memory";
import { Random } from "./tensor/random";

const preference: readonly BackendName[] = ["webgpu", "wasm", "cpu"];
const tolerance = 1e-4;

const present = (list: readonly (Tensor | null)[]): Tensor[] => list.filter((one) => one !== null);

/** Gradient and second-order product of a tiny network on the active back end, as one array. */
async function probe(): Promise<Float32Array> {
  const network = convNet({ depth: 2, width: 4, size: 8, channels: 3, classes: 3 });
  const random = Random.stream(1, "self-test");
  const theta = initialise(network, random);
  const lambda = initialise(network, random);
  const images = tensor(
    Float32Array.from({ length: 4 * 8 * 8 * 3 }, () => random.normal()),
    [4, 8, 8, 3],
  );
  const targets = oneHot([0, 1, 2, 0], 3);
  const gradient = network.gradient(images, targets, theta, true);
  const product = network.product(images, targets, theta, lambda);
  const results = [
    gradient.loss,
    gradient.images!,
    ...present(gradient.parameters),
    product.value,
    product.images,
    ...present(product.parameters),
  ];
  const values = await readAll(results);
  dispose(results, theta, lambda, images, targets, product.targets);
  return values;
}

/** Cores that compute: a GPU takes its work from one, and cpu is the reference. */
function threadsFor(backend: BackendName, { threads = 1 }: Platform): number {
  return backend === "wasm" ? Math.max(1, threads) : 1;
}

/**
 * Activates the back end of choice, or with "auto" the best that works.
 * @throws StudioError `unsupported` if a back end that was asked for by name cannot be used.
 */
export async function chooseDevice(choice: BackendChoice, platform: Platform): Promise<DeviceReport> {
  await activate("cpu", platform);
  const reference = await probe();
  const candidates = choice === "auto" ? preference : [choice];
  const passedOver: string[] = [];
  for (const backend of candidates) {
    try {
      const { adapter, software, gpu } = await activate(backend, platform);
      if (software && choice === "auto") {
        passedOver.push(`WebGPU is only available in software here (${adapter}), which is slower than wasm.`);
        continue;
      }
      const error = relativeError(await probe(), reference);
      if (error <= tolerance) {
        const threads = threadsFor(backend, platform);
        return { backend, adapter, threads, passedOver, selfTest: { error, tolerance }, gpu };
      }
      passedOver.push(
        `The ${backend} back end failed its self-test: its gradients are off by ${error.toExponential(1)}.`,
      );
    } catch (thrown) {
      passedOver.push(
        thrown instanceof StudioError ? thrown.message : `The ${backend} back end failed: ${String(thrown)}`,
      );
    }
  }
  throw new StudioError("unsupported", passedOver.join(" "), otherBackendHint);
}
