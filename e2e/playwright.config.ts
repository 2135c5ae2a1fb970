/** A person's journeys through the built studio, in a real Chromium with software WebGPU. */
import { defineConfig } from "@playwright/test";
import { launchOptions } from "../cli/bootstrap/chromium.mjs";

export default defineConfig({
  testDir: ".",
  outputDir: "../test-results",
  globalSetup: "./serve.ts",
  workers: 1,
  timeout: 300_000,
  // Where the cores are shared, what takes a moment may take some.
  expect: { timeout: 15_000 },
  reporter: "list",
  forbidOnly: Boolean(process.env["CI"]),
  use: {
    // Set by serve.ts, before the process that runs the tests reads this again.
    baseURL: process.env["STUDIO_ADDRESS"],
    actionTimeout: 30_000,
    launchOptions: launchOptions(),
    trace: "retain-on-failure",
  },
});
