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
  const journey = async (): Promise<void> => {
    // Mouse: pressed on the curves.
    const box = (await loss.boundingBox())!;
    await page.mouse.click(box.x + box.width * 0.3, box.y + box.height / 2);
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
    const at = { clientX: box.x + box.width * 0.3, clientY: box.y + 40, pointerType: "touch", buttons: 1 };
    await loss.dispatchEvent("pointerdown", at);
    await loss.dispatchEvent("pointerleave", { ...at, buttons: 0 });
    await expectEarly(page);
    await button(page, "To the end").click();
  };
  await journey();
  await page.getByText("seconds", { exact: true }).click();
  await expect(page.getByRole("radio", { name: "seconds" })).toBeChecked();
  await page.screenshot({ path: test.info().outputPath("seconds.png") });
  await journey();

  await page.reload();
  await ready(page);
  await page.keyboard.press("l");
  await page.getByRole("dialog").getByRole("button", { name: "Open" }).click();
  await phase(page, "finished");
  await expect(page.getByRole("radio", { name: "seconds" })).toBeChecked();
  await journey();
  expect(complaints).toEqual([]);
});

test("the stages in detail: figures, an image through its iterations, and a branch", async ({ page }) => {
  await open(page, { ...tiny, backend: "wasm", threads: 1 });
  await runToEnd(page);
  await button(page, "Stages in detail").click();
  const dialog = page.getByRole("dialog", { name: "Stages" });
  const row = dialog.getByRole("row", { name: /^Stage 2/ });
  await expect(row).toContainText(/\d+\.\d ± \d+\.\d.*\d+\.\d ± \d+\.\d/);
  await expect(dialog.getByRole("row", { name: /^Real images/ })).toContainText("±");
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
