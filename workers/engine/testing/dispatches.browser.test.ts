/** How many kernels webgpu launches for one step: encoding a launch costs as much as a small kernel runs. */
import { beforeAll, describe, expect, it } from "vitest";
import { matchTrajectory } from "../matching/trajectory/trajectory";
import { convNet } from "../nets/convnet";
import { initialise } from "../nets/network";
import { activate } from "../tensor/backend";
import { observe } from "../tensor/measuring";
import { oneHot, tensor, tidy } from "../tensor/memory";
import { Random } from "../tensor/random";
import { descend, momentumUpdate, subtractScaled } from "../tensor/vectors";
import { Samples } from "./samples";

const options = { depth: 3, width: 8, size: 16, channels: 3, classes: 4 };
const batch = 4;

const errors: string[] = [];
beforeAll(() => activate("webgpu", { wasm: "", onDeviceError: ({ message }) => errors.push(message) }));

function setting() {
  const network = convNet(options);
  const samples = new Samples("dispatches");
  const shape = [batch, options.size, options.size, options.channels];
  const weights = (label: string) => initialise(network, Random.stream(1, label));
  return {
    network,
    theta: weights("theta"),
    other: weights("other"),
    images: tensor(samples.normal(shape), shape),
    targets: oneHot([0, 1, 2, 3], options.classes),
  };
}

async function dispatches(body: () => unknown): Promise<number> {
  const { dispatches: count } = await observe(() => {
    tidy(() => {
      body();
    });
  });
  return count!;
}

describe("a ConvNet of depth 3", () => {
  it("takes a plain step in at most 40 launches", async () => {
    const { network, theta, images, targets } = setting();
    const step = () => descend(theta, 0.1, network.stepGradient(images, targets, theta).parameters);
    expect(await dispatches(step)).toBeLessThanOrEqual(40);
  });

  it("takes a step with momentum in at most 50", async () => {
    const { network, theta, other, images, targets } = setting();
    const step = () => {
      const { parameters } = network.gradient(images, targets, theta);
      return descend(theta, 0.1, momentumUpdate(theta, other, parameters, 0.9, 5e-4));
    };
    expect(await dispatches(step)).toBeLessThanOrEqual(50);
  });

  it("takes a second-order step in at most 80, the new λ included", async () => {
    const { network, theta, other, images, targets } = setting();
    const product = () => network.product(images, targets, theta, other);
    expect(await dispatches(product)).toBeLessThanOrEqual(45);
    const step = () => subtractScaled(other, 0.1, product().parameters);
    expect(await dispatches(step)).toBeLessThanOrEqual(80);
  });

  it("takes it in at most 40 where the student step has kept its forward pass", async () => {
    const { network, theta, other, images, targets } = setting();
    const kept = network.stepGradient(images, targets, theta, true).kept!;
    const step = () => subtractScaled(other, 0.1, kept.product(theta, other).parameters);
    expect(await dispatches(step)).toBeLessThanOrEqual(40);
    kept.dispose();
  });

  it("matches a trajectory in at most 100 for each student step", async () => {
    const { network, theta, other, images, targets } = setting();
    const steps = Array.from({ length: 2 }, () => ({ rows: Int32Array.of(0, 1, 2, 3), augmentation: null }));
    const match = () => {
      const run = matchTrajectory({
        network,
        start: theta,
        target: other,
        masks: theta.map(() => null),
        images,
        targets,
        learningRate: 0.01,
        steps,
      });
      while (!run.next().done);
    };
    // Beside the steps: the distances and the first λ.
    expect(await dispatches(match)).toBeLessThanOrEqual(2 * 100 + 30);
  });
});

// Last, so that it sees what all the others did.
it("the device reported no error", () => expect(errors).toEqual([]));
