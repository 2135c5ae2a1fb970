/** What goes wrong is told in a sentence, with what to do, and the studio goes on from there. */
import { expect, test } from "@playwright/test";
import {
  button,
  endless,
  firstImages,
  iteration,
  killEngine,
  open,
  phase,
  ready,
  runToEnd,
  tiny,
} from "./studio";

test("bad values in the address are told, and the rest is used", async ({ page }) => {
  await page.goto("./?preset=nope&backend=gpu&threads=0&stages.count=abc&no.such=1&matching.iterations=60");
  await ready(page);
  const notice = page.getByRole("region", { name: "Settings" }).locator(".notice-warning");
  for (const part of ['"gpu"', '"0" threads', '"nope"', 'stages.count cannot be "abc"', '"no.such"']) {
    await expect(notice).toContainText(part);
  }
  await expect(page.getByLabel(/^Iterations per stage/)).toHaveValue("60");
  await expect(page.getByLabel(/^Stages/)).toHaveValue("3");
  await notice.getByRole("button").click();
  await expect(notice).toHaveCount(0);
});

test("a bad value in the form is told beside it, and keeps the run from starting", async ({ page }) => {
  await open(page, tiny);
  const field = page.getByLabel(/^Student steps/);
  await field.fill("0");
  await field.blur();
  await expect(
    page.getByText(/^Student steps .*must be a whole number from 1 to 200\.$/).first(),
  ).toBeVisible();
  await expect(button(page, "Start distilling")).toHaveAttribute("aria-disabled", "true");
  await field.fill("5");
  await field.blur();
  await ready(page);
  await expect(page).toHaveURL(/matching\.studentSteps=5/);
});

test("the engine dies in the middle of a run, is restarted, and runs again", async ({ page }) => {
  await open(page, { ...endless, backend: "wasm", threads: 1 });
  await button(page, "Start distilling").click();
  await firstImages(page);
  await killEngine(page);
  await expect(
    page.getByText("The engine stopped unexpectedly: the journey ended it.").first(),
  ).toBeVisible();
  await phase(page, "failed");
  await expect(button(page, "Start distilling")).toHaveAttribute("aria-disabled", "true");
  await button(page, "Restart the engine").click();
  await ready(page);
  await expect(page.getByText("The run ended when the engine stopped; a new engine is ready.")).toBeVisible();
  await button(page, "Start distilling").click();
  await firstImages(page);
  await expect.poll(() => iteration(page)).toBeGreaterThan(0);
  await button(page, "Stop").click();
  await phase(page, "stopped");
});

test("a back end that cannot be loaded: told, and tried again on request", async ({ page }) => {
  await page.route("**/*.wasm", (route) => route.abort());
  await page.goto("./?backend=wasm");
  await expect(button(page, "Restart the engine")).toBeVisible({ timeout: 60_000 });
  await expect(page.locator(".notice-error .notice-message").first()).toHaveText(
    "The wasm back end could not be loaded: the server does not answer.",
  );
  await page.unroute("**/*.wasm");
  await button(page, "Restart the engine").click();
  await ready(page);
});

test("where the file of wasm is missing the next back end is taken, and the page says why", async ({
  page,
}) => {
  // Some servers answer with a page of their own.
  await page.route("**/*.wasm", (route) =>
    route.fulfill({ body: "<p>Not here</p>", contentType: "text/html" }),
  );
  await open(page);
  await button(page, "Device: cpu").click();
  const dialog = page.getByRole("dialog", { name: "Device" });
  await expect(dialog.getByText("The wasm back end could not be loaded: its file is damaged.")).toBeVisible();
});

test("the GPU is lost in the middle of a run", async ({ page, browser }) => {
  await open(page, { ...endless, backend: "webgpu", "matching.studentSteps": 2 });
  await button(page, "Start distilling").click();
  await firstImages(page);
  const session = await browser.newBrowserCDPSession();
  // The process is gone before it could answer.
  await session.send("Browser.crashGpuProcess").catch(() => undefined);
  await phase(page, "failed", 90_000);
  await expect(page.locator(".notice-error .notice-message").first()).toContainText(/GPU|device/i);
  // It goes on where it was saved last, on a GPU that has come back.
  await button(page, "Resume the run").click();
  await phase(page, "running", 90_000);
  await button(page, "Stop").click();
  await phase(page, "stopped");
  await page.keyboard.press("d");
  const dialog = page.getByRole("dialog", { name: "Device" });
  await expect(dialog.getByText(/; the last time: The GPU /)).toBeVisible();
  await page.keyboard.press("Escape");
  // Started again, it computes on a device of its own.
  await button(page, "Start distilling").click();
  await phase(page, "running");
  await firstImages(page);
  await button(page, "Stop").click();
  await phase(page, "stopped");
});

test("a run of one stage on the plain cpu back end works too", async ({ page }) => {
  await open(page, { ...tiny, backend: "cpu", "stages.count": 1, "matching.iterations": 3 });
  await runToEnd(page);
});
