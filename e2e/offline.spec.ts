/** Without a network: after one visit the studio opens, computes on all its threads and plays the recorded run. */
import { expect, test, type Page } from "@playwright/test";
import { listenForComplaints, open, phase, ready, runToEnd, tiny } from "./studio";

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
    return { refused: refused.toSorted(), intruded: "intruded" in window };
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

test("a newer build is told of, and taken when it is asked for", async ({ page, context }) => {
  await page.goto("./");
  await kept(page);
  // The next visit is answered by what is kept, while the server has a newer build.
  await context.route("**/service-worker.js", async (route) => {
    const response = await route.fetch();
    const text = await response.text();
    await route.fulfill({
      response,
      body: text.replace(/"version":"[0-9a-f]{16}"/, '"version":"0123456789abcdef"'),
    });
  });
  await page.reload();
  const notice = page.getByText("A newer version of the studio is ready");
  await expect(notice).toBeVisible({ timeout: 30_000 });
  await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "Use it now" }).click()]);
  await ready(page);
  await expect(notice).toHaveCount(0);
  expect(await page.evaluate(() => caches.keys())).toEqual(["studio-build-0123456789abcdef"]);
});
