/** Data sets by address: asked for only at a button, paused, broken off, resumed after a reload, used without a network. */
import { createHash } from "node:crypto";
import { encode } from "fast-png";
import { expect, test, type Locator, type Page } from "@playwright/test";
import { zipped } from "../workers/engine/data/files/fixtures";
import { parquetFile } from "../workers/engine/data/files/fixtures-parquet";
import { barriers } from "./axe";
import { SecondOrigin } from "./second-origin";
import {
  button,
  killEngine,
  listenForComplaints,
  open,
  ready,
  runToEnd,
  tiny,
  type Settings,
} from "./studio";

let origin: SecondOrigin;

test.beforeEach(async () => {
  origin = new SecondOrigin();
  await origin.listen();
});
test.afterEach(() => origin.close());

/** A picture in which no two stretches are alike. */
function noise(seed: number): Uint8Array {
  const data = Uint8Array.from(
    { length: 32 * 32 * 3 },
    (_, at) => ((at + seed) * 7919 + ((at * at) >> 3)) & 255,
  );
  return encode({ width: 32, height: 32, channels: 3, data });
}

/** A table of so many images of each of two classes. */
function table(times: number): Uint8Array {
  const labels = Array.from({ length: 2 * times }, (_, row) => row % 2);
  const images = labels.map((_, row) => noise(row));
  return parquetFile("x", { images, labels, names: ["left", "right"], codec: "UNCOMPRESSED" }).bytes;
}

const settings = (page: Page): Locator => page.getByRole("region", { name: "Settings" });
const kept = (page: Page): Locator => page.getByRole("region", { name: "Data sets kept here" });
const small: Settings = { ...tiny, "data.trainPerClass": 8, "data.testPerClass": 2 };

/** Opens the part of the settings, and gives addresses there. */
async function give(page: Page, addresses: string): Promise<void> {
  const field = page.getByLabel("Addresses of its files");
  if (!(await field.isVisible())) await page.getByText("Data set by address", { exact: true }).click();
  await field.fill(addresses);
}

test("a Parquet file: nobody is asked before the button, and it is there without a network", async ({
  page,
  context,
}) => {
  const complaints = listenForComplaints(page);
  const address = origin.serve("/flowers/train.parquet", table(20));
  await open(page, small);
  await give(page, address);
  const host = new URL(address).host;
  await expect(page.getByText(`The button asks ${host}, and any server that it refers to.`)).toBeVisible();
  expect(origin.asked).toEqual([]);
  await button(page, "Fetch").click();
  await expect(settings(page).getByText("2 classes, 32 training images, 8 test images")).toBeVisible();
  expect(origin.asked).toEqual(["/flowers/train.parquet bytes=0-"]);
  await expect(kept(page)).toContainText(`train.parquet 1 file from ${host}`);
  await expect(kept(page)).toContainText("there without a network, too");
  expect(await barriers(page)).toEqual([]);

  // Asked for again, it is not fetched again.
  await button(page, "Fetch").click();
  await ready(page);
  expect(origin.asked).toHaveLength(1);

  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  origin.close();
  await context.setOffline(true);
  await open(page, small);
  await expect(settings(page).getByText("Built-in shapes: 10 classes")).toBeVisible();
  await button(page, "Use").click();
  await expect(settings(page).getByText("2 classes, 32 training images, 8 test images")).toBeVisible();
  await ready(page);
  await runToEnd(page);
  // A page that is loaded anew has the files no longer, and offers what is kept.
  await page.reload();
  await button(page, "Use train.parquet, kept here").click();
  await ready(page);
  await kept(page).getByRole("button", { name: "Remove" }).click();
  await expect(kept(page)).toHaveCount(0);
  expect(complaints).toEqual([]);
});

test("a set that was removed meanwhile keeps no engine from being restarted", async ({ page }) => {
  await open(page, small);
  await give(page, origin.serve("/train.parquet", table(20)));
  await button(page, "Fetch").click();
  await expect(settings(page).getByText("2 classes, 32 training images, 8 test images")).toBeVisible();
  await ready(page);
  await kept(page).getByRole("button", { name: "Remove" }).click();
  await expect(kept(page)).toHaveCount(0);
  await killEngine(page);
  await button(page, "Restart the engine").click();
  await expect(page.getByText("train.parquet cannot be read any more.")).toBeVisible();
  await expect(button(page, "Restart the engine")).toBeHidden();
  await button(page, "Fetch").click();
  await ready(page);
});

