/** Where no header sets the page apart and no service worker can: memory is not shared, and one thread does it all. */
import { expect, test } from "@playwright/test";
import { plainServer } from "./plain-server";
import { listenForComplaints, ready, runToEnd, stageCanvas, tiny } from "./studio";

test.use({ serviceWorkers: "block" });

test("a page that is not isolated says that it has one thread, trains, distils and finishes", async ({
  page,
}) => {
  const complaints = listenForComplaints(page);
  const server = await plainServer(() => "00000000000000aa");
  try {
    const address = new URL(server.address);
    // Two are asked for, however many cores there are.
    for (const [path, value] of Object.entries({ ...tiny, backend: "wasm", threads: 2 })) {
      address.searchParams.set(path, String(value));
    }
    await page.goto(address.href);
    await ready(page);
    expect(await page.evaluate(() => crossOriginIsolated || "SharedArrayBuffer" in window)).toBe(false);
    expect(await page.evaluate(() => navigator.serviceWorker?.controller ?? null)).toBeNull();

    await page.keyboard.press("d");
    const dialog = page.getByRole("dialog", { name: "Device" });
    await expect(dialog.getByText(/^1, of \d+ cores?$/)).toBeVisible();
    await expect(dialog.getByText(/^no: there is one thread, as memory cannot be shared/)).toBeVisible();
    await page.keyboard.press("Escape");

    await runToEnd(page);
    await expect(stageCanvas(page, 2)).toBeVisible();
    // The one that is the test's own doing.
    expect(complaints.filter((one) => !/registration blocked/.test(one))).toEqual([]);
  } finally {
    server.close();
  }
});
