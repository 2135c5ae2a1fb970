/** What the engine's back ends need of Node: where the wasm binaries lie, and a WebGPU if one is installed. */
import { createRequire } from "node:module";
import { dirname } from "node:path";
import type { Platform } from "../workers/engine/tensor/backend";
import type { BackendChoice } from "../workers/protocol/api";
import { StudioError } from "../workers/protocol/errors";

/** Dawn for Node; not among the dependencies, for it is large and few machines with Node have a GPU. */
const dawn = "webgpu";

interface DawnModule {
  /** Constants and classes that a browser has among its globals. */
  readonly globals: object;
  /** Makes what a browser has as `navigator.gpu`. */
  create(options: readonly string[]): object;
}

/** Gives Node a `navigator.gpu` if the package is installed; says whether there is one now. */
async function offerWebGpu(): Promise<boolean> {
  if (globalThis.navigator && "gpu" in globalThis.navigator) return true;
  const found = await (import(dawn) as Promise<DawnModule>).catch(() => null);
  if (!found) return false;
  Object.assign(globalThis, found.globals);
  const navigator = globalThis.navigator ?? {};
  // Held by `navigator` for good: once collected, the devices made from it would be gone.
  Object.defineProperty(navigator, "gpu", { value: found.create([]) });
  Object.defineProperty(globalThis, "navigator", { value: navigator, configurable: true });
  return true;
}

/**
 * The platform for `useBackend` in Node; tries to provide WebGPU where the choice may need it.
 * @throws StudioError `unsupported` if WebGPU is asked for and its package is not installed.
 */
export async function nodePlatform(choice: BackendChoice): Promise<Platform> {
  if (choice === "auto" || choice === "webgpu") {
    const offered = await offerWebGpu();
    if (!offered && choice === "webgpu") {
      throw new StudioError(
        "unsupported",
        "Node has no WebGPU of its own: for --backend webgpu install the npm package webgpu, or take wasm.",
        "npm install --no-save webgpu",
      );
    }
  }
  const binary = createRequire(import.meta.url).resolve(
    "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm",
  );
  return { wasm: `${dirname(binary)}/` };
}
