/** Nothing is lost: a run outlives reloads, killed workers and closed tabs, and the library finds, shows and deletes it. */
import { expect, test, type Page } from "@playwright/test";
import { createHash } from "node:crypto";
import { unzipSync, zipSync } from "fflate";
import { idxPair } from "../workers/engine/data/files/fixtures";
import {
  button,
  endless,
  firstImages,
  give,
  keepNothing,
  killEngine,
  listenForComplaints,
  open,
  openExport,
  openLibrary,
  pause,
  phase,
  pixels,
  reaches,
  ready,
  runToEnd,
  save,
  type Settings,
  stageCanvas,
  tiny,
} from "./studio";

/** Long enough to be cut off three times in its first stage, with all that draws at random. */
const long: Settings = {
  ...tiny,
  backend: "wasm",
  threads: 2,
  "experts.count": 2,
  "matching.iterations": 1000,
  "matching.initialImages": "real",
  "augmentation.groups": "color,crop,cutout,flip,scale,rotate",
};

const hash = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

async function npzHash(page: Page): Promise<string> {
  await openExport(page);
  const file = await save(page, "Arrays (NPZ)");
  await page.keyboard.press("Escape");
  return hash(file.bytes);
}

test("a run that was cut off three ways ends with the same bytes as one that was not", async ({ page }) => {
  const complaints = listenForComplaints(page);
  await open(page, long);
  await runToEnd(page);
  const whole = await npzHash(page);

  await open(page, long);
  await button(page, "Start distilling").click();
  await firstImages(page);
  await reaches(page, 60);
  let saved = await pause(page);
  await button(page, "Resume").click();
  await reaches(page, saved);

  // The page is loaded anew; no question is asked, for nothing is lost.
  await page.reload();
  await ready(page);
  await expect(page.getByText(/^The run “.*” of .* was interrupted at \d+\s% in “Stage 1”\.$/)).toBeVisible();
  await button(page, "Resume").click();
  await phase(page, "running");
  await reaches(page, saved + 30);

  // The engine dies.
  saved = await pause(page);
  await button(page, "Resume").click();
  await killEngine(page);
  await phase(page, "failed");
  await button(page, "Resume the run").click();
  await phase(page, "running");
  await reaches(page, saved + 30);

  // The tab is closed while it rests.
  await pause(page);
  const context = page.context();
  await page.close();
  const next = await context.newPage();
  await open(next, long);
  await button(next, "Resume").click();
  await phase(next, "finished", 120_000);
  expect(await npzHash(next), "the same bytes").toBe(whole);

  // What was distilled can be taken from the library, too, after all of it was ended.
  await next.reload();
  await ready(next);
  await openLibrary(next);
  const rows = next.getByRole("dialog").locator("tbody tr[data-run]");
  await expect(rows).toHaveCount(2);
  await rows.first().getByRole("button", { name: "Open" }).click();
  await phase(next, "finished");
  await expect(next.getByText(/from the library: finished\.$/)).toBeVisible();
  await firstImages(next);
  expect(await npzHash(next)).toBe(whole);
  expect(complaints).toEqual([]);
});

test("two tabs: the second sees the run, and does not take it up", async ({ page, context }) => {
  await open(page, { ...endless, backend: "wasm", threads: 1 });
  await button(page, "Start distilling").click();
  await firstImages(page);
  await reaches(page, 5);
  await pause(page);

  const second = await context.newPage();
  await open(second, { backend: "wasm", threads: 1 });
  await expect(second.getByText(/was interrupted/)).toHaveCount(0);
  await openLibrary(second);
  const row = second.getByRole("dialog").locator("tbody tr[data-run]");
  await expect(row).toContainText("in another tab");
  await expect(row.getByRole("button", { name: "Resume" })).toHaveAttribute("aria-disabled", "true");
  await expect(row.getByRole("button", { name: "Delete" })).toHaveAttribute("aria-disabled", "true");
  await row.getByRole("button", { name: "Open" }).click();
  await expect(second.getByText(/is being computed in another tab/)).toBeVisible();
  await firstImages(second);

  // The first tab is closed: the run is free.
  await page.close();
  await openLibrary(second);
  await expect(row).toContainText("interrupted");
  await row.getByRole("button", { name: "Resume" }).click();
  await phase(second, "running");
  await button(second, "Stop").click();
  await phase(second, "stopped");
});

