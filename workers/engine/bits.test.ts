/**
 * What the engine's number stands for: where a hash differs, results do. Then raise `engineBits`, and write number and
 * hashes down here.
 */
import { createHash } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import type { MethodName } from "../protocol/methods/names";
import { engineBits } from "./bits";
import { activate } from "./tensor/backend";
import { nodePlatform } from "./testing/node-platform";
import { finish, tinyRecipe, tinyRun } from "./testing/tiny-run";

beforeAll(() => activate("wasm", nodePlatform));

async function hash(method: MethodName): Promise<string> {
  const recipe = tinyRecipe({
    method,
    network: { width: 8 },
    augmentation: { groups: ["color", "crop", "cutout", "flip", "scale", "rotate"] },
  });
  const run = await finish(tinyRun(recipe));
  const { stages } = await run.distilled();
  const sum = createHash("sha256");
  for (const { images } of stages)
    sum.update(new Uint8Array(images.buffer, images.byteOffset, images.byteLength));
  const { evaluation } = run.result();
  sum.update(JSON.stringify(evaluation.map(({ byStage }) => byStage.map(({ accuracy }) => accuracy.values))));
  await run.dispose();
  return sum.digest("hex").slice(0, 16);
}

test.each([
  ["mtt", 2, "d7ee4a120d14c137"],
  ["idc", 2, "3be0825942ec4e29"],
  ["dm", 2, "c1130cd1eb7e486b"],
] as const)("the bits of %s are those of engine %i", async (method, engine, expected) => {
  expect({ engine: engineBits, hash: await hash(method) }).toEqual({ engine, hash: expected });
});
