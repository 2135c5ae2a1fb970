/**
 * A sweep: an experiment whose variants are all combinations of the values of one or two settings. Those that are no
 * valid recipe, or would be the same run as another, are named with the reason and left out before anything starts.
 */
import { methodNames } from "../methods/names";
import { hasEffect, withMethod } from "../recipe/defaults";
import { recipeFields } from "../recipe/describe";
import type { Recipe } from "../recipe/recipe";
import { settingText, validateRecipe } from "../recipe/settings";
import { getSetting, withSetting } from "../recipe/tree";
import type { Experiment, LeftOut, Variant } from "./experiment";
import { readAxis, valueInWords, type AxisText, type SweepAxis, type SweepValue } from "./sweep-values";

/** The runs of a sweep at most. */
export const mostRuns = 64;

const titleOf = (path: string): string => recipeFields.get(path)?.title ?? path;

/** "Stages", with its unit where that says more: "Student steps (steps)" does not. */
export function axisName({ path }: SweepAxis): string {
  const field = recipeFields.get(path);
  const unit = field?.unit;
  const says = unit && !field.title.toLowerCase().includes(unit.toLowerCase().replace(/s$/, ""));
  return says ? `${field.title} (${unit})` : titleOf(path);
}

const product = (axes: readonly SweepAxis[]): (readonly SweepValue[])[] =>
  axes.reduce<(readonly SweepValue[])[]>(
    (lists, { values }) => lists.flatMap((list) => values.map((value) => [...list, value])),
    [[]],
  );

const combinationTitle = (axes: readonly SweepAxis[], values: readonly SweepValue[]): string =>
  axes.map(({ path }, k) => `${titleOf(path)} ${valueInWords(path, values[k]!)}`).join(", ");

const plain = (text: string): string =>
  text
    .replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

/** "count-2-ipc-1", with the sections where both settings have one name. */
function combinationName(axes: readonly SweepAxis[], values: readonly SweepValue[]): string {
  const last = axes.map(({ path }) => path.split(".").at(-1)!);
  const names = new Set(last).size === last.length ? last : axes.map(({ path }) => path);
  return names.map((name, k) => `${plain(name)}-${plain(settingText(values[k]))}`).join("-");
}

/** The base with the values in place; a method comes first, since it brings settings of its own. */
function recipeAt(base: Recipe, axes: readonly SweepAxis[], values: readonly SweepValue[]): Recipe {
  const settings = axes.map(({ path }, k) => ({ path, value: values[k]! }));
  const chosen = settings.find(({ path }) => path === "method")?.value;
  const method = methodNames.find((name) => name === chosen);
  return settings
    .filter(({ path }) => path !== "method")
    .reduce(
      (recipe, { path, value }) => withSetting(recipe, path, value),
      method ? withMethod(base, method) : base,
    );
}

/** The recipe with each swept setting that has no effect in it put back to the base's value: equal for equal runs. */
function runOf(base: Recipe, axes: readonly SweepAxis[], recipe: Recipe): string {
  const idle = axes.filter(({ path }) => !hasEffect(recipeFields.get(path)!, recipe));
  return JSON.stringify(
    idle.reduce((now, { path }) => withSetting(now, path, getSetting(base, path)), recipe),
  );
}

/** All combinations, row by row: those that can be run, and those that are left out. */
export function sweepCombinations(
  base: Recipe,
  axes: readonly SweepAxis[],
): { readonly variants: readonly Variant[]; readonly leftOut: readonly LeftOut[] } {
  const variants: Variant[] = [];
  const leftOut: LeftOut[] = [];
  const runs = new Map<string, string>();
  for (const values of product(axes)) {
    const title = combinationTitle(axes, values);
    const wished = recipeAt(base, axes, values);
    const { recipe, problems } = validateRecipe(wished);
    if (!recipe) {
      leftOut.push({ title, values, reason: problems[0]!.message });
      continue;
    }
    const run = runOf(base, axes, recipe);
    const same = runs.get(run);
    if (same !== undefined) {
      leftOut.push({ title, values, reason: `The same run as “${same}”: what differs has no effect here.` });
      continue;
    }
    runs.set(run, title);
    // The reference on all the real data is only needed once, unless it is what is swept.
    const isSwept = axes.some(({ path }) => path === "evaluation.fullDataNetworks");
    const once = variants.length > 0 && !isSwept;
    variants.push({
      name: combinationName(axes, values),
      title,
      values,
      recipe: once ? withSetting(recipe, "evaluation.fullDataNetworks", 0) : recipe,
    });
  }
  return { variants, leftOut };
}

/** The axes that are meant, or one sentence that says what is wrong with them. */
export function readSweep(
  base: Recipe,
  texts: readonly AxisText[],
):
  | { readonly axes: readonly SweepAxis[]; readonly problem: null }
  | { readonly axes: null; readonly problem: string } {
  const wrong = (problem: string) => ({ axes: null, problem }) as const;
  if (texts.length === 0 || texts.length > 2) return wrong("A sweep goes over one setting or two.");
  const [first, second] = texts;
  if (second && first!.path === second.path)
    return wrong(`Both axes are ${titleOf(second.path)} (${second.path}); choose two settings.`);
  const axes: SweepAxis[] = [];
  for (const text of texts) {
    const other = texts.find((each) => each !== text)?.path ?? null;
    const { axis, problem } = readAxis(base, text, other);
    if (!axis) return wrong(problem);
    axes.push(axis);
  }
  const count = product(axes).length;
  if (count > mostRuns) return wrong(`These are ${count} runs, and a sweep has ${mostRuns} at most.`);
  const { variants, leftOut } = sweepCombinations(base, axes);
  if (variants.length === 0) return wrong(`No combination can be run. ${leftOut[0]!.reason}`);
  return { axes, problem: null };
}

/** The sweep over axes that {@link readSweep} has read. */
export function sweepExperiment(axes: readonly SweepAxis[]): Experiment {
  return {
    name: "sweep",
    title: axes.map(({ path }) => titleOf(path)).join(" × "),
    question: `How does the accuracy change with ${axes.map(({ path }) => `${titleOf(path)} (${path})`).join(" and ")}?`,
    rows: "final",
    axes,
    refuse: () => null,
    variants: (base) => sweepCombinations(base, axes).variants,
    leftOut: (base) => sweepCombinations(base, axes).leftOut,
  };
}
