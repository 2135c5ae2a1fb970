/**
 * A run that is interrupted again and again, at random: paused, stopped, loaded anew, its tab closed, its engine
 * killed, its GPU destroyed or crashed. It is never lost, and ends with the same bytes as one that was left alone on
 * the same back end. `INTERRUPTIONS` says how often (6 if left out, and a third of that on WebGPU), `SEED` which ones.
 */
import { createHash } from "node:crypto";
import { expect, test, type Page } from "@playwright/test";
import { launchOptions } from "../cli/bootstrap/chromium.mjs";
import {
  button,
  engineWorker,
  killEngine,
  open,
  openExport,
  openLibrary,
  phase,
  ready,
  runToEnd,
  save,
  stageCanvas,
  status,
  tiny,
  type Settings,
} from "./studio";

const asked = Number(process.env["INTERRUPTIONS"] ?? 6);
const seed = process.env["SEED"] ?? "1";

// A GPU process that crashes too often is otherwise not started again, and its pages get no GPU any more.
const { args, ...options } = launchOptions();
const lenient = ["--disable-gpu-process-crash-limit", "--disable-domain-blocking-for-3d-apis"];
test.use({ launchOptions: { ...options, args: [...args, ...lenient] } });

// Of many interruptions it would record too much.
test.use({ trace: "off" });

/** Milliseconds for what should come; the software GPU may have to share its cores. */
const patience = 300_000;

const recipe: Settings = {
  ...tiny,
  "matching.initialImages": "real",
  "augmentation.groups": "color,crop,cutout,flip,scale,rotate",
  "evaluation.fullDataEpochs": 40,
};

/** A number from 0 to below `limit`, the same for the same seed. */
const draw = (label: string, limit: number): number =>
  createHash("sha256").update(`${seed} ${label}`).digest().readUInt32LE() % limit;

async function arraysHash(page: Page): Promise<string> {
  await openExport(page);
  const { bytes } = await save(page, "Arrays (NPZ)");
  await page.keyboard.press("Escape");
  return createHash("sha256").update(bytes).digest("hex");
}

/** Something that befalls a run; resolves to the page on which it runs again. */
type Mishap = (page: Page) => Promise<Page>;

/** The run has failed; it is taken up again. */
async function takeUp(page: Page): Promise<Page> {
  await phase(page, "failed", patience);
  await button(page, "Resume the run").click();
  return page;
}

const mishaps = {
  async pause(page) {
    await button(page, "Pause").click();
    await phase(page, "paused", patience);
    await button(page, "Resume").click();
    return page;
  },
  async stop(page) {
    await button(page, "Stop").click();
    await phase(page, "stopped", patience);
    await button(page, "Resume the run").click();
    return page;
  },
  async reload(page) {
    await page.reload();
    await ready(page, patience);
    await button(page, "Resume").click();
    return page;
  },
  async close(page) {
    const address = page.url();
    const next = await page.context().newPage();
    await page.close();
    await next.goto(address);
    await ready(next, patience);
    await button(next, "Resume").click();
    return next;
  },
  async kill(page) {
    await killEngine(page);
    return takeUp(page);
  },
} satisfies Record<string, Mishap>;

const gpuMishaps = {
  ...mishaps,
  /** The device that the engine computes on is destroyed in the middle of its next pass. */
  async destroy(page) {
    await engineWorker(page).evaluate(() => {
      interface Device {
        createCommandEncoder(): unknown;
        destroy(): void;
      }
      const { prototype } = (globalThis as unknown as { GPUDevice: { prototype: Device } }).GPUDevice;
      const { createCommandEncoder } = prototype;
      prototype.createCommandEncoder = function () {
        prototype.createCommandEncoder = createCommandEncoder;
        this.destroy();
        return createCommandEncoder.call(this);
      };
    });
    return takeUp(page);
  },
  /** The process of the GPU crashes, and with it every device. */
  async crash(page) {
    const session = await page.context().browser()!.newBrowserCDPSession();
    // It is gone before it could answer.
    await session.send("Browser.crashGpuProcess").catch(() => undefined);
    await session.detach();
    return takeUp(page);
  },
} satisfies Record<string, Mishap>;

/** Which mishap comes at each place: first these, then all of them in one random order after another. */
function* sequence(names: readonly string[], first: readonly string[]): Generator<string, never> {
  yield* first;
  for (let round = 0; ; round++) {
    const orders = new Map(names.map((name) => [name, draw(`${name} in round ${round}`, 2 ** 32)]));
    yield* names.toSorted((a, b) => orders.get(a)! - orders.get(b)!);
  }
}

/**
 * Runs a recipe undisturbed, then again and again with interruptions until there were `times` of them, and compares
 * what came of every run.
 * @param first what befalls it first; the rest is random.
 */
async function interrupt(
  page: Page,
  settings: Settings,
  times: number,
  befall: Readonly<Record<string, Mishap>>,
  first: readonly string[] = [],
): Promise<void> {
  await open(page, settings, patience);
  const begun = performance.now();
  await runToEnd(page, 4 * patience);
  // A mishap comes within a third of what the whole run takes, so that several befall one run, on any machine.
  const longest = Math.max(500, (performance.now() - begun) / 3);
  const whole = await arraysHash(page);

  const names = sequence(Object.keys(befall), first);
  const counts = new Map<string, number>();
  let runs = 0;
  let befallen = 0;
  let waits = 0;
  let now = page;
  const state = (): Promise<string | null> => now.locator("[data-phase]").getAttribute("data-phase");
  while (befallen < times) {
    await button(now, "Start distilling").click();
    await expect(stageCanvas(now, 1)).toBeVisible({ timeout: patience });
    while (befallen < times) {
      await now.waitForTimeout(draw(`wait ${waits++}`, longest));
      // In its last part it might be over before the mishap comes.
      if (/All the data|Finished/.test((await status(now).textContent()) ?? "")) break;
      const name = names.next().value;
      now = await test.step(name, () => befall[name]!(now));
      counts.set(name, (counts.get(name) ?? 0) + 1);
      befallen++;
      await expect.poll(state, { timeout: patience }).toMatch(/running|finished/);
    }
    await phase(now, "finished", 4 * patience);
    runs++;
    expect(await arraysHash(now), `the same bytes, in run ${runs}`).toBe(whole);
  }
  const kinds = [...counts].map(([name, count]) => `${count} × ${name}`).join(", ");
  process.stdout.write(`  ${befallen} interruptions of ${runs} runs: ${kinds}\n`);

  // The undisturbed run and these: none was lost, and none came into being on the way.
  await openLibrary(now);
  const rows = now.getByRole("dialog", { name: "Library" }).locator("tbody tr[data-run]");
  await expect(rows).toHaveCount(runs + 1);
  for (const row of await rows.all()) await expect(row).toContainText("finished");
}

test("a run that is interrupted at random is never lost, and ends with the same bytes", async ({ page }) => {
  test.setTimeout(240_000 + 60_000 * asked);
  const settings = {
    ...recipe,
    backend: "wasm",
    threads: 1,
    "matching.iterations": 800,
    "evaluation.fullDataEpochs": 200,
  };
  await interrupt(page, settings, asked, mishaps);
});

test("on WebGPU, too, where the device may be destroyed and its process may crash", async ({ page }) => {
  const times = Math.max(2, Math.round(asked / 3));
  test.setTimeout(600_000 + 120_000 * times);
  const settings = { ...recipe, backend: "webgpu", "matching.iterations": 20 };
  await interrupt(page, settings, times, gpuMishaps, ["destroy", "crash"]);
});
