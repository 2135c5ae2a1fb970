import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { fakeEngine, recordingIo, type FakeEngine } from "./fake-engine";
import { main } from "./main";

let cwd: string;
beforeEach(() => void (cwd = mkdtempSync(join(tmpdir(), "distill study "))));
afterEach(() => rmSync(cwd, { recursive: true }));

const sweep = ["--sweep", "matching.iterations=5,6,7", "--out", "sweep"];

async function run(argv: string[], fake = fakeEngine(), overrides = {}) {
  const recorded = recordingIo({ cwd, loadEngine: () => Promise.resolve(fake.engine), ...overrides });
  const status = await main(argv, recorded.io);
  const err = recorded.err.join("");
  return { status, err, runs: fake.calls.filter((call) => call.startsWith("run on")).length };
}

/** Runs the sweep, and interrupts it in its third run. */
async function cutOff(): Promise<void> {
  const control = new AbortController();
  let steps = 0;
  const fake = fakeEngine(() => {
    if (++steps === 5) control.abort();
  });
  const { status, err } = await run(sweep, fake, { interrupted: control.signal });
  expect([status, err.trimEnd().split("\n").at(-1)]).toEqual([
    130,
    "Interrupted: variants that had finished are written, and the same command goes on from there.",
  ]);
}

/** All files below the folder: the hash of each. */
function files(folder: string): Map<string, string> {
  const entries = readdirSync(join(cwd, folder), { withFileTypes: true, recursive: true });
  return new Map(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [
        path.slice(join(cwd, folder).length),
        createHash("sha1").update(readFileSync(path)).digest("hex"),
      ]),
  );
}

it("goes on behind the runs that had finished, and ends with the same files", async () => {
  await cutOff();
  const before = files("sweep");
  expect(readdirSync(join(cwd, "sweep")).filter((name) => !name.includes("."))).toEqual([
    "iterations-5",
    "iterations-6",
  ]);
  const { status, err, runs } = await run(sweep);
  expect([status, runs]).toEqual([0, 1]);
  expect(err).toContain("Variant 2 of 3: Iterations per stage 6, which had finished\n");
  expect(err).toContain("Variant 3 of 3: Iterations per stage 7\n");
  const after = files("sweep");
  for (const [path, hash] of before) if (path.startsWith("/iter")) expect(after.get(path)).toBe(hash);
  await run([...sweep.slice(0, 2), "--out", "whole"]);
  expect(after).toEqual(files("whole"));
  // All of them are there now: nothing is computed, and the table is told again.
  const again = await run(sweep);
  expect([again.status, again.runs]).toEqual([0, 0]);
  expect(again.err).toContain("| 7 | 41.2 ± 1.3 (IPC 2, 7 s) |");
  expect(files("sweep")).toEqual(after);
});

it("computes a run again that had failed", async () => {
  let steps = 0;
  const failing = fakeEngine(() => {
    if (++steps === 3) throw new Error("no luck");
  });
  expect((await run(sweep, failing)).status).toBe(1);
  const { status, runs } = await run(sweep);
  expect([status, runs]).toEqual([0, 1]);
});

it("takes a longer sweep for the same one", async () => {
  await cutOff();
  expect((await run(["--sweep", "matching.iterations=5...8", "--out", "sweep"])).runs).toBe(2);
});

const otherVersions = (): FakeEngine => {
  const { engine, calls } = fakeEngine();
  return { engine: { ...engine, versions: { studio: "newer" } }, calls };
};
const onWasm = (): FakeEngine => {
  const { engine, calls } = fakeEngine();
  const useBackend: typeof engine.useBackend = async (...asked) => ({
    ...(await engine.useBackend(...asked)),
    backend: "wasm",
  });
  return { engine: { ...engine, useBackend }, calls };
};
const others: [string, string[], () => FakeEngine, RegExp][] = [
  [
    "with other settings",
    [...sweep, "--seed", "7"],
    fakeEngine,
    /iterations-5 holds a run with seed 1 instead of 7: give/,
  ],
  [
    "of another sweep",
    ["--sweep", "seed=1,2", "--out", "sweep"],
    fakeEngine,
    /iterations-5 holds a run that is none of these/,
  ],
  [
    "of other versions",
    sweep,
    otherVersions,
    /iterations-5 holds a run computed by studio test instead of newer/,
  ],
  ["on another back end", sweep, onWasm, /iterations-5 holds a run computed on cpu instead of wasm/],
];

it.each(others)(
  "refuses a folder with runs %s, and touches nothing",
  async (_name, argv, engine, sentence) => {
    await cutOff();
    const before = files("sweep");
    const { status, err, runs } = await run(argv, engine());
    expect([status, runs]).toEqual([2, 0]);
    expect(err).toMatch(sentence);
    expect(err).toMatch(/^[^\n]+give another folder with --out, or --fresh to replace it\.\n$/);
    expect(files("sweep")).toEqual(before);
  },
);

it("refuses runs on data that have changed since", async () => {
  const argv = ["--preset", "mnist", "--data", "digits", ...sweep];
  mkdirSync(join(cwd, "digits"));
  const image = join(cwd, "digits", "train-images-idx3-ubyte");
  writeFileSync(image, "data");
  expect((await run(argv)).status).toBe(0);
  expect((await run(argv)).runs).toBe(0);
  writeFileSync(image, "date");
  const { status, err } = await run(argv);
  expect([status, err]).toEqual([2, expect.stringContaining("holds a run on other data: give")]);
});

it("refuses runs that it cannot read: damaged, or of an earlier kind", async () => {
  await cutOff();
  const kept = join(cwd, "sweep", "iterations-6", ".finished");
  const bytes = readFileSync(kept);
  bytes[bytes.length - 1]! ^= 1;
  writeFileSync(kept, bytes);
  const damaged = await run(sweep);
  expect([damaged.status, damaged.runs]).toEqual([2, 0]);
  expect(damaged.err).toMatch(/iterations-6 holds a run of which it cannot be told how it was computed/);
  rmSync(kept);
  expect((await run(sweep)).status).toBe(2);
});

it("computes all anew when it is told to, and goes on with that", async () => {
  await cutOff();
  writeFileSync(join(cwd, "sweep", "iterations-6", "notes.txt"), "mine");
  const control = new AbortController();
  let steps = 0;
  const fake = fakeEngine(() => {
    if (++steps === 3) control.abort();
  });
  const other = ["--sweep", "seed=3,4", "--out", "sweep"];
  const { status, runs } = await run([...other, "--fresh"], fake, { interrupted: control.signal });
  expect([status, runs]).toEqual([130, 2]);
  expect(readdirSync(join(cwd, "sweep", "iterations-6"))).toEqual(["notes.txt"]);
  expect(readdirSync(join(cwd, "sweep")).filter((name) => !name.includes("."))).toEqual([
    "iterations-6",
    "seed-3",
  ]);
  const rest = await run(other);
  expect([rest.status, rest.runs]).toEqual([0, 1]);
});

it("leaves what is there when --fresh cannot begin", async () => {
  await cutOff();
  const before = files("sweep");
  const refused = await run([...sweep, "--fresh", "--backend", "webgpu"]);
  expect(refused.status).toBe(2);
  expect(files("sweep")).toEqual(before);
});
