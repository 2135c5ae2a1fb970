/** What it looks like to everybody: on every screen no barrier that axe finds, in both themes, nothing beyond the edge. */
import { expect, test, type Locator, type Page } from "@playwright/test";
import { barriers } from "./axe";
import {
  button,
  endless,
  firstImages,
  keepNothing,
  killEngine,
  listenForComplaints,
  open,
  openExport,
  openLibrary,
  phase,
  pixels,
  ready,
  runToEnd,
  stageCanvas,
  tiny,
} from "./studio";

/** Widths in pixels, each with a height that goes with it; what axe is asked at: a theme, or neither. */
const sizes = [
  { width: 360, height: 740, theme: "dark" },
  { width: 768, height: 1024, theme: null },
  { width: 1280, height: 800, theme: "light" },
  { width: 1280, height: 800, theme: "dark" },
  { width: 2560, height: 1400, theme: null },
  { width: 360, height: 740, theme: "light" },
] as const;

/** How far the page, and the open dialog, reach beyond their window, sideways. */
const overflow = (page: Page): Promise<number> =>
  page.evaluate(() =>
    Math.max(
      ...[document.documentElement, ...document.querySelectorAll("dialog[open]")].map(
        (element) => element.scrollWidth - element.clientWidth,
      ),
    ),
  );