test("the library: found, named, deleted and brought back, taken home and brought in", async ({ page }) => {
  await open(page, { ...tiny, backend: "wasm", threads: 1 });
  await runToEnd(page);
  const whole = await npzHash(page);
  await openExport(page);
  const bundle = await save(page, "Run bundle (zip)");
  await page.keyboard.press("Escape");

  await openLibrary(page);
  const dialog = page.getByRole("dialog", { name: "Library" });
  const rows = dialog.locator("tbody tr[data-run]");
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText("finished");
  await rows.getByRole("button", { name: "Edit" }).click();
  await dialog.getByLabel("Name").fill("My first");
  await dialog.getByLabel(/^Tags/).fill("demo, class 3b");
  await dialog.getByLabel("Note", { exact: true }).fill("For Friday.");
  await button(page, "Save").click();
  await expect(rows).toContainText("My first");
  await expect(rows).toContainText("class 3b");
  await page.screenshot({ path: test.info().outputPath("library.png") });
  await dialog.getByRole("searchbox").fill("friday 3b");
  await expect(rows).toHaveCount(1);
  await dialog.getByRole("searchbox").fill("nothing of the kind");
  await expect(rows).toHaveCount(0);
  await dialog.getByRole("searchbox").fill("");

  await rows.getByRole("button", { name: "Delete" }).click();
  await expect(rows).toHaveCount(0);
  await dialog.getByRole("button", { name: "Undo" }).click();
  await expect(rows).toContainText("My first");
  await rows.getByRole("button", { name: "Delete" }).click();
  await expect(rows).toHaveCount(0);
  await expect(dialog.getByRole("button", { name: "Undo" })).toHaveCount(0, { timeout: 20_000 });

  const bring = async (name: string, bytes: Uint8Array): Promise<void> =>
    dialog
      .getByLabel("Run bundles")
      .setInputFiles({ name, mimeType: "application/zip", buffer: Buffer.from(bytes) });
  await bring("cut.zip", bundle.bytes.slice(0, 3000));
  await expect(dialog.locator(".notice-error")).toContainText("cut.zip is no zip file, or is damaged.");
  const files = unzipSync(bundle.bytes);
  const kept = files["run.studio"]!;
  kept[kept.length >> 1]! ^= 1;
  await bring("changed.zip", zipSync(files));
  await expect(dialog.locator(".notice-error")).toContainText(
    "changed.zip is damaged: the check sum of its run is another.",
  );
  await expect(rows).toHaveCount(0);
  await bring("run.zip", bundle.bytes);
  await expect(rows).toContainText("imported");
  await expect(dialog.locator(".notice-error")).toHaveCount(0);
  await rows.getByRole("button", { name: "Open" }).click();
  await phase(page, "finished");
  expect(await npzHash(page)).toBe(whole);

  // Beside each other: two runs that differ in one setting.
  const field = page.getByLabel(/^Student steps/);
  await field.fill("5");
  await field.blur();
  await ready(page);
  await runToEnd(page);
  await openLibrary(page);
  await expect(rows).toHaveCount(2);
  for (const box of await dialog.getByRole("checkbox").all()) await box.check();
  await button(page, "Compare 2 runs").click();
  const compared = page.getByRole("dialog", { name: "Compare runs" });
  await expect(compared.locator("canvas")).toHaveCount(4);
  await expect(compared.getByRole("row", { name: /^Student steps/ })).toContainText("4");
  await compared.getByRole("slider").fill("0.3");
  await expect(compared.locator("canvas")).toHaveCount(2);
  await page.screenshot({ path: test.info().outputPath("compare.png") });
});

test("a run of another back end is not taken up unasked", async ({ page }) => {
  await open(page, { ...endless, backend: "wasm", threads: 1 });
  await button(page, "Start distilling").click();
  await firstImages(page);
  await reaches(page, 2);
  await pause(page);
  await open(page, { ...endless, backend: "cpu" });
  await page.screenshot({ path: test.info().outputPath("interrupted.png") });
  await button(page, "Resume").click();
  await expect(page.getByText(/^This run was computed on wasm, and this tab computes on cpu/)).toBeVisible();
  await button(page, "Resume all the same").click();
  await phase(page, "running");
  await button(page, "Stop").click();
  await phase(page, "stopped");
});

test("a run on one's own files goes on without them", async ({ page }) => {
  const labels = (times: number): number[] => Array.from({ length: 10 * times }, (_, index) => index % 10);
  const files = [...idxPair("train", labels(6), 28), ...idxPair("t10k", labels(2), 28)];
  await page.goto(
    "./?preset=mnist&backend=wasm&threads=1&network.width=4&experts.count=1" +
      "&matching.studentSteps=2&matching.iterations=100000",
  );
  await give(page, files);
  const field = page.getByLabel(/^Training images per class/);
  await field.fill("5");
  await field.blur();
  await ready(page);
  await button(page, "Start distilling").click();
  await firstImages(page);
  const saved = await pause(page);
  await page.reload();
  await expect(button(page, "Resume")).toHaveAttribute("aria-disabled", "false", { timeout: 60_000 });
  await button(page, "Resume").click();
  await phase(page, "running");
  await reaches(page, saved + 2);
  await button(page, "Stop").click();
  await phase(page, "stopped");
});

