/**
 * A lesson: a recipe of which only chosen settings can be changed, as two parameters of the address,
 * `lesson=matching.iterations,stages.count` and `title=…`. What it names is checked like all the rest of the address.
 */
import { recipeFields } from "../../../workers/protocol/recipe/describe";

export interface Lesson {
  /** Empty: none. */
  readonly title: string;
  /** Paths of the settings that are shown, each once. */
  readonly paths: readonly string[];
}

/** Characters of a title, at most. */
export const longestTitle = 80;
/** In the place of paths: nothing can be set. */
const nothing = "none";

/** One line without control characters. */
export const cleanTitle = (text: string): string =>
  text
    .replaceAll(/[\p{C}\s]+/gu, " ")
    .trim()
    .slice(0, longestTitle)
    .trim();

/** The lesson of an address, and a sentence for each thing that is no part of one. */
export function readLesson(parameters: URLSearchParams): {
  readonly lesson: Lesson | null;
  readonly notes: readonly string[];
} {
  const listed = parameters.get("lesson");
  if (listed === null) return { lesson: null, notes: [] };
  const named = listed.split(",").map((path) => path.trim());
  const asked = [...new Set(named)].filter((path) => path && path !== nothing);
  const paths = asked.filter((path) => recipeFields.has(path));
  const unknown = asked.filter((path) => !recipeFields.has(path));
  const notes = unknown.map(
    (path) => `The lesson in the address shows the setting "${path}", which does not exist; it is left out.`,
  );
  return { lesson: { title: cleanTitle(parameters.get("title") ?? ""), paths }, notes };
}

/** What {@link readLesson} reads, as parts of an address. */
export function lessonParts({ title, paths }: Lesson): readonly string[] {
  const parts = [`lesson=${paths.length ? paths.join(",") : nothing}`];
  const clean = cleanTitle(title);
  if (clean) parts.push(`title=${encodeURIComponent(clean)}`);
  return parts;
}
