/** Before Start: what the run will take is on the page, follows the form, and says what does not fit. */
import { expect, test, type Locator, type Page } from "@playwright/test";
import {
  button,
  endless,
  firstImages,
  listenForComplaints,
  open,
  phase,
  tiny,
  type Settings,
} from "./studio";

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

const forecasters = (page: Page): number =>
  page.workers().filter((worker) => worker.url().includes("forecast")).length;

test.describe("while it is measured", () => {
  // What the service worker has kept would be out of the route's reach.
  test.use({ serviceWorkers: "block" });

  test("Start does not wait for it, and what was measured is never in its way", async ({ page }) => {
    // On this machine the first measurement comes to no end.
    let measurements = 0;
    await page.context().route("**/forecast.worker*", async (route) => {
      if (measurements++ > 0) return route.continue();
      const response = await route.fetch();
      await route.fulfill({ response, body: `${await response.text()}\nawait new Promise(() => {});` });
    });
    await open(page, { ...endless, backend: "wasm", threads: 1 });
    await expect.poll(() => forecasters(page)).toBe(1);
    await expect(forecast(page)).toHaveAttribute("data-state", "measuring");
    await button(page, "Start distilling").click();
    await firstImages(page);
    await expect(forecast(page)).toHaveAttribute("data-state", "waiting");
    await expect.poll(() => forecasters(page)).toBe(0);
    await expect(forecast(page).getByText("Started before there was a forecast.")).toBeVisible();
    await button(page, "Stop").click();
    await phase(page, "stopped");
    await seconds(page);
  });
});

test("forecasts leave no worker behind, neither those that end nor those that are given up", async ({
  page,
}) => {
  await open(page, { ...tiny, backend: "wasm", threads: 2 });
  await seconds(page);
  for (const iterations of [31, 32, 33, 34]) {
    await setIterations(page, iterations);
    // Every other one is given up while it measures.
    if (iterations % 2) await expect.poll(() => forecasters(page)).toBeGreaterThan(0);
    else await seconds(page);
  }
  await seconds(page);
  const names = (): string[] =>
    page
      .workers()
      .map((worker) => /([a-z]+)\.worker/.exec(worker.url())?.[1] ?? "?")
      .toSorted();
  await expect.poll(names, { timeout: 60_000 }).toEqual(["distill", "library"]);
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
