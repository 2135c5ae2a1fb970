/**
 * The page stays quick and small while a demo runs. The figures are printed. What is asserted of tasks is the time that
 * they cost the processor, not the time on the clock, which depends on what else the machine does; of the rest only
 * generous bounds. SMOOTH_SECONDS=300 makes it a long watch.
 */
import { expect, test } from "@playwright/test";
import { button, firstImages, open } from "./studio";
import { processorTasks } from "./tasks";

const seconds = Number(process.env["SMOOTH_SECONDS"] ?? 40);

// A trace takes pictures of the page and copies of its elements, which are tasks of their own.
test.use({ trace: "off" });

test(`the demo, watched for ${seconds} seconds`, async ({ page, browser }) => {
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
  // The last of it is watched more closely: a trace of all of it would be too long.
  const traced = Math.min(20, seconds / 2);
  await page.waitForTimeout((seconds - traced) * 1000);
  const costs = await processorTasks(browser, () => page.waitForTimeout(traced * 1000));
  const tasks = await page.evaluate(() => (window as unknown as { longTasks: number[] }).longTasks);
  const after = await measure();
  const elements = await page.locator("canvas, svg *").count();
  await expect(page.locator(".curves path.recharts-curve").first(), "the loss").toHaveAttribute("d", /L/);

  const longest = Math.max(0, ...tasks);
  const dearest = Math.max(...costs);
  const share = costs.reduce((a, b) => a + b, 0) / (10 * traced);
  const figure = (value: number): string => value.toFixed(1);
  process.stdout.write(
    `  ${tasks.length} tasks over 50 ms in ${seconds} s, the longest ${figure(longest)} ms; ` +
      `the dearest task of the last ${traced} s took ${figure(dearest)} ms of the processor, all ${figure(share)} %; ` +
      `${elements} canvases and SVG elements; heap ${figure(before.megabytes)} to ${figure(after.megabytes)} MB, ` +
      `nodes ${before.nodes} to ${after.nodes}\n`,
  );
  expect(dearest, "milliseconds of the processor for a task").toBeLessThan(50);
  expect(dearest, "the tasks were seen").toBeGreaterThan(0);
  expect(elements).toBeLessThan(1000);
  expect(after.nodes).toBeLessThan(10_000);
  // Curves and the history of images fill up; both are bounded.
  expect(after.megabytes - before.megabytes).toBeLessThan(30);
});