test("paused, resumed, broken off, taken up after a reload: the same bytes in the end", async ({ page }) => {
  const bytes = table(60);
  const [third, half] = [Math.floor(bytes.length / 3), Math.floor(bytes.length / 2)];
  const address = origin.serve("/train.parquet", bytes);
  await open(page, small);
  await give(page, address);
  // With the check sum given, what comes in parts cannot pass unless it is the same in the end.
  await page.getByLabel("Its SHA-256").fill(createHash("sha256").update(bytes).digest("hex"));
  const part = (count: number): string =>
    `${(count / 1000).toFixed(0)} kB of ${(bytes.length / 1000).toFixed(0)} kB`;
  origin.holdAt = third;
  await button(page, "Fetch").click();
  await expect(page.getByTestId("fetch-progress")).toContainText(part(third));
  await button(page, "Pause").click();
  await expect(kept(page)).toContainText(`Paused at ${part(third)}`);

  origin.holdAt = half;
  await kept(page).getByRole("button", { name: "Resume" }).click();
  await expect(page.getByTestId("fetch-progress")).toContainText(part(half));
  origin.breakOff();
  await expect(kept(page).getByRole("alert")).toContainText(
    /^The connection to .+ broke off in the middle of train\.parquet\./,
  );
  await expect(kept(page)).toContainText(`Stopped at ${part(half)}`);

  await page.reload();
  await ready(page);
  await expect(kept(page)).toContainText(`Stopped at ${part(half)}`);
  origin.holdAt = half + 1000;
  await kept(page).getByRole("button", { name: "Resume" }).click();
  await expect(page.getByTestId("fetch-progress")).toContainText(part(half + 1000));
  // The tab goes in the middle of it.
  await page.reload();
  await ready(page);
  origin.holdAt = null;
  await expect(kept(page)).toContainText(`Paused at ${part(half + 1000)}`);
  await kept(page).getByRole("button", { name: "Resume" }).click();
  await expect(settings(page).getByText("2 classes, 96 training images, 24 test images")).toBeVisible();
  expect(origin.asked).toEqual([0, third, half, half + 1000].map((from) => `/train.parquet bytes=${from}-`));
});

test("another tab sees that it is fetched, and can use it once it is whole", async ({ page, context }) => {
  const address = origin.serve("/train.parquet", table(20));
  await open(page, small);
  await give(page, address);
  origin.holdAt = 5000;
  await button(page, "Fetch").click();
  await expect(page.getByTestId("fetch-progress")).toContainText("5 kB of");
  const other = await context.newPage();
  await open(other, small);
  await expect(kept(other)).toContainText("Another tab fetches it at 5 kB of");
  const resume = kept(other).getByRole("button", { name: "Resume" });
  await expect(resume).toHaveAttribute("aria-disabled", "true");
  await button(page, "Pause").click();
  await expect(kept(page)).toContainText("Paused at 5 kB");
  origin.holdAt = null;
  await other.evaluate(() => dispatchEvent(new Event("focus")));
  await expect(resume).toHaveAttribute("aria-disabled", "false");
  await resume.click();
  await expect(settings(other).getByText("2 classes, 32 training images, 8 test images")).toBeVisible();
});

test("a file that changed in between is begun anew, and it is said", async ({ page }) => {
  const address = origin.serve("/train.parquet", table(20));
  await open(page, small);
  await give(page, address);
  origin.holdAt = 5000;
  await button(page, "Fetch").click();
  await expect(page.getByTestId("fetch-progress")).toContainText("5 kB of");
  await button(page, "Pause").click();
  await expect(kept(page)).toContainText("Paused at 5 kB");
  origin.serve("/train.parquet", table(30));
  origin.holdAt = 7000;
  await kept(page).getByRole("button", { name: "Resume" }).click();
  await expect(
    page.getByText("train.parquet is fetched from its beginning: it has changed in between."),
  ).toBeVisible();
  await button(page, "Pause").click();
  origin.holdAt = null;
  await kept(page).getByRole("button", { name: "Resume" }).click();
  await expect(settings(page).getByText("2 classes, 48 training images, 12 test images")).toBeVisible();
});

test("what cannot be had, or is no data set: one sentence each", async ({ page }) => {
  await open(page, small);
  const before = settings(page).getByText("Built-in shapes: 10 classes");
  await expect(before).toBeVisible();
  const page404 = `${origin.address}/nothing.parquet`;
  const host = new URL(page404).host;
  const html = origin.serve("/page.parquet", new TextEncoder().encode("<!doctype html><p>Log in"));
  const shut = origin.serve("/shut.parquet", table(2), { open: false });
  const wrong = origin.serve("/wrong.parquet", table(2));
  const cases: readonly [string, string, string][] = [
    [page404, "", `${host} has no nothing.parquet (it answers 404).`],
    [html, "", `${host} sends a web page in the place of page.parquet.`],
    [shut, "", `${host} cannot be reached, or does not let pages of other sites read the file (CORS).`],
    [wrong, "0".repeat(64), "wrong.parquet is not the file that was meant: its SHA-256 is another."],
  ];
  for (const [address, sha256, sentence] of cases) {
    await give(page, address);
    await page.getByLabel("Its SHA-256").fill(sha256);
    await button(page, "Fetch").click();
    await expect(kept(page).getByRole("alert")).toContainText(sentence);
    await kept(page).getByRole("button", { name: "Remove" }).click();
    await expect(kept(page)).toHaveCount(0);
  }
  // What came as it should, and is no data set, is refused as a dropped file is.
  await give(page, origin.serve("/cut.parquet", table(4).slice(0, -20)));
  await page.getByLabel("Its SHA-256").fill("");
  await button(page, "Fetch").click();
  await expect(page.locator(".notice-error")).toContainText("cut.parquet is no sound Parquet table");
  await expect(before).toBeVisible();

  await give(page, "http://example.com/a.parquet");
  await expect(page.getByText("only addresses with https:// are.")).toBeVisible();
  await expect(button(page, "Fetch")).toHaveAttribute("aria-disabled", "true");
});

