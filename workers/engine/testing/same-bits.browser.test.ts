/**
 * Everything that webgpu computes comes out with the same bits each time. The stock matrix product adds with atomics, in
 * the order in which workgroups happen to run, where the result is small and the inner size 2,000 or more; the shapes
 * here would make it do so in the classifier, in the filters' gradients and in the sum of rows.
 */
import { beforeAll, expect, it } from "vitest";
import { convNet } from "../nets/convnet";
import { makeNetwork } from "../nets/make-network";
import { initialise } from "../nets/network";
import { activate } from "../tensor/backend";
import { addRows, dispose, oneHot, readAll, tensor, type Tensor } from "../tensor/memory";
import type { MaybeTensors } from "../tensor/ops/layer";
import { Random } from "../tensor/random";
import { innerProduct, relativeDistance } from "../tensor/vectors";
import { Samples } from "./samples";

const again = 4;

const errors: string[] = [];
beforeAll(() => activate("webgpu", { wasm: "", onDeviceError: ({ message }) => errors.push(message) }));

const there = (list: MaybeTensors): Tensor[] => list.filter((one) => one !== null);

/** Computes over and over, and expects the same bits as the first time. */
async function expectSame(make: () => Tensor[]): Promise<void> {
  let first: Float32Array | null = null;
  for (let i = 0; i <= again; i++) {
    const made = make();
    const values = await readAll(made);
    dispose(made);
    expect(values.every(Number.isFinite)).toBe(true);
    if (first) expect(values).toEqual(first);
    first = values;
  }
}

it("a gradient and a product, with 2,304 features and over 2,000 pixels", async () => {
  const options = { depth: 1, width: 36, size: 16, channels: 3, classes: 16 };
  const network = convNet(options);
  const samples = new Samples("same bits");
  const shape = [10, options.size, options.size, options.channels];
  const images = tensor(samples.normal(shape), shape);
  const targets = oneHot([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], options.classes);
  const [theta, lambda] = ["theta", "lambda"].map((label) => initialise(network, Random.stream(1, label)));
  await expectSame(() => {
    const { loss, parameters, images: byImages } = network.gradient(images, targets, theta!, true);
    return [loss, byImages!, ...there(parameters)];
  });
  await expectSame(() => {
    const product = network.product(images, targets, theta!, lambda!);
    return [product.value, product.images, product.targets, ...there(product.parameters)];
  });
  dispose(images, targets, theta, lambda);
});

it.each(["batch", "group", "layer"] as const)("a gradient and a product with %s norm", async (norm) => {
  const options = {
    architecture: "convnet",
    norm,
    depth: 1,
    width: 36,
    size: 16,
    channels: 3,
    classes: 16,
  } as const;
  const network = makeNetwork(options);
  const samples = new Samples("same bits");
  const images = tensor(samples.normal([10, 16, 16, 3]), [10, 16, 16, 3]);
  const targets = oneHot([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], options.classes);
  const [theta, lambda] = ["theta", "lambda"].map((label) => initialise(network, Random.stream(1, label)));
  await expectSame(() => {
    const gradient = network.stepGradient(images, targets, theta!, false, true);
    const product = network.product(images, targets, theta!, lambda!);
    const { value, images: byImages, targets: byTargets, parameters } = product;
    const first = [...there(gradient.parameters), ...there(gradient.statistics!)];
    return [...first, value, byImages, byTargets, ...there(parameters)];
  });
  dispose(images, targets, theta, lambda);
});

it("the sum of 2,100 rows, and distances", async () => {
  const samples = new Samples("rows");
  const rows = tensor(samples.normal([2100, 6]), [2100, 6]);
  const indices = Int32Array.from({ length: 2100 }, (_, k) => (k * k) % 50);
  await expectSame(() => [addRows(rows, indices, 50)]);
  const [a, b, c] = ["a", "b", "c"].map(() => tensor(samples.normal([40_000]), [40_000]));
  await expectSame(() => {
    const { loss, start, layers } = relativeDistance([a!, rows], [b!, rows], [c!, rows], [null, null]);
    return [loss, start, layers, innerProduct([a!, rows], [b!, rows])];
  });
  dispose(rows, a, b, c);
});

// Last, so that it sees what all the others did.
it("the device reported no error", () => expect(errors).toEqual([]));
