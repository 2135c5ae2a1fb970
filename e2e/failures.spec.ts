/** What goes wrong is told in a sentence, with what to do, and the studio goes on from there. */
import { expect, test } from "@playwright/test";
import {
  button,
  endless,
  firstImages,
  killEngine,
  open,
  phase,
  reaches,
  ready,
  runToEnd,
  tiny,
} from "./studio";

test("bad values in the address are told, and the rest is used", async ({ page }) => {
  await page.goto("./?preset=nope&backend=gpu&threads=0&stages.count=abc&no.such=1&matching.iterations=60");
  await ready(page);
  const notice = page.getByRole("region", { name: "Settings" }).locator(".notice-warning");
  for (const part of ['"gpu"', '"0" threads', '"nope"', 'stages.count cannot be "abc"', '"no.such"']) {
    await expect(notice.getByRole("listitem").filter({ hasText: part })).toHaveCount(1);
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
  await reaches(page, 0);
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

test("a run that diverges says what to change, applies it, and goes on from its last good state", async ({
  page,
}) => {
  await open(page, {
    ...tiny,
    backend: "wasm",
    threads: 1,
    "network.norm": "none",
    "matching.imageLearningRate": 1e6,
  });
  await button(page, "Start distilling").click();
  await phase(page, "failed");
  const notice = page.locator(".notice-error");
  await expect(notice.locator(".notice-message")).toHaveText(
    /^The matching loss of stage 1 diverged in iteration \d+\.$/,
  );
  await expect(notice).toContainText("Image learning rate α from 1000000 to 300.");
  // The same settings would diverge again.
  await expect(button(page, "Resume the run")).toHaveCount(0);
  await page.screenshot({ path: test.info().outputPath("remedy.png") });
  await button(page, "Apply to the form").click();
  await expect(page.getByLabel(/^Image learning rate/)).toHaveValue("300");
  await expect(button(page, "Apply and start again")).toBeVisible();
  await button(page, "Apply and resume from the last good state").click();
  await phase(page, "finished", 120_000);
  await expect(page).toHaveURL(/network\.norm=none/);
  await expect(page).not.toHaveURL(/imageLearningRate=1000000/);
});

test("a learned learning rate that explodes is stopped, and its remedy can begin the run anew", async ({
  page,
}) => {
  await open(page, { ...tiny, backend: "wasm", threads: 1, "matching.learningRateRate": 1 });
  await button(page, "Start distilling").click();
  await phase(page, "failed");
  const notice = page.locator(".notice-error");
  await expect(notice).toContainText(/The learned learning rate β of stage 1 rose to [\d.]+/);
  await expect(notice).toContainText("Rate of the learning rate η_β from 1 to 0.0001.");
  await button(page, "Apply and start again").click();
  await phase(page, "finished", 120_000);
});

test("a full storage pauses the run: it goes on unsaved if asked to, and is saved once there is room", async ({
  page,
}) => {
  await page.route(/library.*\.js$|distill.*\.js$/, async (route) => {
    const answer = await route.fetch();
    const fake = `
      { const write = FileSystemSyncAccessHandle.prototype.write;
        let full = true;
        FileSystemSyncAccessHandle.prototype.write = function (...list) {
          if (full) throw new DOMException("The quota is exceeded.", "QuotaExceededError");
          return write.apply(this, list);
        };
        globalThis.makeRoom = () => { full = false; }; }
    `;
    await route.fulfill({ response: answer, body: fake + (await answer.text()) });
  });
  await open(page, { ...endless, backend: "wasm", threads: 1 });
  await button(page, "Start distilling").click();
  await expect(page.getByText(/^The browser's storage for this page is full/)).toBeVisible();
  await page.screenshot({ path: test.info().outputPath("full.png") });
  await phase(page, "paused");
  await button(page, "Resume").click();
  await expect(page.getByText(/The run goes on unsaved\.$/)).toBeVisible();
  await firstImages(page);
  await phase(page, "running");
  const worker = page.workers().find((each) => each.url().includes("distill"));
  await worker!.evaluate(() => (globalThis as unknown as { makeRoom: () => void }).makeRoom());
  await button(page, "Save now").click();
  await expect(page.getByText(/^The browser's storage for this page is full/)).toHaveCount(0);
  await button(page, "Stop").click();
  await phase(page, "stopped");
});
