/**
 * A study: an experiment or a sweep that has been begun on a recipe, with what came of each of its variants so far. It
 * is kept beside the library; each of its runs says in its entry which study it belongs to, from its first moment on,
 * so that after a reload, a crash or a closed tab the study goes on where it was.
 */
import type { RunState } from "../events";
import type { Recipe } from "../recipe/recipe";
import type { Experiment, ExperimentRow, LeftOut, RowChoice, Variant } from "./experiment";
import type { SweepCell } from "./sweep-table";
import type { SweepAxis, SweepValue } from "./sweep-values";

/** What came of a variant for good; it is not begun again unless it is asked for. */
export type Outcome =
  | { readonly state: "finished"; readonly rows: readonly ExperimentRow[] }
  | { readonly state: "skipped" }
  /** `reason` is a sentence. */
  | { readonly state: "failed"; readonly reason: string };

export interface Study {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly created: number;
  /** Name of the experiment, "sweep" for a sweep. */
  readonly experiment: string;
  readonly title: string;
  readonly rows: RowChoice;
  /** Name of the preset that the base was made from. */
  readonly preset: string;
  /** What a sweep goes over; none for another experiment. */
  readonly axes: readonly SweepAxis[];
  readonly variants: readonly Variant[];
  readonly leftOut: readonly LeftOut[];
  /** By the variants' names. */
  readonly outcomes: Readonly<Record<string, Outcome>>;
  /** It is not offered to go on: all is done, or the person has put it away. */
  readonly closed: boolean;
}

/** A study as the library lists it. */
export interface ListedStudy extends Study {
  /** Some tab goes through its runs now. */
  readonly held: boolean;
}

/** What decides which images of its data set a recipe has: runs of a study that agree in it are on the same ones. */
export const dataKey = ({ data, seed, method }: Recipe): string => JSON.stringify([data, seed, method]);

/** Name of the lock that a tab holds while it goes through a study. */
export const studyLock = (id: string): string => `study ${id}`;

/** A new study of a recipe that the experiment does not refuse. */
export function newStudy(
  experiment: Experiment,
  base: Recipe,
  about: Pick<Study, "id" | "created" | "preset">,
): Study {
  return {
    ...about,
    experiment: experiment.name,
    title: experiment.title,
    rows: experiment.rows,
    axes: experiment.axes ?? [],
    variants: experiment.variants(base),
    leftOut: experiment.leftOut?.(base) ?? [],
    outcomes: {},
    closed: false,
  };
}

/** The variants of which nothing has come yet, in their order. */
export function waitingVariants({ variants, outcomes }: Study): readonly Variant[] {
  return variants.filter(({ name }) => !outcomes[name]);
}

/** What the library's entry of a run says of its place in a study. */
export interface StudyPart {
  /** Of the study. */
  readonly id: string;
  /** Name of the variant. */
  readonly variant: string;
}

interface Entry {
  readonly study?: StudyPart | undefined;
  readonly recipe: Recipe;
  readonly state: RunState;
  readonly resumable: boolean;
}

/**
 * The run of a variant in the library: the finished one if there is one, else one that can go on, else none. A run with
 * another recipe, such as a branch, is not it.
 */
export function runOfVariant<E extends Entry>(
  study: Pick<Study, "id">,
  { name, recipe }: Variant,
  entries: readonly E[],
): E | null {
  const own = entries.filter(
    (entry) =>
      entry.study?.id === study.id &&
      entry.study.variant === name &&
      JSON.stringify(entry.recipe) === JSON.stringify(recipe),
  );
  return own.find(({ state }) => state === "finished") ?? own.find(({ resumable }) => resumable) ?? null;
}

/** The table's rows so far, in the order of the variants. */
export function studyRows({ variants, outcomes }: Study): readonly ExperimentRow[] {
  return variants.flatMap(({ name }) => {
    const outcome = outcomes[name];
    return outcome?.state === "finished" ? outcome.rows : [];
  });
}

const placeKey = (values: readonly SweepValue[]): string => JSON.stringify(values);

/** Why there is no accuracy for a variant, in a few words or a sentence. */
function withoutAccuracy(outcome: Outcome | undefined): string {
  if (outcome?.state === "skipped") return "skipped";
  return outcome?.state === "failed" ? outcome.reason : "not run yet";
}

/** The cells of a sweep, row by row: with the last accuracy of each run, or the reason why there is none. */
export function sweepCells({
  axes,
  variants,
  leftOut,
  outcomes,
}: Pick<Study, "axes" | "variants" | "leftOut" | "outcomes">): readonly SweepCell[] {
  const run = new Map(variants.map((variant) => [placeKey(variant.values ?? []), variant]));
  const reasons = new Map(leftOut.map(({ values, reason }) => [placeKey(values), reason]));
  const [rows, columns] = axes;
  const places = (rows?.values ?? []).flatMap((row) =>
    columns ? columns.values.map((column) => [row, column]) : [[row]],
  );
  return places.map((values) => {
    const variant = run.get(placeKey(values)) ?? null;
    const outcome = variant ? outcomes[variant.name] : undefined;
    const row = outcome?.state === "finished" ? (outcome.rows.at(-1) ?? null) : null;
    const reason = variant ? withoutAccuracy(outcome) : (reasons.get(placeKey(values)) ?? "left out");
    return { values, variant: variant?.name ?? null, row, reason: row ? "" : reason };
  });
}
