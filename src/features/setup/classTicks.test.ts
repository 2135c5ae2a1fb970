/** Ticks follow the setting, and every tick changes the setting by that class alone. */
import { expect, it } from "vitest";
import { tickedClasses, withTick } from "./classTicks";

const insects = ["ant", "bee", "cat"];
const ticks = (chosen: unknown, names: readonly string[]): number[] => [...tickedClasses(chosen, names)];

it("takes tick after tick away and gives them back", () => {
  const two = withTick([], insects, 2)!;
  expect(two).toEqual(["ant", "bee"]);
  const one = withTick(two, insects, 1)!;
  expect([one, ticks(one, insects)]).toEqual([["ant"], [0]]);
  // The last one stays.
  expect(withTick(one, insects, 0)).toBeNull();
  const others = withTick(one, insects, 2)!;
  expect(others).toEqual(["ant", "cat"]);
  expect(withTick(others, insects, 1)).toEqual([]);
});

it("tells a class from one that is named by its number", () => {
  const names = ["1", " a", "z"];
  const without = withTick([], names, 2)!;
  expect(without).toEqual(["1", "01"]);
  expect(ticks(without, names)).toEqual([0, 1]);
  expect(withTick(without, names, 2)).toEqual([]);
});

it("ticks by number, and mends a setting with classes that there are not", () => {
  expect(ticks(["0", "cat"], insects)).toEqual([0, 2]);
  expect(ticks(["wasp", "ant"], insects)).toEqual([0]);
  expect(withTick(["wasp", "ant"], insects, 1)).toEqual(["ant", "bee"]);
  expect(ticks(["wasp", "gnat"], insects)).toEqual([]);
});
