/** Checks as expectations; shared by the tests in Node and in the browser. */
import { expect } from "vitest";
import { passed, type Check } from "../golden/check";

/** Expects every check to pass; all that fail are reported, not the first alone. */
export async function expectPassed(run: () => Promise<Check[]>): Promise<void> {
  const checks = await run();
  expect(checks.length).toBeGreaterThan(0);
  expect(checks.filter((check) => !passed(check))).toEqual([]);
}
