/** What is told of the device that computes: what it allows, whether it computes right, what it holds. */

/** What a GPU's adapter allows a program. */
export interface GpuAbilities {
  /** Limits that were granted, by their WebGPU names: bytes, or numbers of invocations and workgroups. */
  readonly limits: Readonly<Record<string, number>>;
  /** WebGPU's names of the features that the adapter offers. */
  readonly features: readonly string[];
}

/** One training step and one second-order product of a small network, beside the cpu back end. */
export interface SelfTest {
  /** |ours − reference|₂ / |reference|₂ over all derivatives. */
  readonly error: number;
  /** The largest error that passes. */
  readonly tolerance: number;
}

/** Memory of the engine's own thread; bytes. */
export interface HeldMemory {
  readonly tensors: number;
  readonly bytes: number;
  /** What the wasm back end has taken from the system, which it never gives back; null on other back ends. */
  readonly heap: number | null;
  /** Buffers of the GPU, those kept for use again included; null on other back ends. */
  readonly gpu: number | null;
  /** Trajectories of experts on the host; the others are in storage. */
  readonly trajectories: number;
}
