/** One cursor over the whole history of a run, and the stages beside each other; of a run from the library, too. */
import { expect, test, type Page } from "@playwright/test";
import { barriers } from "./axe";
import {
  button,
  listenForComplaints,
  open,
  phase,
  pixels,
  ready,
  runToEnd,
  stageCanvas,
  tiny,
} from "./studio";

const slider = (page: Page) => page.getByLabel("Moment");

/** The page shows a moment of the first stage: images, timeline and accuracies alike. */
async function expectEarly(page: Page): Promise<void> {
  await expect(button(page, "To the end")).toHaveAttribute("aria-disabled", "false");
  await expect(stageCanvas(page, 1)).toBeVisible();
  await expect(stageCanvas(page, 2)).toHaveCount(0);
  await expect(page.locator(".chart-cursor").first()).toBeAttached();
  await expect(page.locator(".timeline-mark").first()).toBeAttached();
}

test("the cursor goes by mouse, touch and keys, over iterations and seconds, also after a reload", async ({
  page,
}) => {
  const complaints = listenForComplaints(page);
  await open(page, { ...tiny, backend: "wasm", threads: 1 });
  await runToEnd(page);
  const end = await pixels(page, 1);
  const loss = page.getByRole("region", { name: "Curves" }).locator(".chart-frame").first();
  /** @param x pixels from the left of the curves to a place early in the run. */
  const journey = async (x: number): Promise<void> => {
    // Mouse: pressed on the curves.
    await loss.click({ position: { x, y: 60 } });
    await page.mouse.move(0, 0);
    await expectEarly(page);
    await button(page, "To the end").click();
    await expect(stageCanvas(page, 2)).toBeVisible();
    // Keys: on the slider.
    await slider(page).focus();
    await page.keyboard.press("Home");
    await expectEarly(page);
    expect(await pixels(page, 1)).not.toBe(end);
    await page.keyboard.press("End");
    await expect(button(page, "To the end")).toHaveAttribute("aria-disabled", "true");
    expect(await pixels(page, 1)).toBe(end);
    // Touch: a finger has no hover; it is pressed, and lifted.
    const box = (await loss.boundingBox())!;
    const at = { clientX: box.x + x, clientY: box.y + 40, pointerType: "touch", buttons: 1 };
    await loss.dispatchEvent("pointerdown", at);
    await loss.dispatchEvent("pointerleave", { ...at, buttons: 0 });
    await expectEarly(page);
    await button(page, "To the end").click();
  };
  const width = (await loss.boundingBox())!.width;
  await journey(width * 0.3);
  // How long the stages take is the machine's affair: only at the very left it is surely the first one.
  const left = 56;
  await page.getByText("seconds", { exact: true }).click();
  await expect(page.getByRole("radio", { name: "seconds" })).toBeChecked();
  await page.screenshot({ path: test.info().outputPath("seconds.png") });
  await journey(left);

  await page.reload();
  await ready(page);
  await page.keyboard.press("l");
  await page.getByRole("dialog").getByRole("button", { name: "Open" }).click();
  await phase(page, "finished");
  await expect(page.getByRole("radio", { name: "seconds" })).toBeChecked();
  await journey(left);
  expect(complaints).toEqual([]);
});

test("the stages in detail: figures, an image through its iterations, and a branch", async ({ page }) => {
  await open(page, { ...tiny, backend: "wasm", threads: 1 });
  await runToEnd(page);
  await button(page, "Stages in detail").click();
  const dialog = page.getByRole("dialog", { name: "Stages" });
  const figures = dialog.getByRole("table", { name: "Saturation and detail" });
  const row = figures.getByRole("row", { name: /^Stage 2/ });
  await expect(row).toContainText(/\d+\.\d ± \d+\.\d.*\d+\.\d ± \d+\.\d/);
  await expect(figures.getByRole("row", { name: /^Real images/ })).toContainText("±");
  const frames = dialog.getByRole("list", { name: /over its iterations$/ }).getByRole("button");
  await expect(frames.first()).toHaveAccessibleName("Image it. 0 start");
  await expect(frames.last()).toHaveAttribute("aria-current", "true");
  expect(await barriers(page)).toEqual([]);
  await page.screenshot({ path: test.info().outputPath("stages.png") });
  // Another image, and back to its start: the whole page goes there.
  await dialog.getByRole("application").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("heading", { name: /, stage 1/ })).toBeVisible();
  await frames.first().click();
  await expect(frames.first()).toHaveAttribute("aria-current", "true");
  await expect(row).toHaveCount(0);
  await expect(dialog.getByText("The end of stage 2 is not kept.")).toHaveCount(0);
  await button(page, "Branch from stage 1").click();
  await expect(page.getByText("A branch of “Demo”.")).toBeVisible();
  await expect(page.getByLabel("Keep stages 1 to")).toHaveValue("1");
});

