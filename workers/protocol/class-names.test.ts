/** Classes named in a recipe: what is written means the class that was meant, however the classes are called. */
import { expect, test } from "vitest";
import { nameOfClass, placeOfClass } from "./class-names";
import { listOf, listText } from "./recipe/settings";

test.each([
  { names: ["ant", "bee"], written: ["ant", "bee"] },
  { names: ["1", "1,2", "z"], written: ["1", "1,2", "z"] },
  { names: ["2", "1", "0"], written: ["2", "1", "0"] },
  // A list does not give the space back; "1" is another class, and so is "02".
  { names: ["1", " a", "b ", "02"], written: ["1", "01", "2", "02"] },
  { names: ["2", "02", " a"], written: ["2", "02", "002"] },
  { names: ["dog", "dog", ""], written: ["dog", "1", "2"] },
])("the classes $names are told apart in a list", ({ names, written }) => {
  expect(names.map((_, place) => nameOfClass(place, names))).toEqual(written);
  const back = listOf(listText(written));
  expect(back.map((name) => placeOfClass(name, names))).toEqual([...names.keys()]);
});

test("a name comes before a number, as it stands or composed", () => {
  expect(placeOfClass("1", ["1", "1,2", "z"])).toBe(0);
  expect(placeOfClass("2", ["1", "1,2", "z"])).toBe(2);
  expect(placeOfClass("cafe\u0301", ["x", "caf\u00e9"])).toBe(1);
  expect(placeOfClass("cafe\u0301", ["caf\u00e9", "cafe\u0301"])).toBe(1);
});

test.each(["3", "-1", "1.5", "1e0", "y", ""])("there is no class %j among three", (wanted) => {
  expect(placeOfClass(wanted, ["a", "b", "c"])).toBe(-1);
});
