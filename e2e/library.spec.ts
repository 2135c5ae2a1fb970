/** How the library and what it compares are laid out, from a phone to a desktop. */
import { expect, test } from "@playwright/test";
import { barriers } from "./axe";
import { button, open, openLibrary, runToEnd, type Settings, tiny } from "./studio";

test("the library's buttons stand in one line on a desktop; compared images have the names of their classes", async ({
  page,
}) => {
  const short: Settings = { ...tiny, "matching.iterations": 3, backend: "wasm", threads: 1 };
  for (const seed of [1, 2]) {
    await open(page, { ...short, seed });
    await runToEnd(page);
  }
  await openLibrary(page);
  const dialog = page.getByRole("dialog", { name: "Library" });
  const row = dialog.locator("tbody tr[data-run]").first();
  for (const width of [1024, 1280, 1920]) {
    await page.setViewportSize({ width, height: 800 });
    const tops = (): Promise<number[]> =>
      row.getByRole("button").evaluateAll((list) => list.map((each) => each.getBoundingClientRect().top));
    await expect.poll(async () => new Set(await tops()).size, { message: `${width} px wide` }).toBe(1);
    const right = await row.evaluate((each) => each.getBoundingClientRect().right);
    const inside = await dialog.evaluate((each) => each.getBoundingClientRect().right);
    expect(right, `${width} px wide`).toBeLessThan(inside);
  }
  for (const box of await dialog.getByRole("checkbox").all()) await box.check();
  await button(page, "Compare 2 runs").click();
  const compared = page.getByRole("dialog", { name: "Compare runs" });
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 800 });
    await expect(compared.locator("canvas")).toHaveCount(4);
    await expect(compared.getByRole("listitem").filter({ hasText: /^crescent$/ })).toHaveCount(2);
    // Each name stands beside its row of images.
    const stages = compared.locator(".compare-stages").first();
    const name = await stages.getByRole("listitem").last().boundingBox();
    const images = await stages.locator("canvas").first().boundingBox();
    const middle = name!.y + name!.height / 2;
    expect(middle).toBeLessThan(images!.y + images!.height);
    expect(middle).toBeGreaterThan(images!.y + 0.9 * images!.height);
  }
});

test("compared runs lay the curve over each other that is chosen: loss, β, accuracy, or a layer of both", async ({
  page,
}) => {
  const short: Settings = { ...tiny, "matching.iterations": 3, backend: "wasm", threads: 1 };
  // The second has a layer less.
  for (const depth of [2, 1]) {
    await open(page, { ...short, "network.depth": depth });
    await runToEnd(page);
  }
  await openLibrary(page);
  for (const box of await page.getByRole("dialog", { name: "Library" }).getByRole("checkbox").all())
    await box.check();
  await button(page, "Compare 2 runs").click();
  const compared = page.getByRole("dialog", { name: "Compare runs" });
  const curve = compared.getByRole("combobox", { name: "Curve" });
  const chart = compared.locator("figure.chart");
  const title = chart.locator("figcaption strong");
  await expect(title).toHaveText("Matching loss");
  const options = await curve.locator("option").allTextContents();
  expect(options).toContain("conv1.weight");
  expect(options).not.toContain("conv2.weight");
  for (const [name, lines, scaled] of [
    ["Learned learning rate β", 4, true],
    ["Accuracy after each stage, %", 2, false],
    ["conv1.weight", 4, true],
  ] as const) {
    await curve.selectOption(name);
    await expect(title).toHaveText(name);
    await expect(chart.locator("path.recharts-curve"), name).toHaveCount(lines);
    await expect(chart.locator("circle"), name).toHaveCount(scaled ? 0 : 4);
    await expect(compared.getByRole("radio", { name: "log" })).toHaveCount(scaled ? 1 : 0);
    await expect(chart.getByRole("listitem"), "a label for each run").toHaveCount(2);
    expect(await barriers(page), name).toEqual([]);
  }
  await compared.getByRole("radio", { name: "seconds" }).check({ force: true });
  await expect(chart).toContainText("seconds of computing");
});
