/** Experts are kept from run to run: reused when everything is the same, trained anew with the reason when not. */
import { expect, test, type Page } from "@playwright/test";
import { createHash } from "node:crypto";
import { button, open, openExport, ready, runToEnd, save, tiny, type Settings } from "./studio";

const settings: Settings = { ...tiny, "experts.count": 2, backend: "wasm", threads: 2 };

async function npzHash(page: Page): Promise<string> {
  await openExport(page);
  const file = await save(page, "Arrays (NPZ)");
  await page.keyboard.press("Escape");
  return createHash("sha256").update(file.bytes).digest("hex");
}

async function openLibrary(page: Page): Promise<void> {
  await page.getByRole("banner").getByRole("button", { name: "Library", exact: true }).click();
  await expect(page.getByRole("dialog", { name: "Library" })).toBeVisible();
}

/** What is said of the experts under the timeline. */
const note = (page: Page) => page.getByText(/^Experts: .*\.$/);

test("a second run of the recipe takes the experts of the first, until they are cleared", async ({
  page,
}) => {
  await open(page, settings);
  await runToEnd(page);
  await expect(note(page)).toHaveCount(0);
  const whole = await npzHash(page);

  // In a new page, so that nothing is left in memory.
  await page.reload();
  await ready(page);
  await runToEnd(page);
  await expect(note(page)).toHaveText(/^Experts: all 2 reused from .*20\d\d/);
  expect(await npzHash(page), "the same bytes").toBe(whole);
  await page.screenshot({ path: test.info().outputPath("reused.png") });

  await open(page, { ...settings, "experts.learningRate": 0.03 });
  await runToEnd(page);
  await expect(note(page)).toHaveText(
    "Experts: trained anew: unlike in those that are kept, Learning rate on real data is 0.03, not 0.02.",
  );
  expect(await npzHash(page)).not.toBe(whole);

  await openLibrary(page);
  const dialog = page.getByRole("dialog", { name: "Library" });
  // Two experts in each of two stages, for two recipes.
  await expect(
    dialog.getByText(/^8 trajectories of experts kept for runs that need the same, \d+ kB\.$/),
  ).toBeVisible();
  await page.screenshot({ path: test.info().outputPath("library.png") });
  await dialog.getByRole("button", { name: /^Clear \d+ kB of expert buffers$/ }).click();
  await expect(dialog.getByText(/^No experts are kept\./)).toBeVisible();
  await expect(button(page, "Clear expert buffers")).toHaveAttribute("aria-disabled", "true");

  await open(page, settings);
  await runToEnd(page);
  await expect(note(page)).toHaveCount(0);
  expect(await npzHash(page)).toBe(whole);
});

test("what is damaged on disk is noticed, and made again to the bit", async ({ page }) => {
  await open(page, settings);
  await runToEnd(page);
  const whole = await npzHash(page);
  const spoilt = await page.evaluate(async () => {
    const buffers = await (await navigator.storage.getDirectory()).getDirectoryHandle("buffers");
    let count = 0;
    for await (const key of buffers.keys()) {
      const folder = await buffers.getDirectoryHandle(key);
      for await (const name of folder.keys()) {
        if (!/^\d/.test(name)) continue;
        const file = await folder.getFileHandle(name);
        const writable = await file.createWritable({ keepExistingData: true });
        await writable.truncate((await file.getFile()).size - 100);
        await writable.close();
        count++;
      }
    }
    return count;
  });
  expect(spoilt).toBeGreaterThan(4);
  await page.reload();
  await ready(page);
  await runToEnd(page);
  await expect(note(page)).toHaveText(/ trained anew: number \d was cleared or damaged meanwhile\.$/);
  expect(await npzHash(page)).toBe(whole);
});

test("two tabs that make the same experts at once both end with the same bytes", async ({
  page,
  context,
}) => {
  const second = await context.newPage();
  await Promise.all([open(page, settings), open(second, settings)]);
  await Promise.all([runToEnd(page), runToEnd(second)]);
  expect(await npzHash(second)).toBe(await npzHash(page));
  await openLibrary(page);
  await expect(page.getByText(/^4 trajectories of experts kept/)).toBeVisible();
});
