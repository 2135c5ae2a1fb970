/**
 * Activating a back end. The WebGPU device is created here and not by tfjs, so that its loss and its uncaptured errors
 * are heard; software adapters are told from GPUs. Which back end to take is decided in `engine/device.ts`.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { BackendName } from "../../protocol/api";
import type { GpuAbilities } from "../../protocol/device";
import { StudioError } from "../../protocol/errors";
import { registerCustomKernels } from "./kernels/register";
import { requireBinary } from "./wasm/binary";
import { BufferPool } from "./webgpu/buffers";
import { mostUnsubmitted } from "./webgpu/dispatch";

/** What the surroundings (worker or Node) must provide. */
export interface Platform {
  /** Addresses of the wasm binaries by file name, or the folder that holds them (with a slash at the end). */
  readonly wasm:
    | string
    | Readonly<
        Record<
          "tfjs-backend-wasm.wasm" | "tfjs-backend-wasm-simd.wasm" | "tfjs-backend-wasm-threaded-simd.wasm",
          string
        >
      >;
  /** Cores that may compute; 1 where memory cannot be shared. */
  readonly threads?: number;
  /** Called when the GPU device is lost or reports an error that no call returned. */
  readonly onDeviceError?: (error: StudioError) => void;
}

interface Activated {
  /** For people: the adapter or instruction set. */
  readonly adapter: string;
  /** The adapter computes in software: right, but far slower than wasm. */
  readonly software: boolean;
  readonly gpu: GpuAbilities | null;
}

/** Minimal shapes of the WebGPU objects that are touched here; the full types clash with the DOM library's. */
interface AdapterInfo {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
  readonly isFallbackAdapter?: boolean;
}
interface Adapter {
  readonly info: AdapterInfo;
  readonly isFallbackAdapter?: boolean;
  readonly limits: Readonly<Record<string, number>>;
  readonly features: Iterable<string>;
  requestDevice(options: object): Promise<Device>;
}
interface Device {
  readonly lost: Promise<{ readonly message: string }>;
  addEventListener(type: "uncapturederror", listener: (event: { readonly error: Error }) => void): void;
}
interface Gpu {
  requestAdapter(options?: object): Promise<Adapter | null>;
}

const softwareNames = /swiftshader|llvmpipe|lavapipe|softpipe|software|basic render|warp/i;

async function activateWebGpu(platform: Platform): Promise<Activated> {
  const gpu = (globalThis.navigator as unknown as { gpu?: Gpu } | undefined)?.gpu;
  if (!gpu)
    throw new StudioError(
      "unsupported",
      "There is no WebGPU here.",
      "For the GPU, use a current Chrome, Edge, Firefox or Safari.",
    );
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter)
    throw new StudioError(
      "unsupported",
      "WebGPU found no adapter.",
      "Check that hardware acceleration is on.",
    );
  const { info, limits } = adapter;
  const wanted = [
    "maxComputeWorkgroupStorageSize",
    "maxComputeInvocationsPerWorkgroup",
    "maxComputeWorkgroupSizeX",
    "maxComputeWorkgroupsPerDimension",
    "maxStorageBufferBindingSize",
    "maxBufferSize",
  ];
  const requiredLimits = Object.fromEntries(wanted.map((name) => [name, limits[name]!]));
  const device = await adapter.requestDevice({ requiredLimits });
  device.addEventListener("uncapturederror", ({ error }) =>
    platform.onDeviceError?.(
      new StudioError(
        "device-lost",
        `The GPU reported an error: ${error.message}`,
        "Start again, or choose the wasm back end.",
      ),
    ),
  );
  // Nothing here destroys a device, so that a destroyed one is a lost one, too.
  void device.lost.then(({ message }) => {
    platform.onDeviceError?.(
      new StudioError(
        "device-lost",
        `The GPU was lost${message ? `: ${message}` : "."}`,
        "Start again; if it is lost again, choose the wasm back end.",
      ),
    );
  });
  const { WebGPUBackend } = await import("@tensorflow/tfjs-backend-webgpu");
  // tfjs registers a back end with a device of its own, of which nothing would be heard.
  if (tf.findBackendFactory("webgpu")) tf.removeBackend("webgpu");
  tf.registerBackend("webgpu", () => {
    const backend = new WebGPUBackend(device as never, info as never);
    return Object.assign(backend, { bufferManager: new BufferPool(device as never) as never });
  });
  // Otherwise tensors below 1,000 elements would be computed on the CPU, each with a read-back.
  tf.env().set("WEBGPU_CPU_FORWARD", false);
  tf.env().set("WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE", mostUnsubmitted);
  const name = [info.description, info.vendor, info.architecture, info.device].filter(Boolean).join(" ");
  const software = Boolean(info.isFallbackAdapter ?? adapter.isFallbackAdapter) || softwareNames.test(name);
  const features = [...adapter.features].toSorted();
  return { adapter: name || "unnamed adapter", software, gpu: { limits: requiredLimits, features } };
}

async function activateWasm(platform: Platform): Promise<Activated> {
  const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
  setWasmPaths(platform.wasm);
  // The threaded binary of tfjs stays at one thread and breaks bundles; cores are used by several workers instead.
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  const simd = await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT");
  if (typeof platform.wasm !== "string") {
    await requireBinary(platform.wasm[simd ? "tfjs-backend-wasm-simd.wasm" : "tfjs-backend-wasm.wasm"]);
  }
  return { adapter: simd ? "WebAssembly, SIMD" : "WebAssembly, without SIMD", software: false, gpu: null };
}

/** Where another back end is asked for. */
export const otherBackendHint =
  "Choose another back end: ?backend=cpu in the studio's address, --backend cpu on the command line.";

/**
 * Makes `name` the active back end.
 * @throws StudioError `unsupported` if it cannot be had; the back end before may then be inactive.
 */
export async function activate(name: BackendName, platform: Platform): Promise<Activated> {
  // Silences the advice to install tfjs-node, which would otherwise go to standard error in Node; it does no more.
  tf.env().set("PROD", true);
  tf.enableProdMode(); // no checks of every op's inputs, no advertisement on the console
  let activated: Activated = { adapter: "JavaScript", software: false, gpu: null };
  if (name === "cpu") await import("@tensorflow/tfjs-backend-cpu");
  if (name === "wasm") activated = await activateWasm(platform);
  if (name === "webgpu") activated = await activateWebGpu(platform);
  await tf.setBackend(name);
  // setBackend may fail quietly and leave another one active.
  if (tf.getBackend() !== name)
    throw new StudioError("unsupported", `The ${name} back end could not be started.`, otherBackendHint);
  await tf.ready();
  registerCustomKernels(name);
  return activated;
}

/** The active back end. */
export function activeBackend(): BackendName {
  return tf.getBackend() as BackendName;
}
