/**
 * The page stays quick and small while a demo runs. The figures are printed; only generous bounds are asserted, since
 * machines differ. SMOOTH_SECONDS=300 makes it a long watch.
 */
import { expect, test } from "@playwright/test";
import { button, firstImages, open } from "./studio";

const seconds = Number(process.env["SMOOTH_SECONDS"] ?? 40);

test(`the demo, watched for ${seconds} seconds`, async ({ page }) => {
  test.setTimeout((seconds + 150) * 1000);
  await page.addInitScript(() => {
    const tasks: number[] = [];
    Object.assign(window, { longTasks: tasks });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) tasks.push(entry.duration);
    }).observe({ type: "longtask" });
  });
  // The demo, but for the experts' length: the curves shall grow for most of the time.
  await open(page, { "experts.count": 1, "matching.maxStartEpoch": 1, "matching.iterations": 100_000 });
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  await session.send("HeapProfiler.enable");
  const measure = async (): Promise<{ nodes: number; megabytes: number }> => {
    await session.send("HeapProfiler.collectGarbage");
    const { metrics } = await session.send("Performance.getMetrics");
    const value = (name: string): number =>
      metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
    return { nodes: value("Nodes"), megabytes: value("JSHeapUsedSize") / 1e6 };
  };

  await button(page, "Start distilling").click();
  await firstImages(page);
  await page.waitForTimeout(5000);
  await page.evaluate(() => (window as unknown as { longTasks: number[] }).longTasks.splice(0));
  const before = await measure();
  await page.waitForTimeout(seconds * 1000);
  const tasks = await page.evaluate(() => (window as unknown as { longTasks: number[] }).longTasks);
  const after = await measure();
  const elements = await page.locator("canvas, svg *").count();

  const longest = Math.max(0, ...tasks);
  const figure = (value: number): string => value.toFixed(1);
  process.stdout.write(
    `  ${tasks.length} tasks over 50 ms in ${seconds} s, the longest ${figure(longest)} ms; ` +
      `${elements} canvases and SVG elements; heap ${figure(before.megabytes)} to ${figure(after.megabytes)} MB, ` +
      `nodes ${before.nodes} to ${after.nodes}\n`,
  );
  expect(longest, "milliseconds of the longest task").toBeLessThan(500);
  expect(elements).toBeLessThan(1000);
  expect(after.nodes).toBeLessThan(10_000);
  // Curves and the history of images fill up; both are bounded.
  expect(after.megabytes - before.megabytes).toBeLessThan(30);
});
