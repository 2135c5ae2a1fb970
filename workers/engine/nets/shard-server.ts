/** The far side of shared shards: waits for requests, computes them on its own back end, and writes the results back. */
import { dispose, peek, tensor, type Tensor } from "../tensor/memory";
import type { Network } from "./network";
import {
  commands,
  header,
  viewShards,
  Waiter,
  writeVector,
  type ShardLayout,
  type Slot,
} from "./shard-buffer";
import { parameterSizes, uploadWeights } from "./weights";

/**
 * Serves until told to quit. Blocks its thread in between, so it wants a thread of its own.
 * @param imageShape [H, W, C].
 */
export function serveShards(
  network: Network,
  buffer: SharedArrayBuffer,
  layout: ShardLayout,
  imageShape: readonly [number, number, number],
): void {
  const views = viewShards(buffer, layout);
  const counters = views.header;
  const requests = new Waiter(counters, header.request);
  const sizes = parameterSizes(network);

  function inputs(slot: Slot, rows: number): { images: Tensor; targets: Tensor } {
    return {
      images: tensor(slot.images.slice(0, rows * layout.imageSize), [rows, ...imageShape]),
      targets: tensor(slot.targets.slice(0, rows * layout.classes), [rows, layout.classes]),
    };
  }

  function computeGradient(slot: Slot, rows: number, theta: Tensor[], wantImages: boolean): void {
    const { images, targets } = inputs(slot, rows);
    const gradient = network.gradient(images, targets, theta, wantImages);
    slot.value.set(peek(gradient.loss));
    writeVector(slot.byParameters, gradient.parameters, sizes);
    if (gradient.images) slot.byImages.set(peek(gradient.images));
    dispose(images, targets, gradient.loss, gradient.parameters, gradient.images);
  }

  function computeProduct(
    slot: Slot,
    rows: number,
    theta: Tensor[],
    lambda: Tensor[],
    wantParameters: boolean,
  ): void {
    const { images, targets } = inputs(slot, rows);
    const product = network.product(images, targets, theta, lambda, wantParameters);
    slot.value.set(peek(product.value));
    slot.byImages.set(peek(product.images));
    slot.byTargets.set(peek(product.targets));
    if (wantParameters) writeVector(slot.byParameters, product.parameters, sizes);
    dispose(images, targets, product.value, product.images, product.targets, product.parameters);
  }

  function compute(): void {
    const theta = uploadWeights(network, views.theta);
    const second = counters[header.command] === commands.products;
    const lambda = second ? uploadWeights(network, views.lambda) : [];
    const flag = counters[header.flag] === 1;
    for (let i = 0; i < counters[header.shards]!; i++) {
      const slot = views.slots[i]!;
      const rows = counters[header.rows + i]!;
      if (second) computeProduct(slot, rows, theta, lambda, flag);
      else computeGradient(slot, rows, theta, flag);
    }
    dispose(theta, lambda);
  }

  for (let served = 0; ;) {
    requests.changedFrom(served);
    served = Atomics.load(counters, header.request);
    if (counters[header.command] === commands.quit) return;
    try {
      compute();
    } catch {
      counters[header.failed] = 1;
    }
    Atomics.store(counters, header.done, served);
    Atomics.notify(counters, header.done);
  }
}
