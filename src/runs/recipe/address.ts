/**
 * The address of the page as a recipe: `?preset=NAME&matching.iterations=50&backend=wasm`. Only the settings that
 * differ from the preset are written, in links that are handed on packed where they are many (`?r=…`); what cannot be
 * read is said in one sentence, and the rest is used. A lesson stands in it too, and `tour`, `present` and `recorded`
 * say what the page begins with.
 */
import type { BackendChoice } from "../../../workers/protocol/api";
import { benchLists, type BenchList } from "../../../workers/protocol/bench";
import { StudioError } from "../../../workers/protocol/errors";
import { methodNames } from "../../../workers/protocol/methods/names";
import { withMethod } from "../../../workers/protocol/recipe/defaults";
import { recipeFields } from "../../../workers/protocol/recipe/describe";
import { findPreset } from "../../../workers/protocol/recipe/presets";
import type { Recipe } from "../../../workers/protocol/recipe/recipe";
import { applySetting, settingText } from "../../../workers/protocol/recipe/settings";
import { getSetting } from "../../../workers/protocol/recipe/tree";
import { lessonParts, readLesson, type Lesson } from "./lesson";
import { packedQuery, unpackedQuery } from "./packedQuery";

export const defaultPreset = "demo";
/** Parameters that are no settings. */
const reserved: readonly string[] = [
  "backend",
  "threads",
  "preset",
  "lesson",
  "title",
  "tour",
  "present",
  "recorded",
  "bench",
  "r",
];
const backends: readonly BackendChoice[] = ["auto", "webgpu", "wasm", "cpu"];

export interface AddressContent {
  readonly choice: BackendChoice;
  /** Cores allowed on wasm; null: all. */
  readonly threads: number | null;
  readonly preset: string;
  readonly recipe: Recipe;
  readonly lesson: Lesson | null;
  /** What the page begins with. */
  readonly open: {
    readonly tour: boolean;
    readonly presenting: boolean;
    readonly recorded: boolean;
    /** The benchmark, with this list chosen; null: not. */
    readonly bench: BenchList | null;
  };
  /** A sentence for each thing in the address that could not be used. */
  readonly notes: readonly string[];
}

/** The recipe of a preset that is known to exist. */
export function presetRecipe(name: string): Recipe {
  const preset = findPreset(name);
  if (!preset) throw new Error(`the preset ${name} was taken for known`);
  return preset.recipe;
}

/** What a draft's settings are compared with: the preset, with the draft's method if it has another. */
export function baseRecipe(preset: string, draft: unknown): Recipe {
  const recipe = presetRecipe(preset);
  const method = methodNames.find((name) => name === getSetting(draft, "method"));
  return method && method !== recipe.method ? withMethod(recipe, method) : recipe;
}

/** The list of a name; an unknown one is said, and the quick one taken. */
function benchList(name: string, notes: string[]): BenchList {
  const found = benchLists.find((list) => list === name);
  if (!found) {
    notes.push(
      `The address asks for the benchmark "${name}", which is none of ${benchLists.join(", ")}; quick is used.`,
    );
  }
  return found ?? "quick";
}

/** The parameters of an address, those that are packed in it included. */
function unpackedParameters(search: string, notes: string[]): URLSearchParams {
  const parameters = new URLSearchParams(search);
  const packed = parameters.get("r");
  if (packed === null) return parameters;
  const query = unpackedQuery(packed);
  if (query === null)
    notes.push("The settings in the address are damaged; they are left out. Copy the whole link.");
  for (const [name, value] of new URLSearchParams(query ?? "")) parameters.append(name, value);
  return parameters;
}

/** Reads the query part of an address. */
export function readAddress(search: string): AddressContent {
  const notes: string[] = [];
  const parameters = unpackedParameters(search, notes);

  const wanted = parameters.get("backend") ?? "auto";
  const choice = backends.find((name) => name === wanted);
  if (!choice) {
    notes.push(
      `The address asks for the back end "${wanted}", which is none of ${backends.join(", ")}; auto is used.`,
    );
  }

  const asked = parameters.get("threads") ?? "";
  const threads = Number(asked);
  if (asked && !(Number.isInteger(threads) && threads >= 1)) {
    notes.push(
      `The address asks for "${asked}" threads, which is no whole number from 1 on; all cores are used.`,
    );
  }

  const name = parameters.get("preset") ?? defaultPreset;
  const isKnown = findPreset(name) !== undefined;
  if (!isKnown) {
    notes.push(`The address asks for the preset "${name}", which there is not; ${defaultPreset} is used.`);
  }
  const preset = isKnown ? name : defaultPreset;

  let recipe = presetRecipe(preset);
  // The method first, since it brings settings of its own.
  const settings = [...parameters].toSorted(([a], [b]) => Number(b === "method") - Number(a === "method"));
  for (const [path, text] of settings) {
    if (reserved.includes(path)) continue;
    try {
      recipe = applySetting(recipe, path, text);
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      notes.push(`In the address: ${error.message}`);
    }
  }
  const { lesson, notes: lessonNotes } = readLesson(parameters);
  const open = {
    tour: parameters.has("tour"),
    presenting: parameters.has("present"),
    recorded: parameters.has("recorded"),
    bench: parameters.has("bench") ? benchList(parameters.get("bench") || "quick", notes) : null,
  };
  return {
    choice: choice ?? "auto",
    threads: Number.isInteger(threads) && threads >= 1 ? threads : null,
    preset,
    recipe,
    lesson,
    open,
    notes: [...notes, ...lessonNotes],
  };
}

/** Paths whose value in `draft` differs from the preset's; the method counts as one change, not its settings too. */
export function changedPaths(preset: string, draft: unknown): readonly string[] {
  const base = baseRecipe(preset, draft);
  const chosen = presetRecipe(preset).method;
  return [...recipeFields.keys()].filter((path) => {
    const before = path === "method" ? chosen : getSetting(base, path);
    return settingText(before) !== settingText(getSetting(draft, path));
  });
}

/** The query part for a draft, "" or "?…"; values that are not valid are left in too, as they stand in the form. */
export function writeAddress(
  { choice, threads }: Pick<AddressContent, "choice" | "threads">,
  preset: string,
  draft: unknown,
  lesson: Lesson | null = null,
): string {
  const parts: string[] = [];
  if (choice !== "auto") parts.push(`backend=${choice}`);
  if (threads !== null) parts.push(`threads=${threads}`);
  if (preset !== defaultPreset) parts.push(`preset=${encodeURIComponent(preset)}`);
  for (const path of changedPaths(preset, draft)) {
    parts.push(`${path}=${encodeURIComponent(settingText(getSetting(draft, path))).replaceAll("%2C", ",")}`);
  }
  if (lesson) parts.push(...lessonParts(lesson));
  return parts.length ? `?${parts.join("&")}` : "";
}

/** The same for a link that is handed on: short, and with the seed however usual it is. */
export function writeLink(
  engine: Pick<AddressContent, "choice" | "threads">,
  preset: string,
  draft: unknown,
  lesson: Lesson | null = null,
): string {
  const query = writeAddress(engine, preset, draft, lesson).slice(1);
  const seed = changedPaths(preset, draft).includes("seed")
    ? []
    : [`seed=${settingText(getSetting(draft, "seed"))}`];
  return `?${packedQuery([...(query ? [query] : []), ...seed].join("&"))}`;
}
