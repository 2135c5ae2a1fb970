/** The running statistics of batch norm, which follow the batches: new = (1 − m) old + m batch, m = 0.1 (PyTorch's). */
import { tidy, type Tensor } from "../tensor/memory";
import type { MaybeTensors, Parameters } from "../tensor/ops/layer";
import { sumScaled } from "../tensor/vectors";

const momentum = 0.1;

/**
 * θ after a step, with its statistics moved from where they were before towards the batch's. Entries that are no
 * statistics are those of `stepped` themselves; the others are new tensors, which the caller owns.
 * @param stepped θ after the step; what it says of the statistics is left out.
 * @param before θ before the step.
 * @param batch the batch's statistics by parameter, null for the others.
 */
export function followStatistics(stepped: Parameters, before: Parameters, batch: MaybeTensors): Tensor[] {
  return tidy(() =>
    stepped.map((parameter, i) => {
      const seen = batch[i];
      return seen ? sumScaled(sumScaled(null, 1 - momentum, before[i]!), momentum, seen) : parameter;
    }),
  );
}
