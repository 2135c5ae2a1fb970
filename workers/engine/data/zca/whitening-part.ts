/** Whitening as the first part of a run. What it makes is too large for a checkpoint: a run taken up again repeats it. */
import type { Part, PartContext } from "../../part";
import { whiten, whiteningWork, type ZcaCache } from "./whiten";

/** Operations that cost about as much as pushing one small image through a network and back. */
const operationsPerImage = 2e7;

/**
 * The part that whitens `context.data`, which must be marked by `expectWhitening`.
 * @param cache of the session, so that the same images are fitted once.
 */
export function whiteningPart({ data }: Pick<PartContext, "data">, cache?: ZcaCache): Part {
  let percent = 0;
  return {
    id: "whitening",
    kind: "preparation",
    title: "ZCA whitening",
    stage: 0,
    unit: "percent",
    total: 100,
    cost: whiteningWork(data) / operationsPerImage / 100,
    get done() {
      return percent;
    },
    async *work() {
      for await (const share of whiten(data, cache)) {
        percent = Math.floor(100 * share);
        yield;
      }
      percent = 100;
    },
    state: () => Promise.resolve(null),
    restore() {
      percent = 0;
    },
  };
}
