/** `--buffers` used by two processes at once, and after its files were damaged: no bit of a result changes. */
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readKeptFile } from "../../workers/storage/kept-file";

const root = fileURLToPath(new URL("../..", import.meta.url));
const tiny = {
  data: { set: "shapes", size: 16, trainPerClass: 20, testPerClass: 10 },
  stages: { count: 2, ipc: 1, transitionEpochs: 3 },
  network: { depth: 2, width: 4 },
  experts: { count: 2, batchSize: 50 },
  matching: { iterations: 3, studentSteps: 2, maxStartEpoch: 2 },
  evaluation: { networks: 1, epochs: 2, randomBaseline: false, fullDataNetworks: 0 },
};

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "distill buffers "));
  writeFileSync(join(cwd, "tiny.json"), JSON.stringify(tiny));
});
afterEach(() => rmSync(cwd, { recursive: true }));

/** Distils in a process of its own. @returns what it told, and what came of it */
async function distil(folder: string, ...more: string[]): Promise<{ told: string; files: Buffer[] }> {
  const settings = ["--recipe", join(cwd, "tiny.json"), "--backend", "wasm", "--threads", "1"];
  const argv = ["--import", "tsx", "cli/distill.ts", ...settings, "--out", join(cwd, folder), ...more];
  const child = spawn(process.execPath, argv, { cwd: root, stdio: ["ignore", "ignore", "pipe"] });
  let told = "";
  child.stderr.on("data", (chunk) => (told += String(chunk)));
  expect([await new Promise((done) => child.on("close", done)), told]).toEqual([0, expect.any(String)]);
  const files = ["distilled.npz", "curves.csv"].map((name) => readFileSync(join(cwd, folder, name)));
  return { told, files };
}

/** All but the marks of when something was used last. */
const keptFiles = (): string[] =>
  readdirSync(join(cwd, "kept"), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name !== "used.bin")
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

it("serves two processes at once, and makes damaged files again", { timeout: 240_000 }, async () => {
  const buffers = ["--buffers", join(cwd, "kept")];
  const alone = await distil("alone");
  const both = await Promise.all([distil("first", ...buffers), distil("second", ...buffers)]);
  for (const { files } of both) expect(files).toEqual(alone.files);
  const kept = keptFiles();
  const snapshots = kept.filter((path) => /^\d+\.bin$/.test(basename(path)));
  expect(snapshots.length).toBeGreaterThan(4);

  for (const [index, path] of snapshots.entries()) {
    const bytes = readFileSync(path);
    bytes[bytes.length - 5]! ^= 1;
    if (index % 3 === 0) writeFileSync(path, bytes);
    if (index % 3 === 1) truncateSync(path, Math.floor(bytes.length / 2));
  }
  const again = await Promise.all([distil("third", ...buffers), distil("fourth", ...buffers)]);
  for (const { files } of again) expect(files).toEqual(alone.files);
  expect(keptFiles()).toEqual(kept);
  for (const path of kept) {
    const { problem } = await readKeptFile(new Uint8Array(readFileSync(path)));
    expect(problem, path).toBeNull();
  }
  expect((await distil("fifth", ...buffers)).told).toContain("Experts: all 2 reused from");
});
