/** How a recipe's list of classes names one of the data's: read and written by one rule, so that both mean the same. */
import { listOf, listText } from "./recipe/settings";

/**
 * The place of a class that a recipe names, or −1 where there is none.
 * @param wanted a name, else a number from 0 on: the class of exactly that name comes first.
 */
export function placeOfClass(wanted: string, classNames: readonly string[]): number {
  for (const name of [wanted, wanted.normalize("NFC")]) {
    const place = classNames.indexOf(name);
    if (place >= 0) return place;
  }
  const number = /^\d{1,3}$/.test(wanted) ? Number(wanted) : -1;
  return number < classNames.length ? number : -1;
}

/**
 * What names the class at `place`: its name; or, where a list would not give that back or an earlier class has it, too,
 * its number, with zeros before it where another class is named by the number.
 */
export function nameOfClass(place: number, classNames: readonly string[]): string {
  const name = classNames[place]!;
  const number = String(place);
  const isRead = (text: string): boolean =>
    listOf(listText([text]))[0] === text && placeOfClass(text, classNames) === place;
  return [name, number, number.padStart(2, "0"), number.padStart(3, "0")].find(isRead) ?? name;
}
