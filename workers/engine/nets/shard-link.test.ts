import { Worker } from "node:worker_threads";
import { afterEach, beforeAll, expect, test } from "vitest";
import { activate } from "../tensor/backend";
import { dispose, tensor } from "../tensor/memory";
import { Random } from "../tensor/random";
import { nodePlatform } from "../testing/node-platform";
import { convNet } from "./convnet";
import { initialise } from "./network";
import { allocateShards, commands, header, outcomes, shardLayout } from "./shard-buffer";
import { ShardLink } from "./shard-link";
import { parameterSizes } from "./weights";

const network = convNet({ depth: 2, width: 4, size: 8, channels: 3, classes: 3 });
/** Milliseconds between two looks. */
const interval = 50;

let server: Worker | null = null;

/** A thread that comes a step further every `interval / 2` milliseconds, so many times, and then answers or hangs. */
async function serve(
  buffer: SharedArrayBuffer,
  steps: number,
  answers: boolean,
  outcome: number = outcomes.done,
): Promise<void> {
  const source = `
    const { parentPort, workerData } = require("node:worker_threads");
    const { buffer, steps, answers, outcome, pause, places } = workerData;
    const counters = new Int32Array(buffer, 0, 16);
    parentPort.postMessage("ready");
    Atomics.wait(counters, places.request, 0);
    for (let step = 0; step < steps; step++) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause);
      Atomics.add(counters, places.beats, 1);
    }
    if (answers) {
      counters[places.failed] = outcome;
      Atomics.store(counters, places.done, 1);
      Atomics.notify(counters, places.done);
    }`;
  const workerData = { buffer, steps, answers, outcome, pause: interval / 2, places: header };
  const worker = new Worker(source, { eval: true, workerData });
  server = worker;
  await new Promise((resolve) => worker.once("message", resolve));
}

function ask(buffer: SharedArrayBuffer, layout: ReturnType<typeof shardLayout>): ShardLink {
  const link = new ShardLink(network, parameterSizes(network), buffer, layout, interval);
  const theta = initialise(network, Random.stream(1, "link"));
  const images = tensor(new Float32Array(5 * 8 * 8 * 3), [5, 8, 8, 3]);
  const targets = tensor(new Float32Array(5 * 3), [5, 3]);
  link.send({ command: commands.gradients, theta, shards: [{ images, targets }] });
  dispose(theta, images, targets);
  return link;
}

beforeAll(() => activate("wasm", nodePlatform));
afterEach(async () => {
  await server?.terminate();
  server = null;
});

test("waits for a server as long as it makes progress", async () => {
  const layout = shardLayout(network, 2, 5, 8 * 8 * 3, 3);
  const buffer = allocateShards(layout);
  await serve(buffer, 60, true);
  expect(ask(buffer, layout).slots()).toHaveLength(2);
});

test("a server that hangs is found out, and asked no more", async () => {
  const layout = shardLayout(network, 2, 5, 8 * 8 * 3, 3);
  const buffer = allocateShards(layout);
  await serve(buffer, 3, false);
  const link = ask(buffer, layout);
  const told = /^A helper thread stopped answering\.$/;
  expect(() => link.slots()).toThrow(told);
  expect(() => link.slots()).toThrow(told);
});

test.each([
  [outcomes.outOfMemory, /^A helper thread ran out of memory\.$/],
  [outcomes.failed, /^A helper thread failed\.$/],
])("a server's outcome %i is told as what it is", async (outcome, told) => {
  const layout = shardLayout(network, 2, 5, 8 * 8 * 3, 3);
  const buffer = allocateShards(layout);
  await serve(buffer, 1, true, outcome);
  expect(() => ask(buffer, layout).slots()).toThrow(told);
});
