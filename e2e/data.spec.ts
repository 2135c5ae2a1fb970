/** One's own files: chosen or dropped, they are what is distilled; refused, they leave everything as it was. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { encode } from "fast-png";
import { expect, test, type Locator, type Page } from "@playwright/test";
import {
  cifarFile,
  classFolders,
  gzipped,
  idxPair,
  pngFile,
  tarred,
  zipped,
} from "../workers/engine/data/files/fixtures";
import { checkNpz } from "./exports";
import {
  button,
  give,
  listenForComplaints,
  open,
  openExport,
  phase,
  ready,
  runToEnd,
  save,
  type Settings,
  tiny,
} from "./studio";

interface SmallFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Each of the ten classes so many times. */
const labels = (times: number): number[] => Array.from({ length: 10 * times }, (_, index) => index % 10);

const mnist = [...idxPair("train", labels(6), 28), ...idxPair("t10k", labels(2), 28)];
const cifar = [cifarFile("data_batch_1.bin", labels(6)), cifarFile("test_batch.bin", labels(2))];

/** A picture that does not fit into the first few bytes of its file. */
const noise = encode({
  width: 64,
  height: 64,
  channels: 3,
  data: Uint8Array.from({ length: 64 * 64 * 3 }, (_, at) => (at * 7919 + ((at * at) >> 3)) & 255),
});

const noSettings: Settings = { ...tiny, "data.trainPerClass": 5, "data.testPerClass": 2 };

const settings = (page: Page): Locator => page.getByRole("region", { name: "Settings" });

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

  await give(page, mnist.map(gzipped));
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
  const flowers = classFolders("x", ["a", "b"], 2);
  const half = { name: "x/a/half.png", bytes: noise.slice(0, noise.length >> 1) };
  const huge = { name: "x/a/huge.png", bytes: noise.slice() };
  new DataView(huge.bytes.buffer).setUint32(16, 50_000);
  new DataView(huge.bytes.buffer).setUint32(20, 50_000);
  const cases: readonly [readonly (SmallFile | undefined)[], RegExp][] = [
    [[{ name: "data_batch_1.bin", bytes: cifar[0]!.bytes.slice(0, -100) }], /^data_batch_1\.bin .+\.$/],
    [[{ name: "photo.png", bytes: png }], /^photo\.png is .+\.$/],
    [[{ name: "nothing.bin", bytes: new Uint8Array(0) }], /^nothing\.bin .+\.$/],
    [[images], /^The labels to train-images-idx3-ubyte are missing\.$/],
    [[names], /^The images to train-labels-idx1-ubyte are missing\.$/],
    [[{ ...names!, bytes: names!.bytes.slice(0, -1) }, images], /^train-labels-idx1-ubyte is cut short.+\.$/],
    [[zipped("x.zip", [pngFile("../a.png", [1])])], /^x\.zip holds a file called "\.\.\/a\.png".+\.$/],
    [
      [zipped("x.zip", [...flowers, half])],
      /^a\/half\.png cannot be decoded: it is damaged or incomplete\.$/,
    ],
    [[zipped("x.zip", [...flowers, huge])], /^a\/huge\.png says that it is 50,000 × 50,000 pixels.+\.$/],
    [[...mnist, ...cifar], /belongs to CIFAR-10 and .+ to the MNIST family\.$/],
  ];
  for (const [files, sentence] of cases) {
    await give(
      page,
      files.filter((file) => file !== undefined),
    );
    const notice = page.locator(".notice-error");
    await expect(notice.locator(".notice-message")).toHaveText(sentence);
    await expect(notice).toContainText("The data set before is still there.");
    await expect(before).toBeVisible();
    await notice.getByRole("button").click();
    await expect(notice).toHaveCount(0);
  }
  await runToEnd(page);
});

test("files are not taken while a run is under way", async ({ page }) => {
  await open(page, { ...noSettings, "matching.iterations": 100_000 });
  await button(page, "Start distilling").click();
  await phase(page, "running");
  await expect(button(page, "Choose files")).toHaveAttribute("aria-disabled", "true");
  await drop(page, mnist);
  await expect(settings(page).getByText(/Built-in shapes: 10 classes/)).toBeVisible();
  await button(page, "Stop").click();
  await phase(page, "stopped");
  await ready(page);
});

