/** Tests that lie beside what they test: in Node, and those named *.browser.test.ts in a real Chromium. */
import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { launchOptions } from "./cli/bootstrap/chromium.mjs";

const inBrowser = "{src,workers}/**/*.browser.test.{ts,tsx}";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          environment: "node",
          include: ["{src,workers,cli}/**/*.test.{ts,tsx}"],
          exclude: [inBrowser],
          // Where the cores are shared, what takes a second may take twenty.
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        // Found while a test runs, a package would reload the page under it.
        optimizeDeps: { entries: [inBrowser, "workers/*.worker.ts"] },
        worker: { format: "es" },
        test: {
          name: "browser",
          include: [inBrowser],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // The software GPU takes every core: one file at a time.
          fileParallelism: false,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: launchOptions() }),
            instances: [{ browser: "chromium" }],
          },
        },
      },
    ],
  },
});
