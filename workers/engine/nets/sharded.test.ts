import { Worker } from "node:worker_threads";
import { beforeAll, describe, expect, test } from "vitest";
import { relativeError } from "../golden/check";
import { matchTrajectory } from "../matching/trajectory/trajectory";
import { activate } from "../tensor/backend";
import { dispose, memoryUse, oneHot, read, tensor, type Tensor } from "../tensor/memory";
import { Random } from "../tensor/random";
import { nodePlatform } from "../testing/node-platform";
import { convNet } from "./convnet";
import { initialise, type Network } from "./network";
import { openShards, type ShardTask } from "./open-shards";
import { header, viewShards } from "./shard-buffer";
import { localExecutor, largestShard, sharded, shardSizes } from "./sharded";

const net = { depth: 2, width: 4, size: 8, channels: 3, classes: 3 } as const;
/** From 8 × 8 channels on, wasm convolves by Winograd's algorithm; below that, by the definition. */
const widths = [net, { ...net, width: 8 }] as const;

const present = (list: readonly (Tensor | null)[]): Tensor[] => list.filter((one) => one !== null);

/** Gradient and product of a batch, as arrays. */
async function compute(network: Network, batch: number): Promise<Float32Array[]> {
  const random = Random.stream(3, `batch ${batch}`);
  const theta = initialise(network, random);
  const lambda = initialise(network, random);
  const values = Float32Array.from({ length: batch * 8 * 8 * 3 }, () => random.normal());
  const images = tensor(values, [batch, 8, 8, 3]);
  const targets = oneHot(
    Array.from({ length: batch }, (_, i) => i % 3),
    3,
  );
  const gradient = network.gradient(images, targets, theta, true);
  const product = network.product(images, targets, theta, lambda);
  const step = network.stepGradient(images, targets, theta, true);
  const keptProduct = step.kept!.product(theta, lambda);
  step.kept!.dispose();
  const results = [
    gradient.loss,
    gradient.images!,
    ...present(gradient.parameters),
    product.value,
    product.images,
    product.targets,
    ...present(product.parameters),
    ...present(step.parameters),
    keptProduct.value,
    keptProduct.images,
    keptProduct.targets,
    ...present(keptProduct.parameters),
  ];
  const arrays = await Promise.all(results.map(read));
  // Of the step that kept its forward pass: its gradient and its product have the bits of the others.
  const count = present(step.parameters).length;
  expect(arrays.slice(-2 * count - 3, -count - 3)).toEqual(arrays.slice(2, 2 + count));
  expect(arrays.slice(-count - 3)).toEqual(arrays.slice(2 + count, 2 * count + 5));
  dispose(results, theta, lambda, images, targets);
  return arrays;
}

/** A helper thread, from the source as it stands. */
function startThread(task: ShardTask): Promise<{ terminate(): void }> {
  const worker = new Worker(new URL("../../../cli/shard-thread-entry.mjs", import.meta.url), {
    workerData: { task, wasm: nodePlatform.wasm },
  });
  return new Promise((resolve, reject) => {
    worker.once("message", () => resolve({ terminate: () => void worker.terminate() }));
    worker.once("error", reject);
  });
}

test("cuts batches into up to four nearly equal shards of at least five images", () => {
  expect([1, 9, 10, 13, 19, 20, 64].map(shardSizes)).toEqual([
    [1], [9], [5, 5], [7, 6], [7, 6, 6], [5, 5, 5, 5], [16, 16, 16, 16],
  ]); // prettier-ignore
  for (let batch = 1; batch < 300; batch++) {
    expect(shardSizes(batch).reduce((a, b) => a + b, 0)).toBe(batch);
    expect(shardSizes(batch)[0]!).toBeLessThanOrEqual(largestShard(batch));
  }
});

describe("a sharded network", () => {
  beforeAll(() => activate("wasm", nodePlatform));

  test.each([4, 10, 17, 33])("agrees with the whole batch of %i to rounding", async (batch) => {
    for (const options of widths) {
      const network = convNet(options);
      const whole = await compute(network, batch);
      const cut = await compute(sharded(network, localExecutor(network)), batch);
      whole.forEach((values, i) => expect(relativeError(cut[i]!, values)).toBeLessThan(1e-5));
    }
  });

  test.each([
    [4, 1, widths[0]],
    [4, 2, widths[0]],
    [8, 2, widths[1]],
  ] as const)(
    "%i channels wide gives the same bits with %i more threads, and leaves no tensor behind",
    async (_, helpers, options) => {
      const executor = (await openShards({ net: options, largestBatch: 64 }, helpers, startThread))!;
      const network = convNet(options);
      try {
        const before = memoryUse();
        for (const batch of [10, 17, 33, 64]) {
          const alone = await compute(sharded(network, localExecutor(network)), batch);
          expect(await compute(sharded(network, executor), batch)).toEqual(alone);
        }
        expect(memoryUse()).toEqual(before);
      } finally {
        executor.dispose();
      }
    },
    60_000,
  );

  test("helpers keep what they are asked to keep, and forget it when told, also when a sweep is ended early", async () => {
    const tasks: ShardTask[] = [];
    const executor = (await openShards({ net, largestBatch: 64 }, 2, (task) => {
      tasks.push(task);
      return startThread(task);
    }))!;
    const network = sharded(convNet(net), executor);
    const random = Random.stream(5, "kept");
    const theta = initialise(network, random);
    const target = initialise(network, random);
    const images = tensor(
      Float32Array.from({ length: 17 * 8 * 8 * 3 }, () => random.normal()),
      [17, 8, 8, 3],
    );
    const targets = oneHot(
      Array.from({ length: 17 }, (_, i) => i % 3),
      3,
    );
    /** Tensors of each helper between requests; a gradient first, so that all that was told before has been done. */
    const held = (): number[] => {
      const { loss, parameters } = network.gradient(images, targets, theta);
      dispose(loss, parameters);
      return tasks.map(({ buffer, layout }) => viewShards(buffer, layout).header[header.tensors]!);
    };
    const rows = Int32Array.from({ length: 17 }, (_, i) => i);
    const sweep = () =>
      matchTrajectory({
        network,
        start: theta,
        target,
        masks: theta.map(() => null),
        images,
        targets,
        learningRate: 0.1,
        steps: Array.from({ length: 4 }, () => ({ rows, augmentation: null })),
      });
    try {
      const before = held();
      const kept = network.stepGradient(images, targets, theta, true);
      held().forEach((count, i) => expect(count).toBeGreaterThan(before[i]!));
      kept.kept!.dispose();
      dispose(kept.parameters);
      expect(held()).toEqual(before);
      for (let pauses = 0; pauses < 8; pauses++) {
        const under = sweep();
        for (let i = 0; i < pauses; i++) under.next();
        under.return(undefined as never);
        expect(held(), `${pauses} pauses`).toEqual(before);
      }
    } finally {
      executor.dispose();
      dispose(theta, target, images, targets);
    }
  }, 60_000);

  test("goes on with this thread alone when no helper comes up", async () => {
    const failing = (): Promise<never> => Promise.reject(new Error("no thread"));
    expect(await openShards({ net, largestBatch: 64 }, 3, failing)).toBeNull();
  });
});
