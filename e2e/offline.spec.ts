/** Without a network: after one visit the studio opens, computes on all its threads and plays the recorded run. */
import { expect, test, type Page } from "@playwright/test";
import { barriers } from "./axe";
import { plainServer } from "./plain-server";
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
  await page.evaluate(async () => {
    const refused: string[] = [];
    Object.assign(window, { refused });
    addEventListener("securitypolicyviolation", (event) => refused.push(event.effectiveDirective));
    await fetch("https://example.com/").catch(() => undefined);
    const script = document.createElement("script");
    script.textContent = "window.intruded = true";
    document.body.append(script);
    const image = new Image();
    image.src = "https://example.com/a.png";
  });
  // Header and markup both say no; each is told in its own time.
  const refused = (): Promise<string[]> =>
    page.evaluate(() => [...new Set((window as unknown as { refused: string[] }).refused)].toSorted());
  await expect.poll(refused).toEqual(["connect-src", "img-src", "script-src-elem"]);
  expect(await page.evaluate(() => "intruded" in window)).toBe(false);
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
    await expect(notice).toBeVisible({ timeout: 30_000 });
    await Promise.all([page.waitForEvent("load"), button(page, "Use it now").click()]);
    await expect.poll(builds).toEqual(["studio-build-00000000000000bb", "studio-build-00000000000000cc"]);
  } finally {
    server.close();
  }
});
