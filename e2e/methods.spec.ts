/** Other methods than the default, from the settings to the end of their runs. */
import { expect, test } from "@playwright/test";
import { listenForComplaints, open, runToEnd, tiny, type Settings } from "./studio";

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
