/** Whole journeys by keyboard alone: what has the focus is always seen, lies in view, and is never lost. */
import { expect, test, type Locator, type Page } from "@playwright/test";
import {
  atRest,
  button,
  endless,
  firstImages,
  iteration,
  open,
  phase,
  pixels,
  reaches,
  ready,
  stageCanvas,
  status,
  tiny,
  type Settings,
} from "./studio";

const quick: Settings = { ...tiny, "matching.iterations": 12, backend: "wasm", threads: 1 };

/** What is wrong with the focus as it is; null if nothing is. */
const focusFault = (page: Page): Promise<string | null> =>
  page.evaluate(() => {
    const at = document.activeElement;
    if (!at || at === document.body) return "nothing has the focus";
    // A hidden radio button shows its focus at its label.
    const shown = at.classList.contains("visually-hidden") ? (at.closest("label") ?? at) : at;
    const name = at.getAttribute("aria-label") ?? at.textContent?.slice(0, 40) ?? at.tagName;
    const { outlineStyle, outlineWidth } = getComputedStyle(shown);
    if (outlineStyle === "none" || Number.parseFloat(outlineWidth) < 2) return `"${name}" shows no focus`;
    const box = shown.getBoundingClientRect();
    if (box.width * box.height === 0) return `"${name}" is not seen`;
    // Its middle lies in the window, and nothing of the page's head or foot over it.
    const middle = [
      box.left + box.width / 2,
      Math.max(box.top + 4, Math.min(box.top + box.height / 2, innerHeight - 4)),
    ];
    const top = document.elementFromPoint(middle[0]!, middle[1]!);
    if (!top) return `"${name}" lies outside of the window`;
    const over = top.closest(".page-head, .page-foot");
    return over && !over.contains(shown) ? `"${name}" lies under ${over.className}` : null;
  });

/** Presses Tab, or another key, until an element has the focus; each one on the way has to be seen. */
async function goTo(page: Page, target: Locator, key = "Tab"): Promise<void> {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < 150; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
    // From the last element the focus goes out of the page, and on to the first.
    if (await page.evaluate(() => document.activeElement === document.body)) continue;
    expect(await focusFault(page)).toBeNull();
  }
  await expect(target).toBeFocused();
}

async function press(page: Page, target: Locator, key = "Enter"): Promise<void> {
  await goTo(page, target);
  await page.keyboard.press(key);
}

/** The focus is somewhere on the page, not at its very beginning. */
const isKept = (page: Page): Promise<void> =>
  expect.poll(() => page.evaluate(() => document.activeElement !== document.body)).toBe(true);

const header = (page: Page, name: string): Locator =>
  page.getByRole("banner").getByRole("button", { name, exact: true });
const dialogOf = (page: Page, name: string): Locator => page.getByRole("dialog", { name, exact: true });

test("a preset, a setting, a run: started, paused, stepped, looked at, exported, stopped", async ({
  page,
}) => {
  await open(page);
  const preset = page.getByLabel("Recipe", { exact: true });
  await goTo(page, preset);
  await page.keyboard.press("ArrowDown");
  await expect(page).toHaveURL(/preset=/);
  await isKept(page);

  await open(page, endless);
  const steps = page.getByLabel(/^Student steps/);
  await goTo(page, steps);
  await page.keyboard.press("Control+A");
  await page.keyboard.type("3");
  await page.keyboard.press("Tab");
  await expect(page).toHaveURL(/matching\.studentSteps=3/);
  await ready(page);

  await press(page, button(page, "Start distilling"));
  await firstImages(page);
  // The focus stays with the button, which pauses now.
  await expect(button(page, "Pause")).toBeFocused();
  await page.keyboard.press("Space");
  await atRest(page);
  const before = await iteration(page);
  await press(page, button(page, "Step"));
  await expect.poll(() => iteration(page)).toBe(before + 1);
  await goTo(page, button(page, "Resume"), "Shift+Tab");
  await page.keyboard.press("Enter");
  await phase(page, "running");
  await reaches(page, before + 5);
  await page.keyboard.press("Enter");
  await atRest(page);
  const now = await pixels(page, 1);

  const slider = page.getByRole("slider", { name: "Moment" });
  await goTo(page, slider);
  await page.keyboard.press("Home");
  await expect(slider).toHaveAttribute("aria-valuetext", "stage 1, iteration 0");
  await expect.poll(() => pixels(page, 1)).not.toBe(now);
  await page.keyboard.press("ArrowRight");
  await press(page, button(page, "Live"));
  await expect.poll(() => pixels(page, 1)).toBe(now);
  await isKept(page);

  const grid = page.getByRole("application");
  const told = page.getByRole("complementary", { name: "Chosen image" });
  await goTo(page, grid);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowDown");
  await expect(told.getByRole("status")).toHaveText("ring, stage 1, image 1");
  await page.keyboard.press("Enter");
  await expect(told.getByRole("status")).toHaveText("ring, stage 1, image 1, pinned");
  await page.keyboard.press("ArrowDown");
  await expect(told.getByRole("status")).toHaveText(/pinned$/);
  await page.keyboard.press("Escape");
  await expect(told.getByRole("status")).not.toHaveText(/pinned$/);

  await press(page, header(page, "Export"));
  await goTo(page, button(page, "Stage 1 (PNG)"));
  const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  expect(download.suggestedFilename()).toMatch(/\.png$/);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(header(page, "Export")).toBeFocused();
  await press(page, button(page, "Stop"));
  await phase(page, "stopped");
  await expect(status(page)).toContainText("Stopped");
  await isKept(page);
});

