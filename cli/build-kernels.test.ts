import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { generatedModule } from "./build-kernels";

test("the committed wasm kernels are those of the committed source", async () => {
  const file = new URL("../workers/engine/tensor/wasm/kernels.generated.ts", import.meta.url);
  expect(await readFile(file, "utf8")).toBe(await generatedModule());
}, 60_000);