test("no room: said so, what came stays, and the rest comes once there is room", async ({ page }) => {
  await open(page, small);
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  const bytes = table(400);
  const whole = origin.serve("/small.parquet", table(20));
  await give(page, whole);
  await button(page, "Fetch").click();
  await expect(kept(page)).toContainText("there without a network, too");
  const { usage = 0 } = await page.evaluate(() => navigator.storage.estimate());
  const session = await page.context().newCDPSession(page);
  await session.send("Storage.overrideQuotaForOrigin", {
    origin: new URL(page.url()).origin,
    quotaSize: usage + Math.floor(bytes.length / 2),
  });
  await give(page, origin.serve("/large.parquet", bytes));
  await button(page, "Fetch").click();
  await expect(kept(page).getByRole("alert")).toContainText("The browser's storage for this page is full");
  await expect(kept(page)).toContainText("small.parquet");
  await session.send("Storage.overrideQuotaForOrigin", { origin: new URL(page.url()).origin });
  await kept(page).getByRole("button", { name: "Resume" }).click();
  await expect(settings(page).getByText("2 classes, 640 training images")).toBeVisible();
});

test("the page of a data set on a hub: its files are listed, and those that are chosen come", async ({
  page,
}) => {
  const files = new Map([
    ["default/train/0000.parquet", table(20)],
    ["default/test/0000.parquet", table(5)],
    ["other/train/0000.parquet", table(2)],
  ]);
  const asked: string[] = [];
  await page.context().route("https://huggingface.co/**", async (route) => {
    const url = route.request().url();
    asked.push(url);
    const headers = { "Access-Control-Allow-Origin": "*" };
    if (url.includes("/api/")) {
      const tree = [...files].map(([path, { length }]) => ({
        type: "file",
        path,
        size: length,
        lfs: { oid: createHash("sha256").update(files.get(path)!).digest("hex"), size: length },
      }));
      return route.fulfill({ headers, json: tree });
    }
    const path = decodeURIComponent(url).split("refs/convert/parquet/")[1]!;
    return route.fulfill({ headers, body: Buffer.from(files.get(path)!) });
  });
  await open(page, small);
  await give(page, "https://huggingface.co/datasets/somebody/flowers");
  expect(asked).toEqual([]);
  await button(page, "List its files").click();
  const list = page.getByRole("group", { name: "somebody/flowers: 3 files" });
  await expect(list.getByRole("checkbox", { checked: true })).toHaveCount(2);
  expect(asked).toHaveLength(1);
  await list.getByRole("button", { name: /^Fetch 2 files/ }).click();
  await expect(settings(page).getByText("2 classes, 40 training images, 10 test images")).toBeVisible();
  await expect(kept(page)).toContainText("somebody/flowers 2 files from huggingface.co");
});

test("only what fetches may ask other hosts, served by the server or by what is kept", async ({ page }) => {
  const address = origin.serve("/a.zip", zipped("a.zip", []).bytes);
  /** Who gets the file: the page, and each of its workers by name. */
  const whoMay = async (): Promise<Record<string, boolean>> => {
    const ask = async (from: string): Promise<boolean> =>
      fetch(from).then(
        () => true,
        () => false,
      );
    const answers: Record<string, boolean> = { page: await page.evaluate(ask, address) };
    for (const worker of page.workers()) {
      const name = /assets\/(\w+)\.worker/.exec(worker.url())?.[1];
      // One that has done its work, as the forecast's, may end before it answers.
      const answer = name ? await worker.evaluate(ask, address).catch(() => null) : null;
      if (name && answer !== null) answers[name] = answer;
    }
    return answers;
  };
  for (const visit of ["served", "kept"]) {
    await open(page, small);
    await give(page, address);
    await page.getByText("Data set by address", { exact: true }).hover();
    await expect.poll(() => page.workers().some((each) => each.url().includes("fetch.worker"))).toBe(true);
    const { fetch: fetcher, ...others } = await whoMay();
    expect(fetcher, visit).toBe(true);
    expect(Object.values(others), JSON.stringify(others)).not.toContain(true);
    expect(Object.keys(others), visit).toContain("distill");
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  }
  expect(await page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
});
