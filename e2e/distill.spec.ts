/** The main job: a tiny recipe is distilled, watched, held, gone through step by step, and taken home. */
import { expect, test, type Page } from "@playwright/test";
import { barriers } from "./axe";
import { checkBundle, checkGrid, checkImages, checkNpz, imagesOf } from "./exports";
import {
  button,
  endless,
  firstImages,
  iteration,
  listenForComplaints,
  open,
  openExport,
  phase,
  pause,
  pixels,
  reaches,
  runToEnd,
  save,
  status,
  tiny,
  type Settings,
} from "./studio";

/** An iteration on a GPU made of software takes seconds. */
const patient = { timeout: 30_000 };

/** Pauses in the first stage, and makes sure that nothing moves from then on. */
async function pauseAndHold(page: Page): Promise<number> {
  await reaches(page, 0);
  const at = await pause(page);
  const held = await pixels(page, 1);
  await page.waitForTimeout(1000);
  expect([await iteration(page), await pixels(page, 1)]).toEqual([at, held]);
  return at;
}

/** One step is one iteration, and changes the images. */
async function stepOnce(page: Page): Promise<void> {
  const before = await iteration(page);
  const imagesBefore = await pixels(page, 1);
  await button(page, "Step").click();
  await expect.poll(() => iteration(page), patient).toBe(before + 1);
  await expect.poll(() => pixels(page, 1), patient).not.toBe(imagesBefore);
  await page.waitForTimeout(500);
  expect(await iteration(page)).toBe(before + 1);
  await phase(page, "paused");
}

async function distil(
  page: Page,
  backend: "wasm" | "webgpu",
  iterations: number,
  changes: Settings = {},
): Promise<void> {
  const complaints = listenForComplaints(page);
  await open(page, { ...tiny, ...changes, backend, "matching.iterations": iterations });
  await button(page, "Start distilling").click();
  await firstImages(page);
  const atFirst = await pixels(page, 1);
  expect(await pauseAndHold(page)).toBeLessThan(iterations);
  await stepOnce(page);
  await stepOnce(page);
  expect(await pixels(page, 1), "the images change").not.toBe(atFirst);
  await button(page, "Resume").click();
  await phase(page, "finished", 240_000);
  await expect(page.getByText(/Finished: the distilled set at IPC 2 reaches .* ± /)).toBeVisible();

  await openExport(page);
  for (const [name, file, stages] of [
    ["Stage 1 (PNG)", "stage-1.png", 1],
    ["Stage 2 (PNG)", "stage-2.png", 1],
    ["Union (PNG)", "union.png", 2],
  ] as const) {
    const png = await save(page, name);
    expect(png.name).toBe(file);
    checkGrid(png.bytes, stages, 8);
  }
  checkImages((await save(page, "Images (zip)")).bytes, 2);
  const npz = await save(page, "Arrays (NPZ)");
  checkNpz(npz.bytes, 2);
  const bundle = await save(page, "Run bundle (zip)");
  const bundled = checkBundle(bundle.bytes, { backend, stages: 2, iterations, scale: 8 });
  expect(Buffer.compare(bundled, npz.bytes), "the same arrays in the bundle").toBe(0);
  expect(complaints).toEqual([]);
}

test("a tiny recipe on wasm: start, pause, step, resume, export", async ({ page }) => {
  await distil(page, "wasm", 1000);
});

test("a tiny recipe on webgpu: start, pause, step, resume, export", async ({ page }) => {
  await distil(page, "webgpu", 10, {
    "matching.studentSteps": 2,
    "stages.transitionEpochs": 1,
    "evaluation.networks": 1,
    "evaluation.epochs": 2,
    "evaluation.fullDataEpochs": 1,
  });
});

test("the same recipe and seed give the same bytes, on one core and on two", async ({ page }) => {
  // All that draws at random takes part: augmentation, real images, minibatches, several experts.
  const settings: Settings = {
    ...tiny,
    backend: "wasm",
    "experts.count": 2,
    "matching.iterations": 6,
    "matching.maxStartEpoch": 2,
    "matching.initialImages": "real",
    "augmentation.groups": "color,crop,cutout,flip,scale,rotate",
    "stages.ipc": 2,
  };
  const files: Uint8Array[] = [];
  const runs: readonly Settings[] = [{ threads: 1 }, { threads: 2 }, { threads: 2 }, { threads: 2, seed: 2 }];
  for (const changes of runs) {
    await open(page, { ...settings, ...changes });
    await runToEnd(page);
    await openExport(page);
    files.push((await save(page, "Arrays (NPZ)")).bytes);
  }
  const [alone, shared, again, other] = files.map((bytes) => Buffer.from(bytes).toString("base64"));
  expect(shared, "two cores").toBe(alone);
  expect(again, "a second time").toBe(alone);
  expect(other, "another seed").not.toBe(alone);
});

test("a run that is stopped in the middle leaves what it has distilled", async ({ page }) => {
  await open(page, { ...endless, backend: "wasm" });
  await button(page, "Start distilling").click();
  await firstImages(page);
  await reaches(page, 20);
  await button(page, "Stop").click();
  await phase(page, "stopped");
  await expect(page.getByText("What was distilled so far can be exported.")).toBeVisible();
  await openExport(page);
  const npz = await save(page, "Arrays (NPZ)");
  checkNpz(npz.bytes, 1);
  checkGrid((await save(page, "Union (PNG)")).bytes, 1, 8);
  await page.keyboard.press("Escape");

  // A stopped run stands in nobody's way: the next one begins anew.
  await button(page, "Start distilling").click();
  await firstImages(page);
  await reaches(page, 0);
  await button(page, "Stop").click();
  await phase(page, "stopped");
  await openExport(page);
  const next = await save(page, "Arrays (NPZ)");
  expect(imagesOf(next.bytes)).toHaveLength(imagesOf(npz.bytes).length);
});

test("a step goes on for one iteration, or to the end of the part under way", async ({ page }) => {
  await open(page, { ...tiny, backend: "wasm", threads: 1, "matching.iterations": 400 });
  await button(page, "Start distilling").click();
  await firstImages(page);
  const before = await pause(page);
  const menu = page.getByRole("group", { name: "How far to step" });
  const more = button(page, "How far to step");
  await more.press("Enter");
  await expect(menu).toBeVisible();
  expect(await barriers(page)).toEqual([]);
  await menu.getByRole("button", { name: "One iteration" }).press("Enter");
  await expect(menu).toBeHidden();
  await expect.poll(() => iteration(page)).toBe(before + 1);

  await more.press("Enter");
  await menu.getByRole("button", { name: "To the end of “Stage 1”" }).press("Enter");
  await phase(page, "running");
  await expect(status(page)).toHaveText(/^Paused · Evaluation of S₁ · epoch 0 \/ /, { timeout: 90_000 });
  await page.keyboard.press("Shift+S");
  await expect(status(page)).toHaveText(/^Paused · Transition 1 → 2 · epoch 0 \/ /, { timeout: 90_000 });

  await more.press("Enter");
  await menu.getByRole("button", { name: "Student steps in slow motion" }).press("Enter");
  await expect(page.getByRole("dialog", { name: "Slow motion" })).toBeVisible();
});
