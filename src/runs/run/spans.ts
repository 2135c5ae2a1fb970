/**
 * The axis of moments: the iterations of all stages, one stage after the other. Stages are of one length, but a branch
 * may have given those that it redid another.
 */
import type { PartProgress } from "../../../workers/protocol/events";
import type { Recipe } from "../../../workers/protocol/recipe/recipe";

/** Where each stage begins, and at the end where the last one ends: [0, 500, 1000, 1500]. */
export type Spans = readonly number[];

/** Of stages of these lengths. */
export function spansOfLengths(lengths: readonly number[]): Spans {
  const starts = [0];
  for (const length of lengths) starts.push(starts.at(-1)! + length);
  return starts;
}

/** Of a run: as its parts tell, or else its recipe. */
export function spansOf({ stages, matching }: Recipe, parts: readonly PartProgress[]): Spans {
  const lengthOf = (stage: number): number => {
    const part = parts.find((each) => each.kind === "stage" && each.stage === stage);
    return part?.total || matching.iterations;
  };
  return spansOfLengths(Array.from({ length: stages.count }, (_, index) => lengthOf(index + 1)));
}

/** Where a stage (from 1) begins; one that the recipe does not have, at the end. */
export const startOf = (spans: Spans, stage: number): number => spans[stage - 1] ?? spans.at(-1) ?? 0;

/** Iterations of a stage. */
export const lengthOf = (spans: Spans, stage: number): number =>
  startOf(spans, stage + 1) - startOf(spans, stage);

/** Iterations of all stages. */
export const totalOf = (spans: Spans): number => spans.at(-1) ?? 0;

/** Stage (from 1) and iteration within it; the end of a stage belongs to it. */
export function placeOf(at: number, spans: Spans): { readonly stage: number; readonly iteration: number } {
  const after = spans.findIndex((start, index) => index > 0 && at <= start);
  const stage = Math.max(1, after === -1 ? spans.length - 1 : after);
  return { stage, iteration: at - startOf(spans, stage) };
}