test("a zip of class folders, dropped: own images, their classes looked at and chosen, run, by keyboard", async ({
  page,
}) => {
  const complaints = listenForComplaints(page);
  await open(page, { ...noSettings, "data.trainPerClass": 8 });
  await drop(page, [zipped("flowers.zip", classFolders("flowers", ["rose", "aster", "芍薬"], 15, 40))]);
  await expect(
    settings(page).getByText(/^flowers .*: 3 classes, 36 training images, 9 test images/),
  ).toBeVisible();
  await expect(page.getByRole("combobox", { name: "Data set" })).toHaveValue("files");
  await expect(page.getByRole("textbox", { name: /^Image size/ })).toHaveValue("32");

  const look = settings(page).getByText("Look at the classes");
  await look.focus();
  await page.keyboard.press("Enter");
  const row = settings(page).getByRole("checkbox", { name: /aster/ });
  await expect(row).toBeChecked();
  await expect(settings(page).getByRole("img", { name: "Mean image of 芍薬" })).toBeVisible();
  await expect(settings(page).getByText(/measured on the training images/)).toBeVisible();
  await row.focus();
  await page.keyboard.press("Space");
  await expect(settings(page).getByText(/: 2 classes, 24 training images/)).toBeVisible();
  await expect(row).not.toBeChecked();
  expect(new URL(page.url()).searchParams.get("data.classes")).toBe("rose,芍薬");
  await ready(page);
  await runToEnd(page);
  expect(complaints).toEqual([]);
});

test("a folder, chosen: JPEG and WebP as the browser decodes them, train and test by its folders", async ({
  page,
}) => {
  await open(page, noSettings);
  const made = await page.evaluate(async () => {
    const files: { path: string; base64: string }[] = [];
    for (const [split, count] of Object.entries({ train: 6, test: 2 })) {
      for (const [name, colour] of Object.entries({ red: "#c02020", blue: "#2020c0" })) {
        for (let k = 0; k < count; k++) {
          const canvas = new OffscreenCanvas(48, 36);
          const context = canvas.getContext("2d")!;
          context.fillStyle = colour;
          context.fillRect(0, 0, 48, 36);
          const type = k % 2 ? "image/webp" : "image/jpeg";
          const bytes = new Uint8Array(await (await canvas.convertToBlob({ type })).arrayBuffer());
          const base64 = btoa(String.fromCharCode(...bytes));
          files.push({ path: `${split}/${name}/${k}.${k % 2 ? "webp" : "jpg"}`, base64 });
        }
      }
    }
    return files;
  });
  const folder = join(test.info().outputPath(), "colours");
  for (const { path, base64 } of made) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), Buffer.from(base64, "base64"));
  }
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    settings(page).getByRole("button", { name: "Choose a folder" }).click(),
  ]);
  await chooser.setFiles(folder);
  await expect(
    settings(page).getByText("colours: 2 classes, 12 training images, 4 test images"),
  ).toBeVisible();
  await ready(page);
});

test("a class with a comma in its name is chosen by it, in the form and in the address", async ({ page }) => {
  await open(page, noSettings);
  const names = ["rose", "truck, large", "aster"];
  const whole = zipped("mixed.zip", classFolders("mixed", names, 15, 40));
  await drop(page, [whole]);
  await expect(settings(page).getByText(/: 3 classes/)).toBeVisible();
  await page.getByLabel("All settings").check();
  const field = settings(page).getByRole("textbox", { name: "Classes", exact: true });
  await field.pressSequentially(String.raw`rose, truck\, large`);
  await expect(field).toHaveValue(String.raw`rose, truck\, large`);
  await expect(settings(page).getByText(/: 2 classes/)).toBeVisible();
  const grid = page.getByRole("application", { name: /a few real images/ });
  await expect(grid.getByRole("listitem")).toHaveText(["rose", "truck, large"]);
  expect(new URL(page.url()).searchParams.get("data.classes")).toBe(String.raw`rose,truck\, large`);

  // Opened anew, the address means the same two.
  await page.reload();
  await page.getByLabel("All settings").check();
  await expect(field).toHaveValue(String.raw`rose, truck\, large`);
  await give(page, [whole]);
  await expect(settings(page).getByText(/: 2 classes/)).toBeVisible();
  await expect(grid.getByRole("listitem")).toHaveText(["rose", "truck, large"]);
  await ready(page);
});

