/** The process of `npm run distill`: its streams, as shells join them to others. */
import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const tiny = {
  data: { set: "shapes", size: 16, trainPerClass: 20, testPerClass: 10 },
  stages: { count: 1, ipc: 1 },
  network: { depth: 2, width: 4 },
  experts: { count: 1, batchSize: 50 },
  matching: { iterations: 3, studentSteps: 2, maxStartEpoch: 2 },
  evaluation: { networks: 1, epochs: 2, randomBaseline: false, fullDataNetworks: 0 },
};

let cwd: string;
beforeEach(() => void (cwd = mkdtempSync(join(tmpdir(), "distill process "))));
afterEach(() => rmSync(cwd, { recursive: true }));

const command = (...argv: string[]): string[] => ["--import", "tsx", join(root, "cli/distill.ts"), ...argv];

it("computes to the end when nobody listens any more, as behind head", { timeout: 120_000 }, async () => {
  writeFileSync(join(cwd, "tiny.json"), JSON.stringify(tiny));
  const settings = ["--recipe", join(cwd, "tiny.json"), "--backend", "wasm", "--threads", "1"];
  const child = spawn(process.execPath, command(...settings, "--out", join(cwd, "out")), { cwd: root });
  child.stdout.destroy();
  child.stderr.once("data", () => child.stderr.destroy());
  expect(await new Promise((done) => child.on("exit", done))).toBe(0);
  expect(existsSync(join(cwd, "out", "distilled.npz"))).toBe(true);
});

it.skipIf(!existsSync("/dev/full"))(
  "says so where its output cannot be written",
  { timeout: 60_000 },
  async () => {
    const full = openSync("/dev/full", "w");
    const child = spawn(process.execPath, command("--list"), { cwd: root, stdio: ["ignore", full, "pipe"] });
    closeSync(full);
    let told = "";
    child.stderr!.on("data", (chunk) => (told += String(chunk)));
    expect(await new Promise((done) => child.on("close", done))).toBe(1);
    expect(told).toBe("Standard output cannot be written to: the disk is full.\n");
  },
);
