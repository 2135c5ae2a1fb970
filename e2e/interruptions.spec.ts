/**
 * A run that is interrupted again and again, at random: paused, stopped, loaded anew, its engine killed. It is never
 * lost, and ends with the same bytes. `INTERRUPTIONS` says how often (6 if left out), `SEED` which ones.
 */
import { createHash } from "node:crypto";
import { expect, test, type Page } from "@playwright/test";
import {
  button,
  firstImages,
  killEngine,
  open,
  openExport,
  phase,
  ready,
  runToEnd,
  save,
  tiny,
  type Settings,
} from "./studio";

const times = Number(process.env["INTERRUPTIONS"] ?? 6);
const seed = process.env["SEED"] ?? "1";

const recipe: Settings = {
  ...tiny,
  backend: "wasm",
  threads: 1,
  "matching.iterations": 150 * times,
  "matching.initialImages": "real",
  "augmentation.groups": "color,crop,cutout,flip,scale,rotate",
};

/** A number from 0 to below `limit`, the same for the same seed. */
const draw = (label: string, limit: number): number =>
  createHash("sha256").update(`${seed} ${label}`).digest().readUInt32LE() % limit;

async function arraysHash(page: Page): Promise<string> {
  await openExport(page);
  const { bytes } = await save(page, "Arrays (NPZ)");
  await page.keyboard.press("Escape");
  return createHash("sha256").update(bytes).digest("hex");
}

/** What may befall a run; after each it runs again. */
const mishaps: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  async pause(page) {
    await button(page, "Pause").click();
    await phase(page, "paused");
    await button(page, "Resume").click();
  },
  async stop(page) {
    await button(page, "Stop").click();
    await phase(page, "stopped");
    await button(page, "Resume the run").click();
  },
  async reload(page) {
    await page.reload();
    await ready(page);
    await button(page, "Resume").click();
  },
  async kill(page) {
    await killEngine(page);
    await phase(page, "failed");
    await button(page, "Resume the run").click();
  },
};

test("a run that is interrupted at random is never lost, and ends with the same bytes", async ({ page }) => {
  test.setTimeout(120_000 + 40_000 * times);
  await open(page, recipe);
  await runToEnd(page, 600_000);
  const whole = await arraysHash(page);

  await open(page, recipe);
  await button(page, "Start distilling").click();
  await firstImages(page);
  const names = Object.keys(mishaps);
  let befallen = 0;
  const finished = page.locator('[data-phase="finished"]');
  while (befallen < times && !(await finished.isVisible())) {
    const name = names[draw(`kind ${befallen}`, names.length)]!;
    await page.waitForTimeout(500 + draw(`wait ${befallen}`, 2500));
    if (await finished.isVisible()) break;
    await test.step(name, () => mishaps[name]!(page));
    befallen++;
    await expect(page.locator("[data-phase]")).toHaveAttribute("data-phase", /running|finished/, {
      timeout: 60_000,
    });
  }
  await phase(page, "finished", 600_000);
  expect(befallen, "it was interrupted").toBeGreaterThan(times / 2);
  expect(await arraysHash(page), "the same bytes").toBe(whole);
});
