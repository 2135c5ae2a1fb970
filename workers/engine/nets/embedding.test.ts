/** The input of the classifier. */
import { beforeAll, describe, expect, test } from "vitest";
import { convNet } from "./convnet";
import { embed, embedRows } from "./embedding";
import { initialise } from "./network";
import { activate } from "../tensor/backend";
import { dispose, memoryUse, read, tensor, tidy } from "../tensor/memory";
import { Random } from "../tensor/random";
import { nodePlatform } from "../testing/node-platform";
import { Samples } from "../testing/samples";
import { syntheticBatches } from "../training/batches";

describe.each(["cpu", "wasm"] as const)("on %s", (backend) => {
  beforeAll(() => activate(backend, nodePlatform));

  test.each([16, 28])("the classifier on it gives the logits, at %i pixels", async (size) => {
    const before = memoryUse();
    const network = convNet({ depth: 2, width: 4, size, channels: 1, classes: 3 });
    const theta = initialise(network, Random.stream(1, "embedding"));
    const values = new Samples("embedding").normal([260, size, size, 1]);
    const images = tensor(values, [260, size, size, 1]);
    const features = embed(network, images, theta);
    const classifier = network.layers.at(-1)!;
    const y = tidy(() => classifier.forward(features, theta.slice(-2)).y);
    const logits = network.logits(images, theta);
    expect(await read(y)).toEqual(await read(logits));

    const targets = tensor(new Float32Array(260 * 3), [260, 3]);
    const rows = Int32Array.from({ length: 255 }, (_, i) => 259 - i);
    const chunks = embedRows(network, syntheticBatches(images, targets), rows, theta);
    let step = await chunks.next();
    while (!step.done) step = await chunks.next();
    const { count, dimension } = step.value;
    expect([count, dimension]).toEqual([255, theta[theta.length - 2]!.shape[0]]);
    const all = await read(features);
    expect(step.value.values.subarray(0, dimension)).toEqual(all.subarray(259 * dimension));
    expect(step.value.values.subarray(254 * dimension)).toEqual(all.subarray(5 * dimension, 6 * dimension));
    dispose(theta, images, features, y, logits, targets);
    expect(memoryUse()).toEqual(before);
  });
});
