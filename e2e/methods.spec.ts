/** Other methods than the default, and the papers' ablations, from the settings to the table. */
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { button, listenForComplaints, open, phase, runToEnd, tiny, type Settings } from "./studio";

/** What all methods share of the tiny recipe. */
const shared: Settings = Object.fromEntries(
  Object.entries(tiny).filter(
    ([path]) => !["experts.count", "matching.studentSteps", "matching.maxStartEpoch"].includes(path),
  ),
);

/** A field of the settings, by its label. */
const fieldLabel = (name: string) => `.section-fields label:has-text("${name}")`;

for (const [method, title] of [
  ["dsa", "DSA"],
  ["idc", "IDC"],
  ["dm", "DM"],
] as const) {
  test(`${title} under stages: its own settings and no others, to the end`, async ({ page }) => {
    const complaints = listenForComplaints(page);
    await open(page, {
      method,
      ...shared,
      "matching.iterations": 4,
      "matching.imageLearningRate": 0.01,
      backend: "wasm",
    });
    const setup = page.getByRole("region", { name: "Settings" });
    await expect(setup.getByText(`What ${title} does`)).toBeVisible();
    await expect(page.locator(fieldLabel("Student steps"))).toHaveCount(0);
    await runToEnd(page);
    await expect(page.getByText(/Finished: the distilled set at IPC 2 reaches .* ± /)).toBeVisible();
    expect(complaints).toEqual([]);
  });
}

test("choosing a method brings its settings, and the way back brings the preset's", async ({ page }) => {
  await open(page);
  const method = page.locator(".method select");
  await method.selectOption("dc");
  await expect(page).toHaveURL(/method=dc/);
  await expect(page.getByRole("textbox", { name: /Iterations per stage/ })).toHaveValue("200");
  await method.selectOption("mtt");
  await expect(page).not.toHaveURL(/method/);
  await expect(page.getByRole("textbox", { name: /Iterations per stage/ })).toHaveValue("150");
});

test("a setting that the method does not use is refused with the reason", async ({ page }) => {
  await page.goto("./?method=dm&matching.studentSteps=7");
  await expect(page.getByText(/has no effect with the method dm/).first()).toBeVisible();
});

test("an ablation runs its variants one after the other and fills its table", async ({ page }) => {
  await open(page, { ...tiny, "matching.iterations": 3, backend: "wasm" });
  await button(page, "Experiments").click();
  const dialog = page.getByRole("dialog", { name: "Experiments" });
  await dialog.getByRole("radio", { name: /Without transition, without conditioning/ }).check();
  await button(page, "Start 3 runs").click();
  await expect(page.getByText(/run 1 of 3/)).toBeVisible();
  await expect(page.getByText(/all runs are finished/)).toBeVisible({ timeout: 150_000 });
  await button(page, "Table").click();
  // Two stages of three variants, under a line of headings.
  await expect(dialog.getByRole("row")).toHaveCount(7);
  await expect(dialog.getByRole("img", { name: /without transition/ })).toBeVisible();
  const [download] = await Promise.all([page.waitForEvent("download"), button(page, "Table (CSV)").click()]);
  const lines = readFileSync(await download.path(), "utf8")
    .trim()
    .split("\n");
  expect(lines).toHaveLength(7);
});

test("an ablation ends where its run is stopped, and says so", async ({ page }) => {
  await open(page, { ...tiny, "matching.iterations": 20_000, backend: "wasm" });
  await button(page, "Experiments").click();
  await button(page, "Start 4 runs").click();
  await phase(page, "running");
  await button(page, "Stop").click();
  await expect(page.getByText(/ended before its last run/)).toBeVisible();
  await expect(button(page, "Start distilling")).toHaveAttribute("aria-disabled", "false");
});
