/** Which classes are ticked under the setting in the form, and the setting with one tick more or less. */
import { nameOfClass, placeOfClass } from "../../../workers/protocol/class-names";

/**
 * Places of the classes that the setting takes.
 * @param chosen `data.classes` as it stands in the form; what names none of the classes is left out.
 */
export function tickedClasses(chosen: unknown, classNames: readonly string[]): ReadonlySet<number> {
  if (!Array.isArray(chosen) || chosen.length === 0) return new Set(classNames.keys());
  const places = chosen.map((name) => placeOfClass(String(name), classNames));
  return new Set(places.filter((place) => place >= 0));
}

/** The setting with the class at `place` ticked or not; none where no class were left, which would mean all of them. */
export function withTick(
  chosen: unknown,
  classNames: readonly string[],
  place: number,
): readonly string[] | null {
  const ticked = tickedClasses(chosen, classNames);
  const next = [...classNames.keys()].filter((at) => ticked.has(at) !== (at === place));
  if (next.length === classNames.length) return [];
  return next.length === 0 ? null : next.map((at) => nameOfClass(at, classNames));
}
