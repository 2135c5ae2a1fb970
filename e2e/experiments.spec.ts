/** The papers' ablations and sweeps: their runs one after the other, through reloads, to the table and the heat map. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test, type Locator, type Page } from "@playwright/test";
import { idxPair } from "../workers/engine/data/files/fixtures";
import { barriers } from "./axe";
import {
  button,
  endless,
  give,
  iteration,
  killEngine,
  listenForComplaints,
  open,
  openExport,
  phase,
  ready,
  save,
  type Settings,
  tiny,
} from "./studio";

const dialog = (page: Page): Locator => page.getByRole("dialog", { name: "Experiments" });
const strip = (page: Page): Locator => page.getByRole("region", { name: "Images" });

async function openPage(page: Page, name: "Experiments" | "Sweep" | "Results"): Promise<void> {
  await page.getByRole("banner").getByRole("button", { name: "Experiments", exact: true }).click();
  // The words on it are what is seen of it.
  await dialog(page).getByRole("radio", { name, exact: true }).check({ force: true });
}

async function table(page: Page, name: string): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent("download"), button(page, name).click()]);
  return readFileSync(await download.path(), "utf8");
}

/** The accuracies of a sweep's table, without the seconds. */
async function accuracies(page: Page): Promise<readonly string[]> {
  const lines = (await table(page, "Table (CSV)")).trim().split("\n");
  return lines.map((line) => line.split(",").slice(0, 8).join(","));
}

/** A fingerprint of what the run on the page has distilled. */
async function arrays(page: Page): Promise<string> {
  await openExport(page);
  const { bytes } = await save(page, "Arrays (NPZ)");
  await page.keyboard.press("Escape");
  return createHash("sha256").update(bytes).digest("hex");
}

/** Waits until a run of the study is on its way, and looks often: what is done next shall befall that run. */
async function underWay(page: Page, run: string): Promise<void> {
  const at = async (): Promise<number> =>
    (await strip(page).textContent())?.includes(run) ? await iteration(page) : Number.NaN;
  await expect.poll(at, { intervals: [50], timeout: 120_000 }).toBeGreaterThan(2);
}

test("an ablation runs its variants one after the other and fills its table", async ({ page }) => {
  await open(page, { ...tiny, "matching.iterations": 3, backend: "wasm" });
  await openPage(page, "Experiments");
  await dialog(page)
    .getByRole("radio", { name: /Without transition, without conditioning/ })
    .check();
  await button(page, "Start 3 runs").click();
  await expect(strip(page).getByText(/run \d of 3/)).toBeVisible();
  await expect(strip(page).getByText(/all runs are finished/)).toBeVisible({ timeout: 150_000 });
  await button(page, "Table").click();
  // Two stages of three variants, under a line of headings.
  await expect(dialog(page).getByRole("row")).toHaveCount(7);
  await expect(dialog(page).getByRole("img", { name: /without transition/ })).toBeVisible();
  const lines = (await table(page, "Table (CSV)")).trim().split("\n");
  expect(lines).toHaveLength(7);
  // What it has found is still there after the page is loaded anew.
  await page.reload();
  await ready(page);
  await openPage(page, "Results");
  await expect(dialog(page).getByRole("row")).toHaveCount(7);
  await expect(dialog(page).getByRole("img", { name: /without transition/ })).toBeVisible();
});

test("an ablation rests where its run is stopped, and can go on", async ({ page }) => {
  await open(page, { ...endless, backend: "wasm" });
  await openPage(page, "Experiments");
  await button(page, "Start 4 runs").click();
  await phase(page, "running");
  await button(page, "Stop").click();
  await expect(strip(page).getByText(/0 of 4 runs are finished/)).toBeVisible();
  await expect(button(page, "Start distilling")).toHaveAttribute("aria-disabled", "false");
  await button(page, "Go on").click();
  await phase(page, "running");
  await expect(strip(page).getByText(/run 1 of 4/)).toBeVisible();
  await button(page, "Skip").click();
  await expect(strip(page).getByText(/run 2 of 4/)).toBeVisible();
  await phase(page, "running");
  await button(page, "Stop").click();
  await expect(strip(page).getByText(/0 of 4 runs are finished, 1 skipped/)).toBeVisible();
});

test("a sweep goes on after a reload and a dead engine, to the same bits", async ({ page }) => {
  test.setTimeout(600_000);
  const complaints = listenForComplaints(page);
  const settings: Settings = {
    ...tiny,
    backend: "wasm",
    threads: 1,
    // Long enough that what befalls a run does so before its end, on a fast machine too.
    "matching.iterations": 800,
    "evaluation.fullDataNetworks": 0,
  };
  const begin = async (): Promise<void> => {
    await open(page, settings);
    await openPage(page, "Sweep");
    await dialog(page).getByRole("textbox", { name: "Values, in stages" }).fill("1, 2");
    await button(page, "Start the sweep: 4 runs").click();
  };
  const allDone = (): Promise<void> =>
    expect(strip(page).getByText(/all runs are finished/)).toBeVisible({ timeout: 150_000 });

  await begin();
  await allDone();
  await button(page, "Table").click();
  const cells = dialog(page).locator(".accuracy-grid button");
  await expect(cells).toHaveCount(4);
  await expect(dialog(page).getByText("IPC per stage (images)")).toBeVisible();
  expect(await barriers(page)).toEqual([]);
  const whole = await accuracies(page);
  expect(whole.map((line) => line.split(",").slice(0, 3).join())).toEqual([
    "stages.count,stages.ipc,total_ipc",
    "1,1,1",
    "1,2,2",
    "2,1,2",
    "2,2,4",
  ]);
  for (const line of whole.slice(1)) expect(Number(line.split(",")[3])).toBeGreaterThan(0);
  expect(await table(page, "Table (Markdown)")).toContain("Stages ↓, IPC per stage (images) →");
  await cells.nth(1).click();
  await phase(page, "finished");
  const second = await arrays(page);

  await begin();
  await underWay(page, "run 2 of 4");
  await page.reload();
  await ready(page);
  await expect(strip(page).getByText(/1 of 4 runs are finished/)).toBeVisible();
  await expect(strip(page).getByText(/was interrupted/)).toHaveCount(0);
  await button(page, "Go on").click();
  await underWay(page, "run 3 of 4");
  await killEngine(page);
  await allDone();
  await button(page, "Table").click();
  await expect(cells).toHaveCount(4);
  expect(await accuracies(page)).toEqual(whole);
  await cells.nth(1).click();
  await phase(page, "finished");
  expect(await arrays(page), "the same bytes").toBe(second);

  // Nothing was computed twice.
  await page.getByRole("banner").getByRole("button", { name: "Library", exact: true }).click();
  await expect(page.getByRole("dialog").locator("tbody tr[data-run]")).toHaveCount(8);
  expect(complaints.filter((text) => !text.includes("the journey ended it"))).toEqual([]);
});

