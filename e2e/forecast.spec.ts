/** Before Start: what the run will take is on the page, follows the form, and says what does not fit. */
import { expect, test, type Locator, type Page } from "@playwright/test";
import { button, firstImages, listenForComplaints, open, phase, tiny, type Settings } from "./studio";

/** A recipe whose stages are most of its time, so that they decide the forecast. */
const mostlyStages: Settings = {
  ...tiny,
  backend: "wasm",
  threads: 1,
  "matching.iterations": 1000,
  "matching.studentSteps": 10,
};

const forecast = (page: Page): Locator => page.getByRole("region", { name: "Forecast" });

/** Waits until it is measured; the seconds that it says. */
async function seconds(page: Page): Promise<number> {
  await expect(forecast(page)).toHaveAttribute("data-state", "known", { timeout: 120_000 });
  return Number(await forecast(page).getAttribute("data-seconds"));
}

async function setIterations(page: Page, value: number): Promise<void> {
  await page.getByLabel(/^Iterations per stage/).fill(String(value));
  await expect(forecast(page)).not.toHaveAttribute("data-state", "known");
}

test("a forecast appears, grows with the iterations, and is there again without being measured twice", async ({
  page,
}) => {
  const complaints = listenForComplaints(page);
  await open(page, mostlyStages);
  const once = await seconds(page);
  await expect(forecast(page).getByText(/^About .* of memory.* kept$/)).toBeVisible();
  await expect(page.getByTestId("status")).toHaveText(/^About /);
  await forecast(page).getByText("What the forecast is made of").click();
  await expect(forecast(page).getByRole("table", { name: "Time" }).getByRole("row")).toHaveCount(5);
  await expect(forecast(page).getByText(/^From a warm-up of [\d.]+ s on wasm/)).toBeVisible();

  // The load of the machine may change between two measurements: fifty times as many are more, whatever it does.
  await setIterations(page, 50_000);
  const many = await seconds(page);
  expect(many).toBeGreaterThan(4 * once);
  await page.getByLabel(/^Iterations per stage/).fill("none");
  await expect(forecast(page).getByText(/^No forecast yet\. Iterations per stage .* must be/)).toBeVisible();
  await page.getByLabel(/^Iterations per stage/).fill("50000");
  expect(await seconds(page)).toBe(many);
  expect(complaints).toEqual([]);
});

test("Start does not wait for it, and what was measured is never in its way", async ({ page }) => {
  await open(page, { ...mostlyStages, "matching.iterations": 20_000 });
  await expect(forecast(page)).toHaveAttribute("data-state", "measuring");
  await button(page, "Start distilling").click();
  await firstImages(page);
  await expect(forecast(page)).toHaveAttribute("data-state", "waiting");
  expect(page.workers().filter((worker) => worker.url().includes("forecast"))).toEqual([]);
  await expect(forecast(page).getByText("Started before there was a forecast.")).toBeVisible();
  await button(page, "Stop").click();
  await phase(page, "stopped");
  await seconds(page);
});

test.describe("where there is little room", () => {
  // What the service worker has kept would be out of the route's reach.
  test.use({ serviceWorkers: "block" });

  test("what does not fit is said before Start, with the setting that would fit", async ({ page }) => {
    // A browser that has room for a few trajectories, and not for a hundred.
    await page.context().route("**/forecast.worker*", async (route) => {
      const response = await route.fetch();
      const small = "StorageManager.prototype.estimate = async () => ({ usage: 0, quota: 20000000 });";
      await route.fulfill({ response, body: `${small}\n${await response.text()}` });
    });
    await open(page, {
      ...mostlyStages,
      "matching.iterations": 30,
      "experts.count": 100,
      "network.width": 32,
    });
    await seconds(page);
    await expect(
      forecast(page).getByText(/^The run keeps about \d+ MB, and the browser has room for 20 MB/),
    ).toBeVisible();
    const remedy = forecast(page).getByText(/^Experts \(experts\.count\) \d+ instead of 100 would fit\.$/);
    const value = /\d+/.exec((await remedy.textContent())!)![0];
    await forecast(page).getByRole("button", { name: "Use that" }).click();
    await expect(page).toHaveURL(new RegExp(`experts\\.count=${value}(&|$)`));
    await seconds(page);
    await expect(remedy).toBeHidden();
    await expect(forecast(page).getByText(/has room for/)).toBeHidden();
  });
});
