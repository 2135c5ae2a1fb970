/** Without a network: after one visit the studio opens, computes on all its threads and plays the recorded run. */
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test, type Page } from "@playwright/test";
import { barriers } from "./axe";
import { button, listenForComplaints, open, phase, ready, runToEnd, tiny } from "./studio";

/** Waits until the whole build is kept. */
const kept = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });

test("after the first visit everything works without a network", async ({ page, context }) => {
  const complaints = listenForComplaints(page);
  await open(page, tiny);
  await kept(page);
  await context.setOffline(true);
  await open(page, { ...tiny, backend: "wasm" });
  expect(await page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
  // Alone in its process, so that threads share memory.
  expect(await page.evaluate(() => crossOriginIsolated && typeof SharedArrayBuffer === "function")).toBe(
    true,
  );
  await runToEnd(page);
  await page.goto("./?recorded");
  await phase(page, "recorded");
  await page.goto("./index.html");
  await ready(page);
  expect(complaints).toEqual([]);
});

test("the policy lets in nothing but the studio's own files", async ({ page }) => {
  const response = await page.goto("./");
  const policy = response?.headers()["content-security-policy"] ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:|\*/);
  await ready(page);
  const tried = await page.evaluate(async () => {
    const refused: string[] = [];
    addEventListener("securitypolicyviolation", (event) => refused.push(event.effectiveDirective));
    await fetch("https://example.com/").catch(() => undefined);
    const script = document.createElement("script");
    script.textContent = "window.intruded = true";
    document.body.append(script);
    const image = new Image();
    image.src = "https://example.com/a.png";
    await new Promise((resolve) => setTimeout(resolve, 200));
    // Header and markup both say no.
    return { refused: [...new Set(refused)].toSorted(), intruded: "intruded" in window };
  });
  expect(tried.intruded).toBe(false);
  expect(tried.refused).toEqual(["connect-src", "img-src", "script-src-elem"]);
});

test("it can be installed", async ({ page, request, baseURL }) => {
  await page.goto("./");
  const link = await page.locator('link[rel="manifest"]').getAttribute("href");
  const manifest = await (await request.get(new URL(link!, baseURL).href)).json();
  expect(manifest).toMatchObject({ display: "standalone", start_url: "./" });
  for (const { src, type } of manifest.icons) {
    const icon = await request.get(new URL(src, baseURL).href);
    expect(icon.status(), src).toBe(200);
    expect(icon.headers()["content-type"]).toContain(type);
  }
});

/** Serves dist without any header but the type, and its service worker as that of the version asked for. */
async function plainServer(version: () => string): Promise<{ address: string; close: () => void }> {
  const types: Readonly<Record<string, string>> = {
    html: "text/html",
    js: "text/javascript",
    css: "text/css",
    svg: "image/svg+xml",
    png: "image/png",
    wasm: "application/wasm",
    webmanifest: "application/manifest+json",
  };
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname.slice(1) || "index.html";
    const file = new URL(`../dist/${path}`, import.meta.url);
    if (path.includes("..") || !existsSync(file)) return void response.writeHead(404).end();
    response.setHeader("Content-Type", types[path.split(".").at(-1) ?? ""] ?? "application/octet-stream");
    const bytes = readFileSync(file);
    if (path !== "service-worker.js") return void response.end(bytes);
    response.end(bytes.toString().replace(/"version":"[0-9a-f]{16}"/, `"version":"${version()}"`));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}/`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

test("a newer build is told of, and taken when it is asked for", async ({ page }) => {
  let version = "00000000000000aa";
  const server = await plainServer(() => version);
  try {
    await page.goto(server.address);
    await kept(page);
    version = "00000000000000bb";
    await page.reload();
    // This server sets no headers: what is kept has them all the same.
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    const notice = page.getByText("A newer version of the studio is ready");
    await expect(notice).toBeVisible({ timeout: 30_000 });
    expect(await barriers(page)).toEqual([]);
    await Promise.all([page.waitForEvent("load"), button(page, "Use it now").click()]);
    await ready(page);
    await expect(notice).toHaveCount(0);
    // The one before is kept for tabs that still show it; of those before that, nothing.
    const builds = (): Promise<string[]> => page.evaluate(() => caches.keys());
    expect(await builds()).toEqual(["studio-build-00000000000000aa", "studio-build-00000000000000bb"]);
    version = "00000000000000cc";
    await page.reload();
    await Promise.all([page.waitForEvent("load"), button(page, "Use it now").click()]);
    await expect.poll(builds).toEqual(["studio-build-00000000000000bb", "studio-build-00000000000000cc"]);
  } finally {
    server.close();
  }
});
