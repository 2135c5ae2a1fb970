/** What it looks like to everybody: no barrier that axe finds, nothing beyond the edge, and no mouse needed. */
import { expect, test, type Page } from "@playwright/test";
import { barriers } from "./axe";
import {
  button,
  endless,
  firstImages,
  open,
  openExport,
  phase,
  pixels,
  runToEnd,
  stageCanvas,
  tiny,
} from "./studio";

/** Widths in pixels, each with a height that goes with it. */
const sizes = [
  [360, 740],
  [768, 1024],
  [1280, 800],
  [2560, 1400],
] as const;

/** How far the page reaches beyond its window, sideways. */
const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

async function inspect(page: Page, when: string): Promise<void> {
  for (const [width, height] of sizes) {
    await page.setViewportSize({ width, height });
    await expect.poll(() => overflow(page), { message: `${when}, ${width} px wide` }).toBeLessThanOrEqual(0);
    if (width !== 360 && width !== 1280) continue;
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      expect(await barriers(page), `${when}, ${width} px, ${colorScheme}`).toEqual([]);
    }
  }
}

test("no barrier and nothing beyond the edge: before a run, and in the dialogs", async ({ page }) => {
  await open(page, endless);
  await inspect(page, "before");
  for (const [key, name] of [
    ["d", "Device"],
    ["l", "Library"],
    ["?", "Keyboard shortcuts"],
  ] as const) {
    await page.keyboard.press(key);
    await expect(page.getByRole("dialog", { name })).toBeVisible();
    expect(await barriers(page), name).toEqual([]);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  }
  await page.getByLabel("All settings").check();
  await page.evaluate(() => {
    for (const section of document.querySelectorAll<HTMLDetailsElement>("details.section"))
      section.open = true;
  });
  await inspect(page, "all settings");
});

test("no barrier and nothing beyond the edge: during a run", async ({ page }) => {
  await open(page, endless);
  await button(page, "Start distilling").click();
  await firstImages(page);
  await inspect(page, "during");
  await button(page, "Pause").click();
  await phase(page, "paused");
  await page.getByRole("slider", { name: "Moment" }).fill("3");
  await inspect(page, "paused, looking back");
});

test("no barrier and nothing beyond the edge: after a run", async ({ page }) => {
  await open(page, tiny);
  await runToEnd(page);
  await inspect(page, "after");
  await openExport(page);
  expect(await barriers(page), "export").toEqual([]);
  await page.keyboard.press("Escape");
  await page.keyboard.press("l");
  await button(page, "Edit").click();
  await inspect(page, "library");
});

test("the keyboard alone: start, pause, look back, export", async ({ page }) => {
  await open(page, endless);
  const focused = page.locator(":focus");
  for (let presses = 0; presses < 150; presses++) {
    await page.keyboard.press("Tab");
    if ((await focused.textContent()) === "Start distilling") break;
  }
  await expect(button(page, "Start distilling")).toBeFocused();
  await page.keyboard.press("Enter");
  await firstImages(page);
  // The focus stays with the button, which pauses now.
  await expect(button(page, "Pause")).toBeFocused();
  await page.keyboard.press("Space");
  await phase(page, "paused");
  await page.keyboard.press("s");
  await page.getByRole("slider", { name: "Moment" }).focus();
  await page.keyboard.press("Home");
  await expect(page.getByRole("slider", { name: "Moment" })).toHaveAttribute(
    "aria-valuetext",
    "stage 1, iteration 0",
  );
  await page.keyboard.press("Space");
  await page.keyboard.press("e");
  const dialog = page.getByRole("dialog", { name: "Export" });
  await expect(dialog).toBeVisible();
  // The focus goes round inside.
  for (let presses = 0; presses < 20; presses++) {
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.closest("main, header.header"))).toBeNull();
  }
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await page.locator("body").press("t");
  await expect(page.locator("html")).toHaveAttribute("data-theme", /light|dark/);
});

test("one cursor takes images, curves and timeline back through the run", async ({ page }) => {
  await open(page, tiny);
  await runToEnd(page);
  const picture = (): Promise<string> => pixels(page, 1);
  const last = await picture();
  const slider = page.getByRole("slider", { name: "Moment" });
  await slider.fill("0");
  await expect.poll(picture).not.toBe(last);
  await expect(stageCanvas(page, 2)).toHaveCount(0);
  await expect(page.locator(".timeline-mark")).toHaveCount(1);
  await expect(page.locator(".chart-cursor").first()).toBeAttached();
  await button(page, "To the end").click();
  await expect.poll(picture).toBe(last);
  await expect(stageCanvas(page, 2)).toBeVisible();
  // Pressing in a chart does the same.
  const chart = page
    .locator(".chart-frame")
    .filter({ has: page.locator("svg.recharts-surface") })
    .first();
  await chart.click({ position: { x: 60, y: 40 } });
  await expect.poll(picture).not.toBe(last);
});
