/** Batches of real images of one class, which methods without trajectories match; the hardest may be left out (PAD). */
import { realPool } from "../../alignment/real-data";
import type { PartContext } from "../../part";
import type { Random } from "../../tensor/random";
import { realSource, type Batch } from "../../training/batches";
import { drawRows } from "../real-rows";

export interface ClassBatches {
  /**
   * `count` images of a class, none twice; all of them if there are no more. The caller owns the tensors.
   */
  draw(label: number, count: number, random: Random): Batch;
}

/** The classes of a run's training images, without those that its alignment leaves out. */
export function classBatches(context: PartContext): ClassBatches {
  const pool = realPool(context);
  const source = realSource(context.data);
  return { draw: (label, count, random) => source.batch(drawRows(pool[label]!, count, random)) };
}