test("a sweep says beforehand what it will not run, and finds settings by their names", async ({ page }) => {
  await open(page, { ...tiny, "matching.iterations": 3, backend: "wasm", threads: 1 });
  await openPage(page, "Sweep");
  const values = dialog(page).getByRole("textbox", { name: /^Values/ });
  await values.first().fill("2, 11");
  await expect(
    dialog(page).getByText("Stages (stages.count) takes a whole number from 1 to 10, not “11”."),
  ).toBeVisible();
  await expect(button(page, "Start")).toHaveAttribute("aria-disabled", "true");
  await values.first().fill("2, 10");
  await expect(dialog(page).getByText(/4 combinations, of which 1 cannot be run:/)).toBeVisible();
  await expect(
    dialog(page).getByText(/20 synthetic images per class are more than the 12 real/),
  ).toBeVisible();
  await expect(button(page, "Start the sweep: 3 runs")).toBeVisible();

  // One setting, by the keyboard.
  await button(page, "Sweep one setting only").click();
  const setting = dialog(page).getByRole("combobox", { name: "First setting" });
  await setting.fill("student steps");
  await expect(dialog(page).getByRole("option")).toHaveCount(1);
  expect(await barriers(page)).toEqual([]);
  await setting.press("Escape");
  await expect(dialog(page)).toBeVisible();
  await setting.fill("student steps");
  await setting.press("Enter");
  await expect(setting).toHaveValue(/^Student steps/);
  await values.fill("2, 3");
  await button(page, "Start the sweep: 2 runs").click();
  await expect(strip(page).getByText(/all runs are finished/)).toBeVisible({ timeout: 60_000 });
  await button(page, "Table").click();
  await expect(dialog(page).getByRole("img", { name: /^Accuracy over Student steps/ })).toBeVisible();
  await expect(dialog(page).getByRole("row")).toHaveCount(3);
  expect(await barriers(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await button(page, "Dismiss").click();
  await expect(strip(page).getByText(/all runs are finished/)).toHaveCount(0);
});

test("a sweep on one's own files goes on without them", async ({ page }) => {
  const labels = (times: number): number[] => Array.from({ length: 10 * times }, (_, index) => index % 10);
  const files = [...idxPair("train", labels(12), 28), ...idxPair("t10k", labels(2), 28)];
  const { "data.trainPerClass": _, "data.testPerClass": __, ...settings } = tiny;
  const query = Object.entries(settings).map(([path, value]) => `${path}=${value}`);
  await page.goto(`./?preset=mnist&backend=wasm&threads=1&data.trainPerClass=10&${query.join("&")}`);
  await give(page, files);
  await ready(page);
  await openPage(page, "Sweep");
  await button(page, "Sweep one setting only").click();
  const setting = dialog(page).getByRole("combobox", { name: "First setting" });
  await setting.fill("iterations per stage");
  await setting.press("Enter");
  await expect(setting).toHaveValue(/^Iterations per stage/);
  // The first run is sure to be under way when the page is loaded anew; it is taken up, and the next one begun.
  await dialog(page)
    .getByRole("textbox", { name: /^Values/ })
    .fill("100000, 30");
  await button(page, "Start the sweep: 2 runs").click();
  await underWay(page, "run 1 of 2");
  await page.reload();
  await expect(button(page, "Go on")).toHaveAttribute("aria-disabled", "false", { timeout: 60_000 });
  await button(page, "Go on").click();
  await underWay(page, "run 1 of 2");
  await button(page, "Skip").click();
  await expect(strip(page).getByText(/1 of 2 runs are finished, 1 skipped/)).toBeVisible({
    timeout: 120_000,
  });
});

test("the only study there is opens by itself, first of all after a reload, and is not offered again", async ({
  page,
}) => {
  await open(page, { ...endless, backend: "wasm", threads: 1 });
  await openPage(page, "Sweep");
  await button(page, "Sweep one setting only").click();
  await dialog(page)
    .getByRole("textbox", { name: /^Values/ })
    .fill("1, 2");
  await button(page, "Start the sweep: 2 runs").click();
  await underWay(page, "run 1 of 2");
  await button(page, "Stop").click();
  await button(page, "Dismiss").click();
  await page.reload();
  await ready(page);
  await page.keyboard.press("x");
  await expect(dialog(page).getByRole("radio", { name: "Results", exact: true })).toBeChecked();
  await expect(dialog(page).getByRole("region", { name: "Findings" })).toContainText(
    "0 of 2 runs are finished",
  );
  await expect(dialog(page).getByText("Choose one")).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(strip(page).getByText(/runs are finished/)).toHaveCount(0);
});
