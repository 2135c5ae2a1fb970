/** One's own files: chosen or dropped, they are what is distilled; refused, they leave everything as it was. */
import { expect, test, type Locator, type Page } from "@playwright/test";
import { cifarFile, gzipped, idxPair, tarred } from "../workers/engine/data/files/fixtures";
import { checkNpz } from "./exports";
import {
  button,
  listenForComplaints,
  open,
  openExport,
  phase,
  ready,
  runToEnd,
  save,
  tiny,
  type Settings,
} from "./studio";

interface SmallFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Each of the ten classes so many times. */
const labels = (times: number): number[] => Array.from({ length: 10 * times }, (_, index) => index % 10);

const mnist = [...idxPair("train", labels(6), 28), ...idxPair("t10k", labels(2), 28)];
const cifar = [cifarFile("data_batch_1.bin", labels(6)), cifarFile("test_batch.bin", labels(2))];

const noSettings: Settings = { ...tiny, "data.trainPerClass": 5, "data.testPerClass": 2 };

const settings = (page: Page): Locator => page.getByRole("region", { name: "Settings" });

async function choose(page: Page, files: readonly SmallFile[]): Promise<void> {
  const input = settings(page).locator("input[type=file]");
  await input.setInputFiles(
    files.map(({ name, bytes }) => ({
      name,
      mimeType: "application/octet-stream",
      buffer: Buffer.from(bytes),
    })),
  );
}

/** As if the files came from the desktop. */
async function drop(page: Page, files: readonly SmallFile[]): Promise<void> {
  const plain = files.map(({ name, bytes }) => ({ name, bytes: [...bytes] }));
  const dataTransfer = await page.evaluateHandle((list) => {
    const transfer = new DataTransfer();
    for (const { name, bytes } of list) transfer.items.add(new File([new Uint8Array(bytes)], name));
    return transfer;
  }, plain);
  const target = page.getByRole("main");
  await target.dispatchEvent("dragover", { dataTransfer });
  await expect(page.locator("body")).toHaveClass(/page-drop/);
  await target.dispatchEvent("drop", { dataTransfer });
  await expect(page.locator("body")).not.toHaveClass(/page-drop/);
}

test("IDX files, chosen: the recipe asks for them, shows them, runs on them", async ({ page }) => {
  const complaints = listenForComplaints(page);
  const query = new URLSearchParams({ preset: "mnist", "data.size": "28" });
  for (const [path, value] of Object.entries(noSettings)) query.set(path, String(value));
  await page.goto(`./?${query.toString()}`);
  await expect(page.getByRole("main").getByText("This recipe needs MNIST's IDX files").first()).toBeVisible();
  await expect(button(page, "Start distilling")).toHaveAttribute("aria-disabled", "true");

  await choose(page, mnist.map(gzipped));
  await expect(settings(page).getByText("10 classes, 60 training images, 20 test images")).toBeVisible();
  await expect(page.getByRole("application", { name: /MNIST family, a few real images/ })).toBeVisible();
  await ready(page);
  await runToEnd(page);
  await openExport(page);
  checkNpz((await save(page, "Arrays (NPZ)")).bytes, 2, { channels: 1, size: 28 });
  expect(complaints).toEqual([]);
});

test("the CIFAR-10 archive, dropped: its preset is taken", async ({ page }) => {
  await open(page);
  await drop(page, [gzipped(tarred("cifar-10-binary.tar", cifar))]);
  await expect(settings(page).getByText("10 classes, 60 training images, 20 test images")).toBeVisible();
  await expect(page.getByRole("combobox", { name: "Recipe" })).toHaveValue("cifar10");
  await expect(page.getByRole("application", { name: /airplane|CIFAR-10/ })).toBeVisible();
});

test("files that are refused: one sentence each, and the data set before stays", async ({ page }) => {
  await open(page, noSettings);
  const before = settings(page).getByText(/Built-in shapes: 10 classes, 50 training images/);
  await expect(before).toBeVisible();
  const [images, names] = idxPair("train", labels(6), 28);
  const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13);
  const cases: readonly [readonly (SmallFile | undefined)[], RegExp][] = [
    [[{ name: "data_batch_1.bin", bytes: cifar[0]!.bytes.slice(0, -100) }], /^data_batch_1\.bin .+\.$/],
    [[{ name: "photo.png", bytes: png }], /^photo\.png is .+\.$/],
    [[{ name: "nothing.bin", bytes: new Uint8Array(0) }], /^nothing\.bin .+\.$/],
    [[images], /^The labels to train-images-idx3-ubyte are missing\.$/],
    [[names], /^The images to train-labels-idx1-ubyte are missing\.$/],
    [[{ ...names!, bytes: names!.bytes.slice(0, -1) }, images], /^train-labels-idx1-ubyte is cut short.+\.$/],
    [[...mnist, ...cifar], /belongs to CIFAR-10 and .+ to the MNIST family\.$/],
  ];
  for (const [files, sentence] of cases) {
    await choose(
      page,
      files.filter((file) => file !== undefined),
    );
    const notice = settings(page).locator(".notice-error");
    await expect(notice.locator(".notice-message")).toHaveText(sentence);
    await expect(notice).toContainText("The data set before is still there.");
    await expect(before).toBeVisible();
    await notice.getByRole("button").click();
    await expect(notice).toHaveCount(0);
  }
  await runToEnd(page);
});

test("files are not taken while a run is under way", async ({ page }) => {
  await open(page, { ...noSettings, "matching.iterations": 20_000 });
  await button(page, "Start distilling").click();
  await phase(page, "running");
  await expect(button(page, "Choose files")).toHaveAttribute("aria-disabled", "true");
  await drop(page, mnist);
  await expect(settings(page).getByText(/Built-in shapes: 10 classes/)).toBeVisible();
  await button(page, "Stop").click();
  await phase(page, "stopped");
  await ready(page);
});
