/** Features, their pull-back and what is matched by them, against float64 on the back ends that run in Node. */
import { beforeAll, describe, expect, it } from "vitest";
import { activate } from "../tensor/backend";
import { memoryUse } from "../tensor/memory";
import { expectPassed } from "../testing/expect-checks";
import { featureChecks } from "../testing/feature-checks";
import { nodePlatform } from "../testing/node-platform";

describe.each(["cpu", "wasm"] as const)("on %s", (backend) => {
  beforeAll(() => activate(backend, nodePlatform));

  it("agree with float64 and leave nothing in memory", async () => {
    const before = memoryUse();
    await expectPassed(featureChecks);
    expect(memoryUse()).toEqual(before);
  });
});
