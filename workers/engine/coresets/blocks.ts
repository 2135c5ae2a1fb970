/** Coresets as images: in the layout of a stage's images, to train on as a baseline or to start from. */
import { normaliseBatch } from "../data/normalise";
import type { PreparedDataset } from "../data/prepare";

/**
 * The images of one stage: of each class the picks (stage − 1) · ipc up to stage · ipc, so that no image is used twice
 * while there are enough; then from the first on again.
 * @param picks for each class the chosen rows of `data.train`, in the order of picking.
 * @param stage 1-based.
 * @returns normalised, (classes · ipc) × H × W × C, class by class.
 */
export function coresetBlock(
  data: PreparedDataset,
  picks: readonly Int32Array[],
  ipc: number,
  stage: number,
): Float32Array {
  const rows = picks.flatMap((chosen) =>
    Array.from({ length: ipc }, (_, slot) => chosen[((stage - 1) * ipc + slot) % chosen.length]!),
  );
  return normaliseBatch(data.train, rows, data.mean, data.std);
}