/** At every width and in both themes. */
async function inspect(
  page: Page,
  when: string,
  at: readonly (typeof sizes)[number][] = sizes,
): Promise<void> {
  for (const { width, height, theme } of at) {
    await page.setViewportSize({ width, height });
    await expect.poll(() => overflow(page), { message: `${when}, ${width} px wide` }).toBeLessThanOrEqual(0);
    if (!theme) continue;
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    expect(await barriers(page), `${when}, ${width} px, ${theme}`).toEqual([]);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}

/** What has less to it: a phone in the dark, and a desk in the light. */
const briefly = (page: Page, when: string): Promise<void> =>
  inspect(
    page,
    when,
    sizes.filter(({ width, theme }) => (width === 360 ? theme === "dark" : theme === "light")),
  );

const dialogOf = (page: Page, name: string): Locator => page.getByRole("dialog", { name, exact: true });

async function close(page: Page): Promise<void> {
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
}

test("before a run: as it opens, every setting, and what is wrong", async ({ page }) => {
  await open(page, endless);
  await inspect(page, "before");
  await page.getByLabel("All settings").check();
  await page.evaluate(() => {
    for (const part of document.querySelectorAll<HTMLDetailsElement>(".setup details")) part.open = true;
  });
  await page
    .getByRole("button", { name: /^About / })
    .first()
    .click();
  await inspect(page, "all settings");
  await page.goto("./?preset=nope&backend=gpu&stages.count=abc&no.such=1");
  await ready(page);
  const steps = page.getByLabel(/^Student steps/);
  await steps.fill("0");
  await steps.blur();
  await expect(page.locator(".field-error")).toBeVisible();
  await briefly(page, "wrong");
  await page.goto("./?preset=mnist");
  await expect(page.locator(".sheet .notice")).toBeVisible();
  await briefly(page, "without its files");
});

test("before a run: the dialogs", async ({ page }) => {
  await open(page, endless);
  for (const [key, name] of [
    ["d", "Device"],
    ["l", "Library"],
    ["?", "Keyboard shortcuts"],
    ["x", "Experiments"],
    ["h", "Learn"],
  ] as const) {
    await page.keyboard.press(key);
    await expect(dialogOf(page, name)).toBeVisible();
    await briefly(page, name);
    if (name !== "Learn") await close(page);
  }
  await button(page, "Make a lesson link").click();
  await expect(dialogOf(page, "Lesson link")).toBeVisible();
  await briefly(page, "lesson link");
});

test("during a run, paused, looking back, stopped", async ({ page }) => {
  await open(page, endless);
  await button(page, "Start distilling").click();
  await firstImages(page);
  await inspect(page, "during");
  await button(page, "Pause").click();
  await phase(page, "paused");
  await page.getByRole("slider", { name: "Moment" }).fill("3");
  await inspect(page, "paused, looking back");
  await button(page, "Stop").click();
  await phase(page, "stopped");
  await briefly(page, "stopped");
});

test("when the engine has failed, a run was interrupted, or another tab computes it", async ({
  page,
  context,
}) => {
  await open(page, { ...endless, backend: "wasm", threads: 1 });
  await button(page, "Start distilling").click();
  await firstImages(page);
  await button(page, "Pause").click();
  await phase(page, "paused");
  const second = await context.newPage();
  await open(second, { ...tiny, backend: "wasm", threads: 1 });
  await openLibrary(second);
  await briefly(second, "library of a second tab");
  await dialogOf(second, "Library").getByRole("button", { name: "Open" }).click();
  await expect(second.getByText(/is being computed in another tab/)).toBeVisible();
  await briefly(second, "read-only");
  await second.close();

  await killEngine(page);
  await phase(page, "failed");
  await briefly(page, "failed");
  await page.reload();
  await ready(page);
  await expect(page.getByText(/was interrupted/)).toBeVisible();
  await briefly(page, "interrupted");
});

test("without an engine", async ({ page }) => {
  await page.route("**/*.wasm", (route) => route.abort());
  await page.goto("./?backend=wasm");
  await expect(button(page, "Restart the engine")).toBeVisible({ timeout: 60_000 });
  await briefly(page, "without an engine");
});

test("where the browser keeps nothing", async ({ page }) => {
  await keepNothing(page);
  await open(page, { ...tiny, backend: "wasm", threads: 1 });
  await expect(page.getByText(/^This browser keeps nothing for this page/)).toBeVisible();
  await briefly(page, "nothing is kept");
  await openLibrary(page);
  await briefly(page, "library, nothing is kept");
});

test("after a run: its result, exports, the device, the library, runs beside each other", async ({
  page,
}) => {
  for (const steps of [2, 3, 4, 5]) {
    await open(page, { ...tiny, "matching.iterations": 12, "matching.studentSteps": steps, backend: "wasm" });
    await runToEnd(page);
  }
  await inspect(page, "after");
  await button(page, "Stages in detail").click();
  await expect(dialogOf(page, "Stages").getByRole("table", { name: "Distances and spread" })).toBeVisible();
  await inspect(page, "stages");
  await close(page);
  await openExport(page);
  await page.getByText("Load them in PyTorch").click();
  await briefly(page, "export");
  await close(page);

  await page.keyboard.press("d");
  const device = dialogOf(page, "Device");
  await device.getByLabel("Cases").selectOption("check");
  await device.getByRole("button", { name: "Start the benchmark" }).click();
  await expect(device.getByText(/^Measured in/)).toBeVisible({ timeout: 120_000 });
  await briefly(page, "benchmark");
  await close(page);

  await openLibrary(page);
  const library = dialogOf(page, "Library");
  const rows = library.locator("tbody tr[data-run]");
  await expect(rows).toHaveCount(4);
  await rows.first().getByRole("button", { name: "Edit" }).click();
  await inspect(page, "library");
  await button(page, "Cancel").click();
  await library.getByRole("searchbox").fill("nothing of the kind");
  await briefly(page, "library, filtered");
  await library.getByRole("searchbox").fill("");
  await expect(rows).toHaveCount(4);
  for (const row of await rows.all()) await row.getByRole("checkbox").check();
  await button(page, "Compare 4 runs").click();
  await expect(dialogOf(page, "Compare runs").locator("canvas")).toHaveCount(8);
  await inspect(page, "compare");
  await page.keyboard.press("Escape");
  await rows.first().getByRole("button", { name: "Delete" }).click();
  await expect(library.getByRole("button", { name: "Undo" })).toBeVisible();
  await briefly(page, "library, deleted");
  await rows.first().getByRole("button", { name: "Branch" }).click();
  await expect(page.getByText(/^A branch of “Demo.*”\.$/)).toBeVisible();
  await briefly(page, "branch");
});

test("experiments: a sweep before, under way and done", async ({ page }) => {
  await open(page, { ...tiny, "matching.iterations": 8, backend: "wasm" });
  await page.keyboard.press("x");
  const dialog = dialogOf(page, "Experiments");
  await dialog.getByText("Sweep", { exact: true }).click();
  await dialog.getByLabel(/^Values, in stages/).fill("1, 2");
  await briefly(page, "sweep");
  await dialog.getByRole("button", { name: /^Start the sweep: \d+ runs/ }).click();
  await firstImages(page);
  await briefly(page, "sweep under way");
  await expect(button(page, "Skip")).toHaveCount(0, { timeout: 120_000 });
  await briefly(page, "sweep done");
  await button(page, "Table").click();
  await expect(dialog.getByRole("table").first()).toBeVisible();
  await inspect(page, "results");
});

test("what teaches: the recorded run, every step of the tour, slow motion, the presenter, a lesson", async ({
  page,
}) => {
  const complaints = listenForComplaints(page);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto("./?recorded&tour");
  await phase(page, "recorded");
  await button(page, "To its end").click();
  await expect(stageCanvas(page, 3)).toBeVisible();
  const card = page.locator(".tour-card");
  await expect(card).toBeVisible();
  for (let step = 0; step < 11; step++) {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await barriers(page), `tour, step ${step + 1}, ${colorScheme}`).toEqual([]);
    }
    await page.keyboard.press("ArrowRight");
  }
  await page.keyboard.press("Escape");
  await inspect(page, "recorded");
  await page.keyboard.press("h");
  await button(page, "Slow motion").click();
  await expect(dialogOf(page, "Slow motion").getByRole("img")).toBeVisible();
  await briefly(page, "slow motion");
  await close(page);
  await page.keyboard.press("p");
  await expect(page.locator(".presenter")).toBeVisible();
  await inspect(page, "presenter");
  await page.goto("./?lesson=stages.count,matching.iterations&title=More%20steps");
  await ready(page);
  await inspect(page, "lesson");
  await page.keyboard.press("p");
  await expect(page.locator(".presenter")).toBeVisible();
  await briefly(page, "presenter before a run");
  expect(complaints).toEqual([]);
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

test("on a desktop the page itself does not scroll, however long its zones are", async ({ page }) => {
  await open(page, endless);
  await page.getByLabel("All settings").check();
  for (const { width, height } of sizes.filter((size) => size.width >= 1200)) {
    await page.setViewportSize({ width, height });
    const beyond = (): Promise<number> =>
      page.evaluate(() => document.documentElement.scrollHeight - document.documentElement.clientHeight);
    await expect.poll(beyond, { message: `${width} px wide` }).toBe(0);
  }
});
