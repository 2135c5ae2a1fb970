/** Runs in words, and what of them is searched and sorted. */
import type { ListedRun } from "../../../workers/protocol/library";
import { findMethod } from "../../../workers/protocol/methods/registry";
import { recipeFields } from "../../../workers/protocol/recipe/describe";
import { shownState } from "../../runs/library/libraryStore";
import { percent } from "../../ui/format";

/** "41 %" for 0.41, in one piece. */
export const share = (fraction: number): string => `${Math.floor(100 * fraction)}\u00a0%`;

export const methodOf = ({ recipe }: ListedRun): string => findMethod(recipe.method).title;

export function dataOf({ recipe: { data } }: ListedRun): string {
  return `${recipeFields.get("data.set")?.choices?.[data.set] ?? data.set} ${data.size}×${data.size}`;
}

/** "3 × 1": stages × IPC. */
export const stagesOf = ({ recipe: { stages } }: ListedRun): string => `${stages.count} × ${stages.ipc}`;

export const accuracyOf = ({ best }: ListedRun): string =>
  best ? `${percent(best.accuracy.mean)} ± ${percent(best.accuracy.std)}` : "–";

export const columns = ["name", "method", "data", "stages", "accuracy", "date", "state"] as const;
export type Column = (typeof columns)[number];

/** What a column sorts by; accuracies and dates begin with the highest. */
const sortKey: Readonly<Record<Column, (run: ListedRun) => string | number>> = {
  name: (run) => run.name.toLowerCase(),
  method: methodOf,
  data: dataOf,
  stages: ({ recipe: { stages } }) => stages.count * stages.ipc,
  accuracy: ({ best }) => -(best?.accuracy.mean ?? -1),
  date: ({ created }) => -created,
  state: shownState,
};

/** Sorted by a column; equal ones by date. */
export function sorted(runs: readonly ListedRun[], column: Column, reversed: boolean): readonly ListedRun[] {
  const key = sortKey[column];
  const order = runs.toSorted((a, b) => {
    const [first, second] = [key(a), key(b)];
    if (first === second) return b.created - a.created;
    return first < second ? -1 : 1;
  });
  return reversed ? order.toReversed() : order;
}

/** The runs in which every word of the text occurs. */
export function matching(runs: readonly ListedRun[], text: string): readonly ListedRun[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return runs.filter((run) => {
    const { name, notes, tags } = run;
    const all = [name, notes, ...tags, methodOf(run), dataOf(run), shownState(run)].join(" ").toLowerCase();
    return words.every((word) => all.includes(word));
  });
}
