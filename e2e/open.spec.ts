/** The first look: the built page opens, shows itself, and complains of nothing. */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "@playwright/test";

test("the page opens without an error", async ({ page }) => {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("requestfailed", (request) => complaints.push(`not loaded: ${request.url()}`));

  await page.goto("./");
  await expect(page).toHaveTitle(/distillation/i);
  await expect(page.locator("#root > *").first()).toBeVisible();
  await page.waitForLoadState("networkidle");
  expect(complaints).toEqual([]);
});

test("the page is alone in its process and asks nothing of other machines", async ({ page, baseURL }) => {
  const foreign: string[] = [];
  page.on("request", (request) => {
    const address = request.url();
    if (!/^(data|blob):/.test(address) && !address.startsWith(String(baseURL))) foreign.push(address);
  });
  await page.goto("./");
  await page.waitForLoadState("networkidle");
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  expect(foreign).toEqual([]);
});

test("the page's own script is small", () => {
  const dist = new URL("../dist/", import.meta.url);
  const html = readFileSync(new URL("index.html", dist), "utf8");
  const scripts = [...html.matchAll(/(?:src|href)="\.\/([^"]+\.js)"/g)].map((match) => match[1] as string);
  expect(scripts).not.toEqual([]);
  const bytes = scripts.map((script) => gzipSync(readFileSync(new URL(script, dist))).length);
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(300_000);
});