test("the map of the stages: by hand and by key, at every moment, and the same again from the library", async ({
  page,
}) => {
  const complaints = listenForComplaints(page);
  await open(page, { ...tiny, backend: "wasm", threads: 1 });
  await runToEnd(page);
  await button(page, "Stages in detail").click();
  const dialog = page.getByRole("dialog", { name: "Stages" });
  const map = dialog.getByRole("img", { name: /^Map of the images/ });
  const image = dialog.getByLabel("Image on the map");
  const table = dialog.getByRole("table", { name: "Distances and spread" });
  const axis = dialog.getByText(/^1st principal component/);
  await expect(map).toHaveAccessibleName(/Stage 2: 10 images, \d+\.\d levels.*Real: 120 images/);
  await expect(axis).toContainText(/; \d+\.\d % of the variance/);
  await expect(table.getByRole("row", { name: /^Stage 1/ })).toContainText(/\d+\.\d ± \d+\.\d/);
  expect(await barriers(page)).toEqual([]);
  // Keys: from the first image of a class to that of its next stage; the strip follows.
  await expect(image).toHaveAttribute(
    "aria-valuetext",
    /^disc, stage 1: \d+\.\d levels from its class mean$/,
  );
  await image.focus();
  await page.keyboard.press("ArrowRight");
  await expect(image).toHaveAttribute("aria-valuetext", /^disc, stage 2: /);
  await expect(dialog.getByRole("heading", { name: /^disc, stage 2/ })).toBeVisible();
  const all = await table.innerText();
  // One class, and the pointer over its other image.
  await dialog.getByText("Only disc", { exact: true }).click();
  await expect(dialog.getByRole("radio", { name: "Only disc" })).toBeChecked();
  await expect.poll(() => table.innerText()).not.toBe(all);
  await expect(map.locator(".map-picture")).toHaveCount(2);
  await map.scrollIntoViewIfNeeded();
  const box = (await map.locator(".map-picture:not([data-state])").boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await expect(dialog.getByText(/^disc, stage 1: /)).toBeVisible();
  await page.mouse.down();
  await page.mouse.up();
  await expect(dialog.getByRole("heading", { name: /^disc, stage 1/ })).toBeVisible();
  await dialog.getByText("All classes", { exact: true }).click();
  await expect.poll(() => table.innerText()).toBe(all);
  await page.screenshot({ path: test.info().outputPath("map.png") });
  // At the start there was the first stage alone, and its images lay elsewhere.
  const name = await map.getAttribute("aria-label");
  const far = await image.getAttribute("aria-valuetext");
  await dialog.getByRole("button", { name: "Image it. 0 start" }).click();
  await expect(map).not.toHaveAccessibleName(/Stage 2/);
  await expect(image).not.toHaveAttribute("aria-valuetext", far!);
  const share = await axis.innerText();

  await page.reload();
  await ready(page);
  await page.keyboard.press("l");
  await page.getByRole("dialog").getByRole("button", { name: "Open" }).click();
  await phase(page, "finished");
  await button(page, "Stages in detail").click();
  await expect(map).toHaveAccessibleName(name!);
  await expect.poll(() => table.innerText()).toBe(all);
  await expect.poll(() => axis.innerText()).toBe(share);
  expect(complaints).toEqual([]);
});