test("the library: renamed, noted, two compared, branched, deleted and brought back", async ({ page }) => {
  for (const steps of [2, 3]) {
    await open(page, { ...quick, "matching.studentSteps": steps });
    await press(page, button(page, "Start distilling"));
    await phase(page, "finished", 120_000);
    await isKept(page);
  }
  await press(page, header(page, "Library"));
  const library = dialogOf(page, "Library");
  const rows = library.locator("tbody tr[data-run]");
  await expect(rows).toHaveCount(2);
  await press(page, rows.first().getByRole("button", { name: "Edit" }));
  await goTo(page, library.getByLabel("Name", { exact: true }));
  await page.keyboard.press("Control+A");
  await page.keyboard.type("Fewer steps");
  await page.keyboard.press("Enter");
  await expect(rows.first()).toContainText("Fewer steps");
  await isKept(page);

  for (const row of await rows.all()) await press(page, row.getByRole("checkbox"), "Space");
  await press(page, button(page, "Compare 2 runs"));
  const compare = dialogOf(page, "Compare runs");
  await goTo(page, compare.getByRole("slider"));
  await page.keyboard.press("Home");
  await expect(compare.getByRole("slider")).toHaveAttribute("aria-valuetext", /^0 %/);
  await page.keyboard.press("Escape");
  await expect(library).toBeVisible();
  await isKept(page);

  await press(page, rows.last().getByRole("button", { name: "Delete" }));
  await expect(rows).toHaveCount(1);
  await isKept(page);
  await press(page, library.getByRole("button", { name: "Undo" }));
  await expect(rows).toHaveCount(2);
  await isKept(page);

  await press(page, rows.first().getByRole("button", { name: "Branch" }));
  await expect(page.getByText("A branch of “Fewer steps”.")).toBeVisible();
  await isKept(page);
  await goTo(page, page.getByLabel("Keep stages 1 to"));
  await press(page, button(page, "Start the branch"));
  await phase(page, "finished", 120_000);
  await isKept(page);
  await expect(stageCanvas(page, 2)).toHaveCount(1);
});

test("every dialog gives the focus back, whether a button or a key has opened it", async ({ page }) => {
  await open(page, tiny);
  for (const name of ["Learn", "Experiments", "Library"]) {
    await press(page, header(page, name));
    await expect(dialogOf(page, name)).toBeVisible();
    await isKept(page);
    // The focus goes round inside.
    for (let presses = 0; presses < 12; presses++) {
      await page.keyboard.press("Tab");
      expect(await page.evaluate(() => document.activeElement?.closest("main, header.header"))).toBeNull();
    }
    await page.keyboard.press("Escape");
    await expect(header(page, name)).toBeFocused();
  }
  for (const key of ["d", "?", "l", "x", "h"]) {
    await page.keyboard.press(key);
    await expect(page.getByRole("dialog")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await isKept(page);
  }
  // One dialog after another.
  await press(page, header(page, "Learn"));
  await press(page, button(page, "Make a lesson link"));
  await expect(dialogOf(page, "Lesson link")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(header(page, "Learn")).toBeFocused();
  await press(page, header(page, "Learn"));
  await press(page, button(page, "Start the tour"));
  await page.keyboard.press("Escape");
  await isKept(page);
  await page.keyboard.press("p");
  await expect(page.locator(".presenter")).toBeVisible();
  await page.keyboard.press("p");
  await expect(page.locator(".presenter")).toHaveCount(0);
  await isKept(page);
});

test("on a phone nothing that has the focus lies under the edges", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await open(page, tiny);
  await page.getByLabel("All settings").check();
  await page.reload();
  await ready(page);
  const seen = new Set<string>();
  for (let presses = 0; presses < 140; presses++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(() => document.activeElement === document.body)) break;
    expect(await focusFault(page)).toBeNull();
    seen.add(
      await page.evaluate(() => document.activeElement?.closest("section")?.getAttribute("aria-label") ?? ""),
    );
  }
  for (const part of ["Timeline", "Settings", "Curves", "Controls"]) expect([...seen]).toContain(part);
});

