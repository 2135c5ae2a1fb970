/** Learning and teaching: the tour, the recorded run, slow motion, the presenter's layout, and lesson links. */
import { expect, test, type Locator, type Page } from "@playwright/test";
import { barriers } from "./axe";
import {
  button,
  endless,
  firstImages,
  listenForComplaints,
  open,
  phase,
  ready,
  stageCanvas,
  tiny,
} from "./studio";

const card = (page: Page): Locator => page.locator(".tour-card");
const banner = (page: Page): Locator => page.getByRole("banner");

async function openLearn(page: Page): Promise<void> {
  await banner(page).getByRole("button", { name: "Learn", exact: true }).click();
  await expect(page.getByRole("dialog", { name: "Learn" })).toBeVisible();
}

/** The card and the part that it points at do not lie on each other. */
async function isBeside(page: Page): Promise<boolean> {
  const [own, part] = await Promise.all([
    card(page).boundingBox(),
    page.locator(".tour-frame").boundingBox(),
  ]);
  if (!own || !part) return false;
  return (
    own.x >= part.x + part.width - 1 ||
    own.x + own.width <= part.x + 1 ||
    own.y >= part.y + part.height - 1 ||
    own.y + own.height <= part.y + 1
  );
}

test("the tour goes through the page beside a run, by keyboard alone", async ({ page }) => {
  const complaints = listenForComplaints(page);
  await open(page, tiny);
  await openLearn(page);
  await page.keyboard.press("Tab");
  await button(page, "Start the tour").press("Enter");
  await expect(card(page)).toBeFocused();
  const seen: string[] = [];
  for (let step = 0; step < 12; step++) {
    const id = String(await card(page).getAttribute("data-step"));
    if (seen.includes(id)) break;
    seen.push(id);
    // The part is scrolled to first.
    await expect.poll(() => isBeside(page), { message: id }).toBe(true);
    if (id === "start") {
      await expect(card(page)).toContainText("Start distilling, or play the recorded run.");
      await card(page).getByRole("button", { name: "Start distilling" }).press("Enter");
      await expect(card(page)).toContainText("The run has begun.");
    }
    if (id === "expert") await expect(card(page)).toContainText("Experts: done.", { timeout: 60_000 });
    if (id === "union") await expect(card(page)).toContainText(/After stage \d: /, { timeout: 60_000 });
    await page.keyboard.press("ArrowRight");
  }
  expect(seen.join(" ")).toBe(
    "distilled stages start expert student loss layers conditioning transition union yours",
  );
  await page.keyboard.press("ArrowLeft");
  await expect(card(page)).toHaveAttribute("data-step", "union");
  expect(await barriers(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(card(page)).toHaveCount(0);
  expect(complaints).toEqual([]);
});

test("the tour follows the method", async ({ page }) => {
  await page.goto("./?tour&method=dm&stages.count=1");
  await expect(card(page)).toBeVisible();
  const texts: string[] = [];
  for (let step = 0; step < 9; step++) {
    texts.push((await card(page).textContent()) ?? "");
    await page.keyboard.press("ArrowRight");
  }
  const all = texts.join(" ");
  expect(all).toContain("1 of 9");
  expect(all).toContain("A network to look through");
  expect(all).not.toContain("The experts");
  expect(all).not.toContain("Conditioning");
});

test("the tour fits a phone", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto("./?tour&recorded");
  await expect(page.locator(".recorded-badge")).toBeVisible();
  await button(page, "To its end").click();
  for (let step = 0; step < 11; step++) {
    await expect(card(page)).toBeVisible();
    const box = (await card(page).boundingBox())!;
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(360);
    expect(box.y).toBeGreaterThanOrEqual(0);
    expect(box.y + box.height).toBeLessThanOrEqual(740);
    await expect(page.locator(".tour-frame")).toBeVisible();
    if (step === 2) expect(await barriers(page)).toEqual([]);
    await page.keyboard.press("ArrowRight");
  }
  const menu = button(page, "Menu");
  await page.keyboard.press("Escape");
  await menu.click();
  await page.getByRole("group", { name: "Menu" }).getByRole("button", { name: "Learn" }).click();
  await expect(page.getByRole("dialog", { name: "Learn" })).toBeVisible();
});

test("the recorded run plays at once, says that it is recorded, and gives way to a real one", async ({
  page,
}) => {
  const query = Object.entries(endless).map(([path, value]) => `${path}=${encodeURIComponent(value)}`);
  await page.goto(`./?${query.join("&")}&recorded`);
  const strip = page.getByRole("region", { name: "Recorded run" });
  await expect(strip).toContainText("Recorded run");
  await phase(page, "recorded");
  await button(page, "Pause recording").click();
  await expect(button(page, "Go on")).toBeVisible();
  await button(page, "To its end").click();
  for (const stage of [1, 2, 3]) await expect(stageCanvas(page, stage)).toBeVisible();
  await expect(page.getByRole("region", { name: "Accuracy" })).toContainText("all data");
  await page.getByRole("slider", { name: "Moment" }).fill("20");
  await expect(stageCanvas(page, 2)).toHaveCount(0);
  expect(await barriers(page)).toEqual([]);
  await ready(page);
  await button(page, "Start distilling").click();
  await firstImages(page);
  await expect(strip).toHaveCount(0);
  await expect(stageCanvas(page, 2)).toHaveCount(0);
});

test("slow motion shows the student of the recorded and of the real run", async ({ page }) => {
  await open(page, endless);
  await openLearn(page);
  await button(page, "Play the recorded run").click();
  await button(page, "To its end").click();
  await openLearn(page);
  await button(page, "Slow motion").click();
  const dialog = page.getByRole("dialog", { name: "Slow motion" });
  const step = dialog.getByRole("slider", { name: "Step of the student" });
  await expect(dialog.getByRole("img", { name: /A student in stage 1/ })).toBeVisible();
  // At its start already, it would go on playing.
  await step.press("End");
  await step.press("Home");
  await expect(dialog).toContainText("Step 0 of 20: 1 of the way to the target is left.");
  await step.press("End");
  await expect(dialog).toContainText("Step 20 of 20");
  expect(await barriers(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await button(page, "Start distilling").click();
  await firstImages(page);
  await openLearn(page);
  await button(page, "Slow motion").click();
  await button(page, "Look at the next iteration").click();
  await expect(dialog.getByRole("img", { name: /A student in stage 1/ })).toBeVisible();
  await expect(step).toHaveAttribute("max", "4");
});

test("the presenter's layout shows a run under way, with nothing to set", async ({ page }) => {
  await open(page, { ...endless });
  await button(page, "Start distilling").click();
  await firstImages(page);
  await page.keyboard.press("p");
  await expect(page.locator(".presenter")).toBeVisible();
  await expect(page.getByRole("table", { name: /Images by class and stage/ }).first()).toBeVisible();
  await expect(page.locator(".presenter")).toContainText(/Stage 1, iteration/);
  await expect(page.locator(".presenter input, .presenter select")).toHaveCount(0);
  for (const [width, height] of [
    [360, 740],
    [1280, 720],
    [1920, 1080],
  ] as const) {
    await page.setViewportSize({ width, height });
    const beyond = (): Promise<number> =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    await expect.poll(beyond).toBeLessThanOrEqual(0);
    expect(await barriers(page), `${width} px`).toEqual([]);
  }
  const size = await page
    .locator(".presenter-number")
    .evaluate((number) => Number.parseFloat(getComputedStyle(number).fontSize));
  expect(size).toBeGreaterThan(100);
  await page.keyboard.press("Space");
  await phase(page, "paused");
  await button(page, "Leave presenter layout").click();
  await expect(button(page, "Resume")).toBeVisible();
});

test("a lesson link opens the recipe with the chosen settings alone", async ({ page, context }) => {
  await open(page, { ...tiny, "matching.iterations": 25 });
  await openLearn(page);
  await button(page, "Make a lesson link").click();
  const dialog = page.getByRole("dialog", { name: "Lesson link" });
  await dialog.getByLabel("Title of the lesson").fill("More steps");
  await dialog.getByRole("checkbox", { name: /^Stages/ }).uncheck();
  await dialog.getByRole("checkbox", { name: /^Student steps/ }).check();
  expect(await barriers(page)).toEqual([]);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await button(page, "Copy link").click();
  await expect(dialog).toContainText("Copied.");
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await expect(dialog.getByLabel("Link", { exact: true })).toHaveValue(link);

  await page.goto(link);
  await ready(page);
  const settings = page.getByRole("region", { name: "Settings" });
  await expect(settings.getByRole("heading", { name: "More steps" })).toBeVisible();
  await expect(settings.locator(".field")).toHaveCount(2);
  await expect(settings.getByLabel(/^Iterations per stage/)).toHaveValue("25");
  await expect(settings.getByLabel(/^Student steps/)).toHaveValue("4");
  await expect(banner(page).getByRole("button", { name: "Experiments" })).toHaveCount(0);
  await settings.getByLabel(/^Student steps/).fill("5");
  await settings.getByLabel(/^Student steps/).blur();
  await expect(page).toHaveURL(/matching\.studentSteps=5.*lesson=.*title=More%20steps/);
  expect(await barriers(page)).toEqual([]);
  await button(page, "Show all settings").click();
  await expect(page).not.toHaveURL(/lesson=/);
  await expect(settings.getByLabel(/^Stages/)).toBeVisible();
});

test("what a lesson link cannot show is told", async ({ page }) => {
  await page.goto("./?lesson=stages.count,nope&title=%3Cb%3Ebold%3C%2Fb%3E");
  await ready(page);
  const settings = page.getByRole("region", { name: "Settings" });
  await expect(settings).toContainText('shows the setting "nope", which does not exist');
  await expect(settings.getByRole("heading", { name: "<b>bold</b>" })).toBeVisible();
});

test("a long title and a long mistake leave a lesson its settings", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  const long = "W".repeat(80);
  await page.goto(`./?lesson=stages.count,${long}&title=${long}`);
  await ready(page);
  const settings = page.getByRole("region", { name: "Settings" });
  await expect(settings).toContainText(`shows the setting "${long}"`);
  await expect(settings.getByLabel(/^Stages/)).toBeInViewport({ ratio: 1 });
  const beyond = await page.locator(".zone-setup").evaluate((zone) => zone.scrollWidth - zone.clientWidth);
  expect(beyond).toBeLessThanOrEqual(0);
});
