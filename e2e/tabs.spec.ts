/** One run and several tabs: one computes it, the others see it as it goes on. */
import { expect, test } from "@playwright/test";
import { button, endless, firstImages, iteration, open, pause, phase, reaches } from "./studio";

test("a run of another tab: told on opening, looked at as it goes on, and free when that tab is closed", async ({
  page,
  context,
}) => {
  const settings = { ...endless, backend: "wasm", threads: 1 };
  await open(page, settings);
  await button(page, "Start distilling").click();
  await firstImages(page);
  const saved = await pause(page);

  const second = await context.newPage();
  await open(second, settings);
  await expect(second.getByText("“Demo” is being computed in another tab.")).toBeVisible();
  await button(second, "Look at it").click();
  await phase(second, "elsewhere");
  await expect(second.getByTestId("status")).toHaveText(/^In another tab · Stage 1 · iteration/);
  await firstImages(second);

  // What is saved meanwhile comes by itself.
  await button(page, "Resume").click();
  await reaches(page, saved + 20);
  const later = await pause(page);
  await second.bringToFront();
  await expect.poll(() => iteration(second), { timeout: 30_000 }).toBe(later);
  await page.close();
  await expect(button(second, "Resume the run")).toBeVisible({ timeout: 30_000 });

  // Resume is pressed once more, in a tab that knows no better.
  const third = await context.newPage();
  await open(third, settings);
  await expect(third.getByText(/was interrupted/)).toBeVisible();
  await second.bringToFront();
  await button(second, "Resume the run").click();
  await phase(second, "running");
  await third.bringToFront();
  await button(third, "Resume").click();
  await phase(third, "elsewhere");
  await expect(third.locator(".notice-error")).toHaveCount(0);
  await expect(third.getByText("“Demo” is being computed in another tab.")).toBeVisible();
});
