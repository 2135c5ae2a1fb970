/** Which classes a recipe takes: by name, or by number where a name cannot be written in a list. */
import { placeOfClass } from "../../protocol/class-names";
import { StudioError } from "../../protocol/errors";
import { listText } from "../../protocol/recipe/settings";

/** At most this many classes: labels are bytes. */
export const MOST_CLASSES = 256;

/**
 * Indices of the chosen classes, ascending; all for an empty choice.
 * @param chosen names, or numbers from 0 on; a name that is a number means the class of that name first.
 * @throws StudioError `bad-recipe` for a class that there is not, or for one class alone.
 */
export function chosenClasses(chosen: readonly string[], classNames: readonly string[]): number[] {
  if (chosen.length === 0) return [...classNames.keys()];
  const indices = new Set<number>();
  for (const wanted of chosen) {
    const index = placeOfClass(wanted, classNames);
    if (index < 0) {
      const some = listText(classNames.slice(0, 4));
      throw new StudioError(
        "bad-recipe",
        `The data have no class "${wanted}".`,
        `There are ${classNames.length} classes: ${some}${classNames.length > 4 ? ", …" : ""}; or leave the choice empty to take them all.`,
      );
    }
    indices.add(index);
  }
  if (indices.size < 2) {
    throw new StudioError(
      "bad-recipe",
      `One class alone ("${classNames[[...indices][0]!]}") leaves nothing to tell apart.`,
      "Choose at least two classes, or none to take them all.",
    );
  }
  return [...indices].sort((a, b) => a - b);
}
