/**
 * How many kernels webgpu launches for one step, since encoding a launch costs as much as a small kernel runs; and that
 * nothing is read back within an iteration, since every read waits for all that was launched before it.
 */
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
import { tinyRecipe, tinyRun } from "./tiny-run";

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

interface Reading {
  readonly [name: string]: { prototype: Record<string, (this: object, ...given: unknown[]) => unknown> };
}

/** Calls `count` for every read-back: of a mapped buffer, and of the texture by which tfjs reads at once. */
function watchReads(count: () => void): () => void {
  const kinds = globalThis as unknown as Reading;
  const watched = [
    [kinds["GPUBuffer"]!.prototype, "mapAsync"],
    [kinds["GPUCommandEncoder"]!.prototype, "copyBufferToTexture"],
  ] as const;
  const ends = watched.map(([prototype, name]) => {
    const original = prototype[name]!;
    prototype[name] = function (...given) {
      count();
      return original.apply(this, given);
    };
    return () => void (prototype[name] = original);
  });
  return () => ends.forEach((end) => end());
}

describe("an iteration of trajectory matching with ten student steps", () => {
  it("reads back once, when all is computed", async () => {
    const run = tinyRun(
      tinyRecipe({
        data: { trainPerClass: 4, testPerClass: 2 },
        stages: { count: 1 },
        network: { depth: 1 },
        experts: { count: 1, batchSize: 16 },
        matching: { iterations: 3, studentSteps: 10, maxStartEpoch: 1 },
        evaluation: { fullDataNetworks: 0, networks: 1 },
      }),
    );
    while (run.curves().length === 0) await run.step();
    let count = 0;
    const end = watchReads(() => count++);
    /** Of each step of the second iteration. */
    const reads: number[] = [];
    try {
      while (run.curves().length === 1) {
        count = 0;
        await run.step();
        reads.push(count);
      }
    } finally {
      end();
      await run.dispose();
    }
    // Forwards and back.
    expect(reads.length).toBeGreaterThanOrEqual(2 * 10);
    expect(
      reads.slice(0, -1).every((each) => each === 0),
      reads.join(),
    ).toBe(true);
    expect(reads.at(-1)).toBe(1);
  }, 300_000);
});

// Last, so that it sees what all the others did.
it("the device reported no error", () => expect(errors).toEqual([]));