test("nothing moves for those who want it still, and forced colours lose nothing", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto("./?recorded&tour");
  await phase(page, "recorded");
  await button(page, "To its end").click();
  await expect(stageCanvas(page, 3)).toBeVisible();
  const moving = (): Promise<number> =>
    page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === "running").length);
  for (let step = 0; step < 11; step++) {
    expect(await moving()).toBe(0);
    await page.keyboard.press("ArrowRight");
  }
  await page.keyboard.press("Escape");
  await page.getByText("linear", { exact: true }).hover();
  expect(await moving()).toBe(0);

  await page.emulateMedia({ forcedColors: "active" });
  // What is told by colour alone keeps its own: the stages on the strip, the scale of the heat map, what is chosen.
  const paint = (element: Element): string => {
    const { backgroundColor, backgroundImage } = getComputedStyle(element);
    return backgroundImage === "none" ? backgroundColor : backgroundImage;
  };
  const fills = await page
    .locator(".timeline-fill")
    .evaluateAll((all) => all.map((each) => getComputedStyle(each).backgroundColor));
  expect(new Set(fills).size).toBeGreaterThan(3);
  await page.locator(".chart", { hasText: "Layer × iteration" }).scrollIntoViewIfNeeded();
  expect(await page.locator(".heat-scale").evaluate(paint)).toContain("gradient");
  const chosen = page.locator(".toggle label[data-chosen=true]").first();
  const other = page.locator(".toggle label[data-chosen=false]").first();
  expect(await chosen.evaluate(paint)).not.toBe(await other.evaluate(paint));
  await page.screenshot({ path: test.info().outputPath("forced.png") });
});

test("type of twice the size: nothing is cut off sideways", async ({ page }) => {
  for (const [width, height] of [
    [640, 400],
    [960, 540],
  ] as const) {
    // Half the pixels in each direction is what a zoom of 200 % leaves of 1280 and 1920.
    await page.setViewportSize({ width, height });
    await page.goto("./?recorded");
    await phase(page, "recorded");
    await button(page, "To its end").click();
    await expect(stageCanvas(page, 3)).toBeVisible();
    const beyond = (): Promise<number> =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    await expect.poll(beyond).toBeLessThanOrEqual(0);
    await page.screenshot({ path: test.info().outputPath(`zoom-${width}.png`) });
  }
});

test("a layer is told apart by its name: arrows from one to the next, Enter keeps it", async ({ page }) => {
  await page.goto("./?recorded");
  await phase(page, "recorded");
  await button(page, "To its end").click();
  const chart = page.locator("figure.chart", { hasText: "Loss by layer" });
  await chart.scrollIntoViewIfNeeded();
  const names = chart.getByRole("list", { name: "Lines of Loss by layer" }).getByRole("button");
  const quiet = chart.locator("path.recharts-curve[stroke-opacity='0.25']");
  const lines = chart.locator("path.recharts-curve");
  await expect(lines).toHaveCount(await names.count());
  await expect(quiet).toHaveCount(0);
  const others = (await names.count()) - 1;
  // One stop for the Tab key among all of them.
  await expect(names.and(chart.locator("[tabindex='0']"))).toHaveCount(1);
  const first = chart.locator("button[tabindex='0']");
  await goTo(page, first);
  await expect(quiet).toHaveCount(others);
  const name = await first.textContent();
  const top = async (): Promise<number> => (await chart.locator("button:focus").boundingBox())!.y;
  const before = await top();
  const down = await names.evaluateAll(
    (all) =>
      Math.max(...all.map((each) => each.getBoundingClientRect().top)) >
      document.activeElement!.getBoundingClientRect().top,
  );
  await page.keyboard.press(down ? "ArrowDown" : "ArrowUp");
  await expect(first).not.toHaveText(name!);
  expect((await top()) > before).toBe(down);
  await page.keyboard.press("Enter");
  const kept = chart.getByRole("button", { pressed: true });
  await expect(kept).toHaveCount(1);
  await expect(page.locator(".heat-names [data-highlighted=true]")).toHaveText((await kept.textContent())!);
  await page.keyboard.press("Tab");
  await expect(quiet, "it stands out while the focus is elsewhere").toHaveCount(others);
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(quiet).toHaveCount(0);
});
