import { expect, test } from "vitest";
import { Patience } from "./patience";

/** How many looks without progress are borne now. */
function borne(patience: Patience): number {
  let looks = 0;
  while (!patience.missed()) looks++;
  return looks;
}

test("waits longer for the first progress than for the next", () => {
  expect(borne(new Patience(20, 120))).toBe(120);
  const patience = new Patience(20, 120);
  patience.heard();
  expect(borne(patience)).toBe(20);
});

test("a thread that was slow before may be slow again", () => {
  const patience = new Patience(20);
  for (let look = 0; look < 7; look++) expect(patience.missed()).toBe(false);
  patience.heard();
  patience.heard();
  expect(borne(patience)).toBe(70);
});
