/** The numerical core against float64, on the back ends that run in Node. */
import { beforeAll, describe, it } from "vitest";
import { activate } from "../tensor/backend";
import { expectPassed } from "./expect-checks";
import { nodePlatform } from "./node-platform";
import { proofs } from "./proof";

describe.each(["cpu", "wasm"] as const)("on %s", (backend) => {
  beforeAll(() => activate(backend, nodePlatform));
  it.each(Object.keys(proofs))("%s", (name) => expectPassed(proofs[name]!));
});