test("what was refused is told where the eye is: over the run, with the settings hidden, in a lesson", async ({
  page,
}) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  const notice = page.locator(".notice-error");
  const isSeen = async (): Promise<void> => {
    await drop(page, [{ name: "nothing.bin", bytes: new Uint8Array(0) }]);
    await expect(notice).toHaveCount(1);
    await expect(notice).toHaveAttribute("role", "alert");
    await expect(notice).toBeInViewport({ ratio: 1 });
    // The page may still be scrolling to it.
    const overFoot = async (): Promise<number> => {
      const [box, foot] = await Promise.all([notice.boundingBox(), page.locator(".controls").boundingBox()]);
      return foot!.y - box!.y - box!.height;
    };
    await expect.poll(overFoot).toBeGreaterThan(0);
    await notice.getByRole("button", { name: "Dismiss" }).click();
    await expect(notice).toHaveCount(0);
  };
  await open(page, noSettings);
  await isSeen();
  await page.keyboard.press("b");
  await expect(settings(page)).toBeHidden();
  await isSeen();
  await page.goto("./?lesson=stages.count");
  await ready(page);
  await isSeen();
  // On a phone the settings stand below the run.
  await page.setViewportSize({ width: 360, height: 740 });
  await open(page, noSettings);
  await settings(page).getByRole("button", { name: "Choose files" }).scrollIntoViewIfNeeded();
  await isSeen();
});

test("a recipe that takes a part of the data says so", async ({ page }) => {
  await page.goto("./?preset=mnist&data.trainPerClass=5&data.testPerClass=2");
  await give(page, mnist);
  await expect(settings(page)).toContainText(
    "10 classes, 60 training images, 20 test images; the recipe takes 50 and 20 of them",
    { timeout: 60_000 },
  );
});

test("classes named by numbers and with commas: ticks, field and address mean the same, and every choice is mended", async ({
  page,
}) => {
  await open(page, noSettings);
  const odd = zipped("odd.zip", classFolders("odd", ["1", "1,2", "z"], 15, 40));
  await drop(page, [odd]);
  await expect(settings(page).getByText(/: 3 classes/)).toBeVisible();
  await settings(page).getByText("Look at the classes").click();
  const ticks = settings(page).getByRole("group", { name: "Classes taken" }).getByRole("checkbox");
  const field = settings(page).getByRole("textbox", { name: "Classes", exact: true });
  const refusal = settings(page).locator(".drop-missing");
  const taken = (): Promise<boolean[]> =>
    ticks.evaluateAll((boxes) => boxes.map((box) => (box as HTMLInputElement).checked));
  await expect.poll(taken).toEqual([true, true, true]);

  await ticks.nth(2).click();
  await expect.poll(() => new URL(page.url()).searchParams.get("data.classes")).toBe(String.raw`1,1\,2`);
  await expect(settings(page).getByText(/: 2 classes, 24 training images/)).toBeVisible();
  expect(await taken()).toEqual([true, true, false]);

  // One class alone is refused in the form; its tick is gone at once, and another makes two again.
  await ticks.nth(1).click();
  expect(await taken()).toEqual([true, false, false]);
  await expect(field).toHaveValue("1");
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await ticks.nth(2).click();
  expect(await taken()).toEqual([true, false, true]);
  await expect(field).toHaveValue("1, z");
  await expect(settings(page).getByText(/: 2 classes, 24 training images/)).toBeVisible();

  // The data refuse what is typed: field and table stay, and a tick mends it.
  await field.fill("1, 0");
  await expect(refusal).toHaveText('One class alone ("1") leaves nothing to tell apart.');
  expect(await taken()).toEqual([true, false, false]);
  await expect(field).toBeFocused();
  await ticks.nth(1).click();
  await expect(field).toHaveValue(String.raw`1, 1\,2`);
  await expect(settings(page).getByText(/: 2 classes, 24 training images/)).toBeVisible();

  // So does it where the page is opened with such a choice, before any look at the data.
  await page.goto("./?data.set=files&data.size=32&data.classes=1,0");
  await give(page, [odd]);
  await expect(refusal).toHaveText('One class alone ("1") leaves nothing to tell apart.');
  await settings(page).getByText("Look at the classes").click();
  await expect.poll(taken).toEqual([true, false, false]);
  await ticks.nth(2).click();
  await expect(settings(page).getByText(/: 2 classes, 24 training images/)).toBeVisible();
  await settings(page).getByRole("button", { name: "Take all classes" }).click();
  await expect(settings(page).getByText(/: 3 classes/)).toBeVisible();
  expect(await taken()).toEqual([true, true, true]);
});
