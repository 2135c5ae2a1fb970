/** The far side of shared shards: waits for requests, computes them on its own back end, and writes the results back. */
import { errorData } from "../../protocol/errors";
import { memoryUse, peek, tensor, tidy, type Tensor } from "../tensor/memory";
import type { KeptStep, Network, SecondOrderProduct } from "./network";
import {
  commands,
  header,
  outcomes,
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

  /** What steps have kept, shard by shard, under the keys that they were given. */
  const kept = new Map<number, KeptStep[]>();

  function drop(key: number): void {
    kept.get(key)?.forEach((one) => one.dispose());
    kept.delete(key);
  }

  function computeGradient(slot: Slot, rows: number, theta: Tensor[], wantImages: boolean): void {
    const { images, targets } = inputs(slot, rows);
    const gradient = network.gradient(images, targets, theta, wantImages);
    slot.value.set(peek(gradient.loss));
    writeVector(slot.byParameters, gradient.parameters, sizes);
    if (gradient.images) slot.byImages.set(peek(gradient.images));
  }

  function computeStep(slot: Slot, rows: number, theta: Tensor[], key: number): void {
    const { images, targets } = inputs(slot, rows);
    const step = network.stepGradient(images, targets, theta, key > 0);
    if (step.kept) kept.set(key, [...(kept.get(key) ?? []), step.kept]);
    writeVector(slot.byParameters, step.parameters, sizes);
  }

  function writeProduct(slot: Slot, product: SecondOrderProduct, wantParameters: boolean): void {
    slot.value.set(peek(product.value));
    slot.byImages.set(peek(product.images));
    slot.byTargets.set(peek(product.targets));
    if (wantParameters) writeVector(slot.byParameters, product.parameters, sizes);
  }

  function computeProduct(
    slot: Slot,
    rows: number,
    step: KeptStep | null,
    theta: Tensor[],
    lambda: Tensor[],
    wantParameters: boolean,
  ): void {
    if (step) return writeProduct(slot, step.product(theta, lambda, wantParameters), wantParameters);
    const { images, targets } = inputs(slot, rows);
    writeProduct(slot, network.product(images, targets, theta, lambda, wantParameters), wantParameters);
  }

  function compute(): void {
    const command = counters[header.command];
    const key = counters[header.key]!;
    const flag = counters[header.flag] === 1;
    if (command === commands.drop) return drop(key);
    const theta = uploadWeights(network, views.theta);
    const lambda = command === commands.products ? uploadWeights(network, views.lambda) : [];
    const steps = command === commands.products ? kept.get(key) : undefined;
    for (let i = 0; i < counters[header.shards]!; i++) {
      const slot = views.slots[i]!;
      const rows = counters[header.rows + i]!;
      if (command === commands.products) computeProduct(slot, rows, steps?.[i] ?? null, theta, lambda, flag);
      else if (command === commands.steps) computeStep(slot, rows, theta, key);
      else computeGradient(slot, rows, theta, flag);
      Atomics.add(counters, header.beats, 1);
    }
  }

  for (let served = 0; ;) {
    requests.changedFrom(served);
    served = Atomics.load(counters, header.request);
    if (counters[header.command] === commands.quit) return;
    counters[header.failed] = outcomes.done;
    try {
      tidy(compute);
    } catch (thrown) {
      counters[header.failed] =
        errorData(thrown).code === "out-of-memory" ? outcomes.outOfMemory : outcomes.failed;
    }
    counters[header.tensors] = memoryUse().tensors;
    Atomics.store(counters, header.done, served);
    Atomics.notify(counters, header.done);
  }
}
