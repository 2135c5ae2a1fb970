/** What computes, and how fast: the dialog for the device, and the benchmark in it. */
import { expect, test } from "@playwright/test";
import { button, endless, firstImages, listenForComplaints, open, phase, save } from "./studio";

test("the device: back end, self-test, memory, and a benchmark that is opened by its address", async ({
  page,
}) => {
  const complaints = listenForComplaints(page);
  await page.goto("./?bench=check&backend=wasm&threads=2");
  const dialog = page.getByRole("dialog", { name: "Device" });
  await expect(dialog.getByText("WebAssembly, SIMD").first()).toBeVisible({ timeout: 60_000 });
  await expect(dialog.getByText(/^passed: the gradients and second derivatives/)).toBeVisible();
  await expect(dialog.getByText("yes: threads can share memory")).toBeVisible();
  await expect(dialog.getByText(/tensors?; wasm heap/)).toBeVisible();
  await expect(dialog.getByText("never", { exact: true })).toBeVisible();

  const bench = dialog.getByRole("region", { name: "Benchmark" });
  await expect(bench.getByLabel("Cases")).toHaveValue("check");
  await expect(bench.getByLabel("Back end")).toHaveValue("wasm");
  await bench.getByRole("button", { name: "Start the benchmark" }).click();
  await expect(bench.getByRole("progressbar")).toBeVisible();
  await expect(bench.getByText(/^Measured in/)).toBeVisible({ timeout: 120_000 });
  await expect(bench.getByRole("row", { name: /^mtt 8x8/ })).toBeVisible();

  const { name, bytes } = await save(page, "Figures (JSON)");
  expect(name).toBe("benchmark.json");
  const report = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, object>;
  const configuration = "wasm/8x8/width4/batch4";
  for (const key of [
    "secondOrderOverPlain",
    "poolSpeedup",
    "memoryN50OverN5",
    "dispatchesPerSecondOrderStep",
  ]) {
    expect(Object.keys(report[key]!), key).toEqual([configuration]);
  }
  expect(report).toMatchObject({ mttOverTorch: {}, rival: null, machine: { crossOriginIsolated: true } });
  expect(complaints).toEqual([]);
});

test("a benchmark is cancelled at once, and keeps a run from starting; a run refuses it", async ({
  page,
}) => {
  await open(page, { ...endless, backend: "wasm", threads: 1 });
  await page.keyboard.press("d");
  const bench = page.getByRole("dialog", { name: "Device" }).getByRole("region", { name: "Benchmark" });
  await bench.getByRole("button", { name: "Start the benchmark" }).click();
  await page.keyboard.press("Escape");
  await expect(button(page, "Start distilling")).toHaveAttribute("aria-disabled", "true");
  await page.keyboard.press("d");
  await bench.getByRole("button", { name: "Cancel the benchmark" }).click();
  await expect(bench.getByText("Cancelled; nothing was kept of it.")).toBeVisible();
  await page.keyboard.press("Escape");
  await button(page, "Start distilling").click();
  await firstImages(page);
  await page.keyboard.press("d");
  await expect(bench.getByRole("button", { name: "Start the benchmark" })).toHaveAttribute(
    "aria-disabled",
    "true",
  );
  await page.keyboard.press("Escape");
  await button(page, "Stop").click();
  await phase(page, "stopped");
});
