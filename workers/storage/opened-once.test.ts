import { expect, test } from "vitest";
import { openedOnce } from "./opened-once";

test("opens once for all who ask, and anew after a failure", async () => {
  let calls = 0;
  const open = openedOnce(async () => {
    calls++;
    if (calls === 1) throw new Error("not now");
    return { calls };
  });
  const [first, beside] = await Promise.allSettled([open(), open()]);
  expect([first.status, beside.status, calls]).toEqual(["rejected", "rejected", 1]);
  const whole = await open();
  expect(whole).toEqual({ calls: 2 });
  expect(await open()).toBe(whole);
});
