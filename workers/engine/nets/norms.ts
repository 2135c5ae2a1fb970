/** The norm that follows a convolution, by name. */
import { batchNorm, runningNorm } from "../tensor/ops/batch-norm";
import { groupNorm } from "../tensor/ops/group-norm";
import { instanceNorm } from "../tensor/ops/instance-norm";
import type { Layer } from "../tensor/ops/layer";
import { layerNorm } from "../tensor/ops/layer-norm";
import { refused, type Norm } from "./network-options";

export interface NormMaker {
  /**
   * What becomes of the bias of the convolution before: it counts, or the norm absorbs it, or the norm absorbs it and
   * keeps it in its running mean.
   */
  readonly bias: "free" | "absorbed" | "followed";
  /** The norm of a map of `side` pixels and `channels`: one layer, or none. */
  make(name: string, side: number, channels: number): Layer[];
}

/** Whether batch norm goes by the batch ("training") or by the running values ("testing"). */
export type NormMode = "training" | "testing";

/** Groups of the references' GroupNorm variant. */
const groups = 4;

const one = (layer: unknown): Layer[] => [layer as Layer];

/** For people: "instance norm", "no norm". */
export const normName = (norm: Norm): string => `${norm === "none" ? "no" : norm} norm`;

/**
 * Makes the norms of a network.
 * @throws StudioError `bad-recipe` (from the maker) where an instance norm would see a single pixel, which it turns into
 * β whatever it is, or where channels do not fall into 4 groups.
 */
export function normMaker(norm: Norm, mode: NormMode): NormMaker {
  const bias =
    norm === "instance" ? "absorbed" : norm === "batch" && mode === "training" ? "followed" : "free";
  function make(name: string, side: number, channels: number): Layer[] {
    if (norm === "none") return [];
    if (norm === "layer") return one(layerNorm(name, side, channels));
    if (norm === "batch") return one((mode === "training" ? batchNorm : runningNorm)(name, channels));
    if (norm === "group") {
      if (channels % groups !== 0) {
        throw refused(
          `A width of ${channels} channels does not fall into the ${groups} groups of the group norm.`,
          `Choose a width that is a multiple of ${groups}, or another norm.`,
        );
      }
      return one(groupNorm(name, channels, groups));
    }
    if (side === 1) {
      throw refused(
        `The instance norm ${name} would see a single pixel, of which it leaves nothing.`,
        "Choose larger images or batch norm.",
      );
    }
    return one(instanceNorm(name, channels));
  }
  return { bias, make };
}
