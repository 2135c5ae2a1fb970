/** Features, their pull-back and what is matched by them, against float64 on WebGPU. */
import { beforeAll, expect, it } from "vitest";
import { activate } from "../tensor/backend";
import { memoryUse } from "../tensor/memory";
import { expectPassed } from "../testing/expect-checks";
import { featureChecks } from "../testing/feature-checks";

beforeAll(() => activate("webgpu", { wasm: "" }));

it("agree with float64 and leave nothing in memory", async () => {
  const before = memoryUse();
  await expectPassed(featureChecks);
  expect(memoryUse()).toEqual(before);
});
