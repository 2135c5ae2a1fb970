/** The axes of a sweep: which settings can be swept, and their values as a person types them, "1, 2, 5" or "1…5". */
import { methodNames } from "../methods/names";
import { hasEffect, usedByMethod } from "../recipe/defaults";
import {
  recipeFields,
  recipeSections,
  type FieldDescription,
  type SectionDescription,
} from "../recipe/describe";
import type { Recipe } from "../recipe/recipe";
import { rangeInWords, settingText } from "../recipe/settings";

export type SweepValue = number | string | boolean;

/** A setting of the recipe and the values that it takes in turn. */
export interface SweepAxis {
  readonly path: string;
  readonly values: readonly SweepValue[];
}

/** An axis as it is typed. */
export interface AxisText {
  readonly path: string;
  readonly text: string;
}

/** The values of one axis at most: more are no table any more. */
const mostValues = 16;

/** What a sweep has where nothing else is asked for: stages × IPC. */
export const usualAxes: readonly AxisText[] = [
  { path: "stages.count", text: "1, 2, 3" },
  { path: "stages.ipc", text: "1, 2" },
];

/**
 * Why a setting cannot be swept, as a sentence; null if it can.
 * @param other path of the other axis, which may switch on what this one needs.
 */
export function axisRefusal(base: Recipe, path: string, other: string | null): string | null {
  const field = recipeFields.get(path);
  if (!field) return `There is no setting "${path}".`;
  const name = `${field.title} (${path})`;
  if (path === "data.set") return `${name} cannot be swept: all runs are on the data that are loaded.`;
  if (field.kind === "choices" || field.kind === "list")
    return `${name} is a list, which a sweep cannot go through; choose a number, a choice or a switch.`;
  if (hasEffect(field, base)) return null;
  const isUsed = usedByMethod(field, base.method);
  if (!isUsed && other === "method" && methodNames.some((method) => usedByMethod(field, method))) return null;
  if (!isUsed)
    return `${name} has no effect with the method ${base.method}: only ${field.methods!.join(", ")} use it.`;
  return field.needs === other ? null : `${name} has no effect while ${field.needs} is off.`;
}

/** The settings that can be swept beside `other`, section by section; those without any are left out. */
export function sweepFields(base: Recipe, other: string | null): readonly SectionDescription[] {
  return recipeSections
    .map((section) => ({
      ...section,
      fields: section.fields.filter(({ path }) => path !== other && axisRefusal(base, path, other) === null),
    }))
    .filter(({ fields }) => fields.length > 0);
}

/** The value as the form shows it: "on" for true, "Gaussian noise" for "noise". */
export function valueInWords(path: string, value: SweepValue): string {
  if (typeof value === "boolean") return value ? "on" : "off";
  return recipeFields.get(path)?.choices?.[String(value)] ?? settingText(value);
}

/** Whether a value is one that the field takes. */
function isTaken(field: FieldDescription, value: SweepValue): boolean {
  const { kind, minimum = -Infinity, maximum = Infinity, exclusiveMinimum, options } = field;
  if (kind === "boolean") return typeof value === "boolean";
  if (kind === "choice") return options.includes(String(value));
  if (typeof value !== "number" || (kind === "integer" && !Number.isInteger(value))) return false;
  return (exclusiveMinimum ? value > minimum : value >= minimum) && value <= maximum;
}

const booleans: Readonly<Record<string, boolean>> = { true: true, on: true, false: false, off: false };

/** One value as typed; text that is none stays text. */
function valueOf(field: FieldDescription, text: string): SweepValue {
  if (field.kind === "boolean") return booleans[text] ?? text;
  if (field.kind === "choice") return text;
  return Number.isFinite(Number(text)) ? Number(text) : text;
}

/** "1…5", also written with two or three full stops. */
const range = /^(\S+?)\s*(?:…|\.{2,3})\s*(\S+)$/;

/** The values that one part between two commas stands for, or the sentence that says why it stands for none. */
function partValues(field: FieldDescription, part: string): readonly SweepValue[] | string {
  const name = `${field.title} (${field.path})`;
  const isNumber = field.kind === "integer" || field.kind === "number";
  const ends = isNumber ? range.exec(part) : null;
  if (!ends) {
    const value = valueOf(field, part);
    return isTaken(field, value) ? [value] : `${name} takes ${rangeInWords(field)}, not “${part}”.`;
  }
  const [from, to] = [Number(ends[1]), Number(ends[2])];
  if (!Number.isInteger(from) || !Number.isInteger(to) || from >= to)
    return `A range such as 1…5 goes up in whole numbers, which “${part}” does not; write its values one by one.`;
  const wrong = [from, to].find((end) => !isTaken(field, end));
  if (wrong !== undefined) return `${name} takes ${rangeInWords(field)}, not “${wrong}”.`;
  if (to - from >= mostValues) return tooMany(name, to - from + 1);
  return Array.from({ length: to - from + 1 }, (_, k) => from + k);
}

const tooMany = (name: string, count: number): string =>
  `${name} has ${count} values, and a sweep takes ${mostValues} of one setting at most.`;

/**
 * The axis that is meant; values that are given twice count once.
 * @param other path of the other axis, if there is one.
 */
export function readAxis(
  base: Recipe,
  { path, text }: AxisText,
  other: string | null,
): { readonly axis: SweepAxis; readonly problem: null } | { readonly axis: null; readonly problem: string } {
  const wrong = (problem: string) => ({ axis: null, problem }) as const;
  const refused = axisRefusal(base, path, other);
  if (refused) return wrong(refused);
  const field = recipeFields.get(path)!;
  const values: SweepValue[] = [];
  const parts = text.split(/[,;]/).map((part) => part.trim());
  for (const part of parts.filter(Boolean)) {
    const read = partValues(field, part);
    if (typeof read === "string") return wrong(read);
    values.push(...read);
  }
  const distinct = [...new Set(values)];
  const name = `${field.title} (${path})`;
  if (distinct.length < 2)
    return wrong(`${name} needs two values or more to be swept; it takes ${rangeInWords(field)}.`);
  if (distinct.length > mostValues) return wrong(tooMany(name, distinct.length));
  return { axis: { path, values: distinct }, problem: null };
}
