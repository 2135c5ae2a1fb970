/** The numerical core against float64, on WebGPU. */
import { beforeAll, it } from "vitest";
import { activate } from "../tensor/backend";
import { expectPassed } from "./expect-checks";
import { proofs } from "./proof";

beforeAll(() => activate("webgpu", { wasm: "" }));
// Every shape has kernels of its own, and a software GPU compiles each for a good part of a second.
it.each(Object.keys(proofs))("%s", (name) => expectPassed(proofs[name]!), 300_000);
