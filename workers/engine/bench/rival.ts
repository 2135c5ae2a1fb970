/** Another implementation of the same cases, timed in turn with ours; in Node that is PyTorch in a child process. */
import type { Case } from "../../protocol/bench";
import type { Problem } from "./problem";

export interface Rival {
  /** For instance "PyTorch 1.13". */
  readonly name: string;
  readonly threads: number;
  /**
   * Makes a case ready.
   * @returns the three numbers of `Workload.digest`.
   */
  prepare(one: Case, problem: Problem): Promise<readonly number[]>;
  /** Runs a prepared case `runs` times. @returns the seconds of one run. */
  run(one: Case, runs: number): Promise<number>;
  /** Multiplies two n × n matrices `runs` times. @returns the seconds of one product. */
  multiply(n: number, runs: number): Promise<number>;
}

/**
 * Kinds of cases that a rival is asked for. A rival's second-order step begins with the images, so that it is compared
 * with ours that does.
 */
export const rivalled: ReadonlySet<Case["kind"]> = new Set(["plain", "second-order-recomputed", "mtt"]);
