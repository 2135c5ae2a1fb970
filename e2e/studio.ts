/** What the journeys share: addresses of tiny recipes, the state of the page, and the files that it hands out. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, type Locator, type Page, type Worker } from "@playwright/test";

export type Settings = Readonly<Record<string, string | number | boolean>>;

/**
 * A recipe of seconds whose loss is sure to fall: noise is learned towards the one trajectory of one expert, always
 * from its start, without augmentation.
 */
export const tiny: Settings = {
  "data.trainPerClass": 12,
  "data.testPerClass": 4,
  "stages.count": 2,
  "stages.transitionEpochs": 3,
  "network.depth": 2,
  "network.width": 4,
  "experts.count": 1,
  "experts.batchSize": 32,
  "matching.iterations": 30,
  "matching.studentSteps": 4,
  "matching.maxStartEpoch": 1,
  "matching.imageLearningRate": 100,
  "matching.initialImages": "noise",
  "augmentation.groups": "none",
  "evaluation.networks": 2,
  "evaluation.epochs": 4,
  "evaluation.fullDataNetworks": 1,
  "evaluation.fullDataEpochs": 2,
};

/** The tiny recipe, with stages so long that no machine comes to their end while a journey lasts. */
export const endless: Settings = { ...tiny, "matching.iterations": 100_000 };

/** What the page complains of on the console while `page` is open. */
export function listenForComplaints(page: Page): string[] {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  return complaints;
}

/** A button by its whole name; those in a dialog, too. */
export const button = (page: Page, name: string): Locator => page.getByRole("button", { name, exact: true });

/** Opens the studio with these settings and waits until it can start. */
export async function open(page: Page, settings: Settings = {}, timeout?: number): Promise<void> {
  const query = Object.entries(settings).map(([path, value]) => `${path}=${encodeURIComponent(value)}`);
  await page.goto(`./?${query.join("&")}`);
  await ready(page, timeout);
}

/** Waits until a run can be started. */
export async function ready(page: Page, timeout = 60_000): Promise<void> {
  await expect(button(page, "Start distilling")).toHaveAttribute("aria-disabled", "false", { timeout });
}

/** Waits until the run is in a phase. */
export async function phase(page: Page, name: string, timeout = 60_000): Promise<void> {
  await expect(page.locator("[data-phase]")).toHaveAttribute("data-phase", name, { timeout });
}

/** The canvas with the images of a stage. */
export const stageCanvas = (page: Page, stage: number): Locator =>
  page.locator(`[data-group="${stage}"] canvas`);

/** Waits for the first images. */
export async function firstImages(page: Page): Promise<void> {
  await expect(stageCanvas(page, 1)).toBeVisible({ timeout: 60_000 });
}

/** A fingerprint of the pixels on a stage's canvas. */
export async function pixels(page: Page, stage: number): Promise<string> {
  const png = await stageCanvas(page, stage).evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
  return createHash("sha1").update(png).digest("hex");
}

/** The line that says where the run is. */
export const status = (page: Page): Locator => page.getByTestId("status");

/** "Stage 1 · iteration 12 / 30": the iteration; not a number while no stage is told to be under way. */
export async function iteration(page: Page): Promise<number> {
  const text = (await status(page).textContent()) ?? "";
  const found = /iteration ([\d\s,.\u202f\u00a0]+) \//.exec(text)?.[1];
  return found === undefined ? Number.NaN : Number(found.replace(/\D/g, ""));
}

/** Waits until a stage is beyond an iteration, and looks often: what is done next shall befall the run on its way. */
export async function reaches(page: Page, beyond: number): Promise<void> {
  await expect.poll(() => iteration(page), { intervals: [50], timeout: 60_000 }).toBeGreaterThan(beyond);
}

/**
 * Waits until the run is paused and rests: the iteration that was under way is complete, what is shown is where it
 * rests, and that is saved.
 */
export async function atRest(page: Page): Promise<void> {
  await phase(page, "paused");
  await expect(status(page)).toHaveText(/^Paused/, { timeout: 60_000 });
}

/** Pauses, and waits until the run rests. @returns the iteration at which it does. */
export async function pause(page: Page): Promise<number> {
  await button(page, "Pause").click();
  await atRest(page);
  const at = await iteration(page);
  expect(at, "it rests in a stage").not.toBeNaN();
  return at;
}

/** The worker in which the engine computes. */
export function engineWorker(page: Page): Worker {
  const worker = page.workers().find((each) => each.url().includes("distill"));
  if (!worker) throw new Error("the engine has no worker");
  return worker;
}

/** Throws in the engine's worker, outside of all that catches. */
export async function killEngine(page: Page): Promise<void> {
  await engineWorker(page).evaluate(() => {
    setTimeout(() => {
      throw new Error("the journey ended it");
    });
  });
}

/** Runs the recipe of the page to its end. */
export async function runToEnd(page: Page, timeout = 120_000): Promise<void> {
  await button(page, "Start distilling").click();
  await phase(page, "finished", timeout);
}

/** Opens the dialog for exports. */
export async function openExport(page: Page): Promise<void> {
  await page.getByRole("banner").getByRole("button", { name: "Export", exact: true }).click();
  await expect(page.getByRole("dialog", { name: "Export" })).toBeVisible();
}

/** Opens the library. */
export async function openLibrary(page: Page): Promise<void> {
  await page.getByRole("banner").getByRole("button", { name: "Library", exact: true }).click();
  await expect(page.getByRole("dialog", { name: "Library" })).toBeVisible();
}

export interface Saved {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Saves a file through a button of the open dialog for exports. */
export async function save(page: Page, name: string): Promise<Saved> {
  const [download] = await Promise.all([page.waitForEvent("download"), button(page, name).click()]);
  return { name: download.suggestedFilename(), bytes: new Uint8Array(readFileSync(await download.path())) };
}

/** Gives the page files, as a person chooses them. */
export async function give(
  page: Page,
  files: readonly { readonly name: string; readonly bytes: Uint8Array }[],
): Promise<void> {
  const chooser = page.getByRole("region", { name: "Settings" }).locator("input[type=file]").first();
  const mimeType = "application/octet-stream";
  await chooser.setInputFiles(
    files.map(({ name, bytes }) => ({ name, mimeType, buffer: Buffer.from(bytes) })),
  );
}

/** From the next load on the browser keeps nothing for the page, as in a private window. */
export async function keepNothing(page: Page): Promise<void> {
  await page.addInitScript(() => {
    Object.defineProperty(StorageManager.prototype, "getDirectory", { value: undefined });
  });
  await page.route(/worker.*\.js$/, async (route) => {
    const answer = await route.fetch();
    const body = `StorageManager.prototype.getDirectory = () => Promise.reject(new Error("private"));\n${await answer.text()}`;
    await route.fulfill({ response: answer, body });
  });
}
