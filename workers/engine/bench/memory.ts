/** The worst moment of a trajectory matching in bytes, at few and at many student steps, with the budget of a run. */
import type { MemoryAtN, MemoryReport, Shape } from "../../protocol/bench";
import { parameterSizes } from "../nets/weights";
import { heapBytes, observe } from "../tensor/measuring";
import { memoryUse } from "../tensor/memory";
import { shapeKey } from "./cases";
import { networkOf } from "./problem";
import { workloadOf } from "./workloads";

export const fewSteps = 5;
export const manySteps = 50;

async function memoryAt(shape: Shape, studentSteps: number): Promise<MemoryAtN> {
  const before = memoryUse().bytes;
  const workload = workloadOf({ ...shape, kind: "mtt", studentSteps });
  const held = memoryUse().bytes - before;
  const weights = 4 * parameterSizes(networkOf(shape)).reduce((a, b) => a + b);
  const { peakBytes } = await observe(() => workload.run());
  workload.dispose();
  return {
    studentSteps,
    // The direction of the second-order step was uploaded too but has no part in a matching.
    peakBytes: held - weights + peakBytes,
    heapBytes: heapBytes(),
  };
}

/** Measures one shape on the active back end. */
export async function measureMemory(shape: Shape): Promise<MemoryReport> {
  // What a first run sets up once, compiled shaders and the like, is not the iteration's.
  const warmUp = workloadOf({ ...shape, kind: "mtt", studentSteps: 2 });
  await warmUp.run();
  warmUp.dispose();
  const few = await memoryAt(shape, fewSteps);
  const many = await memoryAt(shape, manySteps);
  return {
    key: shapeKey(shape),
    few,
    many,
    ratio: many.peakBytes / few.peakBytes,
  };
}