test("a branch keeps the stages before it and redoes the rest", async ({ page }) => {
  await open(page, { ...tiny, backend: "wasm", threads: 1 });
  await runToEnd(page);
  const first = await pixels(page, 1);
  await openLibrary(page);
  await page.getByRole("dialog").getByRole("button", { name: "Branch" }).click();
  await expect(page.getByText("A branch of “Demo”.")).toBeVisible();
  await page.getByLabel("Keep stages 1 to").selectOption("1");
  const ipc = page.getByLabel(/^IPC per stage/);
  await ipc.fill("2");
  await ipc.blur();
  await expect(
    page.getByText(/Put back IPC per stage \(stages\.ipc\): the stages kept were made under it\.$/).first(),
  ).toBeVisible();
  await ipc.fill("1");
  await ipc.blur();
  const iterations = page.getByLabel(/^Iterations per stage/);
  await iterations.fill("45");
  await iterations.blur();
  const steps = page.getByLabel(/^Student steps/);
  await steps.fill("2");
  await steps.blur();
  await expect(button(page, "Start the branch")).toHaveAttribute("aria-disabled", "false");
  await button(page, "Start the branch").click();
  await phase(page, "finished", 120_000);
  await expect.poll(() => pixels(page, 1)).toBe(first);
  // The stage that was kept has its own length, on every axis.
  await expect(page.getByLabel("Moment")).toHaveAttribute("max", "75");
  await openLibrary(page);
  await expect(page.getByRole("dialog").getByText("stages 1 to 1 of “Demo”")).toBeVisible();
});

test("where the browser keeps nothing the studio works as ever, and says so", async ({ page }) => {
  await keepNothing(page);
  await open(page, { ...tiny, backend: "wasm", threads: 1 });
  await expect(page.getByText(/^This browser keeps nothing for this page/)).toBeVisible();
  await runToEnd(page);
  await openExport(page);
  expect((await save(page, "Arrays (NPZ)")).bytes.length).toBeGreaterThan(1000);
});

test("a finished run of one stage is branched with a second one", async ({ page }) => {
  await open(page, { ...tiny, backend: "wasm", threads: 1, "stages.count": 1 });
  await runToEnd(page);
  const first = await pixels(page, 1);
  await openLibrary(page);
  await page.getByRole("dialog").getByRole("button", { name: "Branch" }).click();
  await expect(page.getByLabel("Keep stages 1 to")).toHaveValue("1");
  await expect(page.getByLabel(/^Stages/)).toHaveValue("2");
  await expect(page.getByText(/^All of its stages are kept, and one more is learned/)).toBeVisible();
  await expect(button(page, "Start the branch")).toHaveAttribute("aria-disabled", "false");
  await button(page, "Start the branch").click();
  await phase(page, "finished", 120_000);
  await expect(stageCanvas(page, 2)).toBeVisible();
  await expect.poll(() => pixels(page, 1)).toBe(first);
});

test("files that are not kept with their run are asked for again, in one notice, before it goes on", async ({
  page,
}) => {
  const labels = (times: number): number[] => Array.from({ length: 10 * times }, (_, index) => index % 10);
  const files = [...idxPair("train", labels(6), 28), ...idxPair("t10k", labels(2), 28)];
  // As where the data are too large, or the disk too small, to keep them.
  await page.route(/distill\.worker.*\.js$/, async (route) => {
    const answer = await route.fetch();
    const body = `StorageManager.prototype.estimate = async () => ({ usage: 0, quota: 1000 });\n${await answer.text()}`;
    await route.fulfill({ response: answer, body });
  });
  await page.goto(
    "./?preset=mnist&backend=wasm&threads=1&network.width=4&experts.count=1&data.trainPerClass=5" +
      "&matching.studentSteps=2&matching.iterations=100000",
  );
  await give(page, files);
  await ready(page);
  await button(page, "Start distilling").click();
  await firstImages(page);
  const saved = await pause(page);
  await page.reload();
  await expect(page.getByText(/was interrupted/)).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText(/which are not kept: give them again, then resume\.$/)).toBeVisible();
  await expect(page.locator(".notice-warning")).toHaveCount(1);
  await expect(button(page, "Resume")).toHaveAttribute("aria-disabled", "true");
  await give(page, files);
  await expect(button(page, "Resume")).toHaveAttribute("aria-disabled", "false", { timeout: 60_000 });
  await button(page, "Resume").click();
  await phase(page, "running");
  await reaches(page, saved + 2);
});

test("the browser is asked to keep runs at the first start of a session, until it agrees", async ({
  page,
  context,
}) => {
  await context.addInitScript(() => {
    Object.assign(globalThis, { asked: 0 });
    StorageManager.prototype.persisted = () => Promise.resolve(false);
    StorageManager.prototype.persist = () => {
      (globalThis as unknown as { asked: number }).asked++;
      return Promise.resolve(false);
    };
  });
  const asked = (tab: Page): Promise<number> =>
    tab.evaluate(() => (globalThis as unknown as { asked: number }).asked);
  const settings = { ...endless, backend: "wasm", threads: 1 };
  for (const tab of [page, await context.newPage()]) {
    await open(tab, settings);
    expect(await asked(tab)).toBe(0);
    for (const _ of ["first", "second"]) {
      await button(tab, "Start distilling").click();
      await firstImages(tab);
      await expect.poll(() => asked(tab)).toBe(1);
      await button(tab, "Stop").click();
      await phase(tab, "stopped");
    }
  }
});
