import { beforeAll, expect, it } from "vitest";
import { convNet } from "../nets/convnet";
import { initialise } from "../nets/network";
import { matchTrajectory } from "../matching/trajectory";
import { activate } from "../tensor/backend";
import { observe } from "../tensor/measuring";
import { oneHot, tensor } from "../tensor/memory";
import { Random } from "../tensor/random";
import { descend } from "../tensor/vectors";

beforeAll(() => activate("webgpu", { wasm: "" }));

it("counts", async () => {
  const gpu = (navigator as any).gpu;
  const ad = await gpu.requestAdapter();
  console.log("limit", ad.limits.maxStorageBuffersPerShaderStage, ad.limits.maxComputeWorkgroupStorageSize);
  const network = convNet({ depth: 3, width: 32, size: 16, channels: 3, classes: 10 });
  const random = Random.stream(1, "x");
  const theta = initialise(network, random);
  const lambda = initialise(network, random);
  const target = initialise(network, random);
  const images = tensor(
    new Float32Array(10 * 16 * 16 * 3).map(() => random.uniform()),
    [10, 16, 16, 3],
  );
  const labels = oneHot(
    new Int32Array(10).map((_, i) => i),
    10,
  );
  const plain = async () => {
    const g = network.gradient(images, labels, theta);
    await descend(theta, 0.1, g.parameters)[0]!.data();
  };
  await plain();
  console.log(
    "plain",
    JSON.stringify(
      await observe(() => {
        descend(theta, 0.1, network.gradient(images, labels, theta).parameters);
      }),
    ),
  );
  console.log(
    "product",
    JSON.stringify(
      await observe(() => {
        network.product(images, labels, theta, lambda);
      }),
    ),
  );
  console.log(
    "mtt",
    JSON.stringify(
      await observe(() => {
        const all = Array.from({ length: 10 }, () => ({
          rows: Int32Array.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
          augmentation: null,
        }));
        const g = matchTrajectory({
          network,
          start: theta,
          target,
          masks: theta.map(() => null),
          images,
          targets: labels,
          learningRate: 0.01,
          steps: all,
        });
        while (!g.next().done);
      }),
    ),
  );
  expect(1).toBe(1);
});
