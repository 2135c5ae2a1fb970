/**
 * The two loops of gradient matching (DC, Zhao et al., ICLR 2021, algorithm 1): a fresh network is taken, the images are
 * updated OL times on it, and between two updates it is trained for IL epochs on the images. One iteration of a recipe
 * is one update, so that iteration k, from 1 on, is update (k − 1) mod OL of network ⌊(k − 1) / OL⌋.
 */
import type { Recipe } from "../../../protocol/recipe/recipe";

export interface BilevelPlan {
  /** OL: updates of the images on one network. */
  readonly updates: number;
  /** IL: epochs that the network is trained for after each update but its last. */
  readonly epochs: number;
}

/** Where an iteration is in the two loops, both from 0 on. */
export interface LoopPosition {
  readonly outer: number;
  readonly inner: number;
  /** Whether the network is needed again, and so trained after the update. */
  readonly trains: boolean;
}

/** IL of the released code by images per class; IPC 1 never trains, since its OL is 1. */
const epochsByIpc: Readonly<Record<number, number>> = { 1: 1, 10: 50, 20: 25, 30: 20, 40: 15, 50: 10 };

/**
 * OL and IL of a recipe; 0 stands for the released code's: OL = IPC, and IL by its table or, between its rows, 500/IPC.
 * @param ipc images per class that the network is trained on, those of earlier stages included.
 */
export function bilevelPlan({ outerSteps, innerEpochs }: Recipe["bilevel"], ipc: number): BilevelPlan {
  const epochs = epochsByIpc[ipc] ?? Math.max(1, Math.round(500 / ipc));
  return { updates: outerSteps || ipc, epochs: innerEpochs || epochs };
}

/** @param iteration 1-based. */
export function positionOf(iteration: number, updates: number): LoopPosition {
  const inner = (iteration - 1) % updates;
  return { outer: Math.floor((iteration - 1) / updates), inner, trains: inner < updates - 1 };
}

/** DCC's warm-up lasts for the first ten updates of each of the first networks. */
const warmUpdates = 10;

/**
 * Whether DCC (Lee et al., ICML 2022, released code) matches the gradient of all classes together here: from network
 * `after` on, and on earlier ones after their first ten updates.
 */
export function isCollective(
  { outer, inner }: Pick<LoopPosition, "outer" | "inner">,
  after: number,
): boolean {
  return outer >= after || inner >= warmUpdates;
}
