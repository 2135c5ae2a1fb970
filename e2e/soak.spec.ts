/**
 * The studio runs again and again, and holds no more than before: heaps of the page and of its workers, tensors, nodes
 * and workers, each measured at rest after a run. SOAK_SECONDS=1800 makes it a long watch of the demo, its parts cut
 * short so that it is run often; left out, it is a short one of a tiny recipe. The figures are printed.
 */
import { expect, test, type Page } from "@playwright/test";
import { WorkerHeaps } from "./heaps";
import { open, runToEnd, tiny, type Settings } from "./studio";

const asked = process.env["SOAK_SECONDS"];
const seconds = Number(asked ?? 40);
/** Runs of the short watch, at most: the library grows with each, and a fast machine shall not be blamed for that. */
const most = asked ? Infinity : 12;
/** Seconds between two measurements, at least: most of the time is spent running. */
const every = seconds / 6;

const shortDemo: Settings = {
  "experts.count": 2,
  "matching.maxStartEpoch": 2,
  "matching.iterations": 25,
  "stages.transitionEpochs": 10,
  "evaluation.networks": 2,
  "evaluation.epochs": 20,
  "evaluation.fullDataEpochs": 2,
};

// What is recorded for a trace would stay in memory, too.
test.use({ trace: "off" });

interface Figures {
  readonly minutes: number;
  readonly runs: number;
  /** Megabytes of JavaScript after its garbage was collected, arrays included. */
  readonly page: number;
  readonly workers: number;
  /** How many workers there are. */
  readonly threads: number;
  readonly nodes: number;
  readonly tensors: number;
  /** What the engine holds, in its own words. */
  readonly engine: string;
}

const megabytes = (bytes: number): number => Math.round(bytes / 1e4) / 100;

/** What the dialog for the device says of the engine's memory. */
async function heldByEngine(page: Page): Promise<string> {
  await page.keyboard.press("d");
  const line = page.getByRole("dialog", { name: "Device" }).getByText(/tensors?; wasm heap/);
  const text = (await line.textContent()) ?? "";
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  return text;
}

test(`runs one after the other, for ${seconds} seconds`, async ({ page }) => {
  test.setTimeout((seconds + 600) * 1000);
  await open(page, { ...(asked ? shortDemo : tiny), backend: "wasm", threads: 2 });
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  await session.send("HeapProfiler.enable");
  const heaps = new WorkerHeaps(session);
  const begun = Date.now();
  const figures: Figures[] = [];
  let runs = 0;

  const measure = async (): Promise<void> => {
    const engine = await heldByEngine(page);
    // An observer that has outlived its element may need a second round.
    for (let round = 0; round < 2; round++) await session.send("HeapProfiler.collectGarbage");
    const { metrics } = await session.send("Performance.getMetrics");
    const { usedSize, backingStorageSize } = await session.send("Runtime.getHeapUsage");
    const now: Figures = {
      minutes: Math.round((Date.now() - begun) / 6000) / 10,
      runs,
      page: megabytes(usedSize + backingStorageSize),
      workers: megabytes((await heaps.used()).reduce((a, b) => a + b, 0)),
      // Those that look ahead at the next run come and go.
      threads: page.workers().filter((worker) => !worker.url().includes("forecast")).length,
      nodes: metrics.find(({ name }) => name === "Nodes")?.value ?? Number.NaN,
      tensors: Number(/([\d\s,.\u202f\u00a0]+) tensors?;/.exec(engine)?.[1]?.replace(/\D/g, "")),
      engine,
    };
    figures.push(now);
    process.stdout.write(
      `  ${now.minutes} min, ${runs} runs: page ${now.page} MB, its ${now.threads} workers ${now.workers} MB, ` +
        `${now.nodes} nodes; ${engine}\n`,
    );
  };

  await measure();
  let measured = 0;
  let isLast = false;
  while (!isLast) {
    await runToEnd(page, 600_000);
    runs++;
    // On a slow machine at least so many that there is something to compare.
    isLast = runs >= 2 && (runs >= most || Date.now() - begun >= seconds * 1000);
    // The first run fills what stays: caches, the library, the heap of wasm.
    if (runs > 1 && !isLast && Date.now() - measured < every * 1000) continue;
    await measure();
    measured = Date.now();
  }

  const [, first, ...later] = figures;
  const last = later.at(-1);
  if (!first || !last) throw new Error("two runs have three measurements");
  expect(last.tensors, "tensors").toBe(first.tensors);
  expect(last.threads, "workers").toBe(first.threads);
  expect(last.nodes - first.nodes, "nodes").toBeLessThan(300);
  expect(last.page - first.page, "megabytes of the page").toBeLessThan(5);
  expect(last.workers - first.workers, "megabytes of the workers").toBeLessThan(10);
});
