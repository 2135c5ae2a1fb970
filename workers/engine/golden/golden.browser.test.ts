/** The kept golden files on WebGPU. */
import { beforeAll, it } from "vitest";
import { activate } from "../tensor/backend";
import { expectPassed } from "../testing/expect-checks";
import { knownFiles, prepareChecks } from "./checks";
import { fixtures } from "./fixtures";

beforeAll(() => activate("webgpu", { wasm: "" }));
it.each(knownFiles)("%s", (name) => expectPassed(prepareChecks(name, fixtures)));
