import { Worker } from "node:worker_threads";
import { beforeAll, describe, expect, test } from "vitest";
import { relativeError } from "../golden/check";
import { activate } from "../tensor/backend";
import { dispose, memoryUse, oneHot, read, tensor, type Tensor } from "../tensor/memory";
import { Random } from "../tensor/random";
import { nodePlatform } from "../testing/node-platform";
import { convNet } from "./convnet";
import { initialise, type Network } from "./network";
import { openShards, type ShardTask } from "./open-shards";
import { localExecutor, largestShard, sharded, shardSizes } from "./sharded";

const net = { depth: 2, width: 4, size: 8, channels: 3, classes: 3 } as const;

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
  const results = [
    gradient.loss,
    gradient.images!,
    ...present(gradient.parameters),
    product.value,
    product.images,
    product.targets,
    ...present(product.parameters),
  ];
  const arrays = await Promise.all(results.map(read));
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
    const whole = await compute(convNet(net), batch);
    const cut = await compute(sharded(convNet(net), localExecutor(convNet(net))), batch);
    whole.forEach((values, i) => expect(relativeError(cut[i]!, values)).toBeLessThan(1e-5));
  });

  test.each([1, 2])(
    "gives the same bits with %i more threads, and leaves no tensor behind",
    async (helpers) => {
      const executor = (await openShards({ net, largestBatch: 64 }, helpers, startThread))!;
      const network = convNet(net);
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

  test("goes on with this thread alone when no helper comes up", async () => {
    const failing = (): Promise<never> => Promise.reject(new Error("no thread"));
    expect(await openShards({ net, largestBatch: 64 }, 3, failing)).toBeNull();
  });
});
