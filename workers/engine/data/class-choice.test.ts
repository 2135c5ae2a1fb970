/** The classes of a recipe among those of the data. */
import { expect, test } from "vitest";
import { chosenClasses } from "./class-choice";

const names = ["1", "1,2", "z"];

test("classes named by numbers are those of the name, others are counted from 0 on", () => {
  expect(chosenClasses([], names)).toEqual([0, 1, 2]);
  expect(chosenClasses(["1,2", "1"], names)).toEqual([0, 1]);
  expect(chosenClasses(["2", "1"], names)).toEqual([0, 2]);
});

test("one class, named twice or alone, and one that there is not are refused", () => {
  expect(() => chosenClasses(["1", "1"], names)).toThrow('One class alone ("1")');
  expect(() => chosenClasses(["0", "1"], names)).toThrow('One class alone ("1")');
  expect(() => chosenClasses(["1", "3"], names)).toThrow('The data have no class "3".');
});
