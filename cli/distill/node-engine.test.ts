import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { unzipSync } from "fflate";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { RecipeInput } from "../../workers/protocol/recipe/recipe";
import type { RunResult } from "../../workers/protocol/result";
import { recordingIo } from "./fake-engine";
import { main } from "./main";
import { loadEngine } from "./node-engine";

const tiny: RecipeInput = {
  data: { set: "shapes", size: 16, trainPerClass: 20, testPerClass: 10 },
  stages: { count: 2, ipc: 1, transitionEpochs: 3 },
  network: { depth: 2, width: 4 },
  experts: { count: 1, batchSize: 50 },
  matching: { iterations: 3, studentSteps: 2, maxStartEpoch: 2 },
  evaluation: { networks: 2, epochs: 3, otherSchedules: ["union"], fullDataNetworks: 1, fullDataEpochs: 1 },
};

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "distill run "));
  writeFileSync(join(cwd, "tiny.json"), JSON.stringify(tiny));
});
afterEach(() => rmSync(cwd, { recursive: true }));

async function distilTo(folder: string): Promise<string> {
  const { io, out, err } = recordingIo({ cwd, loadEngine: () => Promise.resolve(loadEngine()) });
  const status = await main(["--recipe", "tiny.json", "--backend", "wasm", "--out", folder], io);
  expect([status, err.join("")]).toEqual([0, expect.stringContaining("all the real data")]);
  expect(out.join("")).toBe(`${join(cwd, folder)}\n`);
  return join(cwd, folder);
}

it("distils in Node on wasm, the same bits each time", { timeout: 120_000 }, async () => {
  const folder = await distilTo("first");
  expect(readdirSync(folder).sort()).toEqual([
    "curves.csv",
    "distilled.npz",
    "load.py",
    "recipe.json",
    "result.json",
    "run.json",
    "stage-1.png",
    "stage-2.png",
    "union.png",
  ]);
  const result = JSON.parse(readFileSync(join(folder, "result.json"), "utf8")) as RunResult;
  expect(result.backend).toBe("wasm");
  expect(result.stages.map(({ stage, ipc, iterations }) => [stage, ipc, iterations])).toEqual([
    [1, 1, 3],
    [2, 1, 3],
  ]);
  expect(result.evaluation.map(({ schedule, totalIpc }) => [schedule, totalIpc])).toEqual([
    ["progressive", 2],
    ["union", 2],
  ]);
  expect(result.evaluation[0]?.accuracy.values).toHaveLength(2);
  expect(result.baselines.random?.totalIpc).toBe(2);
  expect(result.baselines.fullData?.accuracy.values).toHaveLength(1);
  const [header, ...lines] = readFileSync(join(folder, "curves.csv"), "utf8").trimEnd().split("\n");
  expect(header).toBe(
    `stage,iteration,loss,learning_rate,${Object.keys(result.stages[0]!.layers).join(",")}`,
  );
  expect(lines).toHaveLength(6);
  expect(lines.every((line) => line.split(",").every((value) => Number.isFinite(Number(value))))).toBe(true);

  const arrays = (path: string) => unzipSync(readFileSync(join(path, "distilled.npz")));
  expect(Object.keys(arrays(folder))).toContain("images.npy");
  const again = await distilTo("second");
  expect(arrays(again)).toEqual(arrays(folder));
  expect(readFileSync(join(again, "curves.csv"))).toEqual(readFileSync(join(folder, "curves.csv")));
});

/** The command in a process of its own, which is killed at once when it tells of the second run. */
const killedInSecondRun = (argv: readonly string[]): string => `
  import { main } from ${JSON.stringify(new URL("main.ts", import.meta.url).href)};
  import { loadEngine } from ${JSON.stringify(new URL("node-engine.ts", import.meta.url).href)};
  await main(${JSON.stringify(argv)}, {
    stdout: () => {},
    stderr: (text) => text.startsWith("Variant 2 of 2") && process.kill(process.pid, "SIGKILL"),
    columns: null,
    cwd: ${JSON.stringify(cwd)},
    now: () => performance.now(),
    interrupted: new AbortController().signal,
    loadEngine: async () => loadEngine(),
  });`;

it("goes on with a sweep whose process was killed, to the same bits", { timeout: 180_000 }, async () => {
  const whitened = { ...tiny, data: { ...tiny.data, zca: true } };
  writeFileSync(join(cwd, "tiny.json"), JSON.stringify(whitened));
  const sweepTo = (folder: string): string[] => {
    const settings = ["--recipe", "tiny.json", "--backend", "wasm", "--threads", "1"];
    return [...settings, "--sweep", "stages.ipc=1,2", "--out", folder];
  };
  const script = ["--import", "tsx", "--input-type=module", "-e", killedInSecondRun(sweepTo("killed"))];
  const child = spawn(process.execPath, script, {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    stdio: "inherit",
  });
  expect(await new Promise((done) => child.on("exit", (_code, signal) => done(signal)))).toBe("SIGKILL");
  expect(readdirSync(join(cwd, "killed")).filter((name) => !name.includes("."))).toEqual(["ipc-1"]);
  for (const folder of ["killed", "whole"]) {
    const { io, err } = recordingIo({ cwd, loadEngine: () => Promise.resolve(loadEngine()) });
    expect(await main(sweepTo(folder), io)).toBe(0);
    expect(err.join("").includes("which had finished")).toBe(folder === "killed");
  }
  const [killed, whole] = ["killed", "whole"].map(
    (folder) => (file: string) => readFileSync(join(cwd, folder, file)),
  );
  const pictures = ["images.png", "plot.png"];
  const ofRuns = ["ipc-1", "ipc-2"].flatMap((run) => [
    `${run}/curves.csv`,
    `${run}/union.png`,
    `${run}/distilled.npz`,
  ]);
  for (const file of [...pictures, ...ofRuns]) expect(killed!(file).equals(whole!(file)), file).toBe(true);
  // Each line but its seconds, which stand before the reason.
  const table = (read: typeof killed): string[] =>
    read!("table.csv")
      .toString()
      .split("\n")
      .map((line) => line.replace(/,[^,]*,[^,]*$/, ""));
  expect(table(killed)).toEqual(table(whole));
});

it("ends at Ctrl-C with nothing written", { timeout: 120_000 }, async () => {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const argv = ["--import", "tsx", join(root, "cli/distill.ts"), "--recipe", join(cwd, "tiny.json")];
  const long = ["--set", "matching.iterations=100000", "--backend", "wasm", "--out", join(cwd, "out")];
  const child = spawn(process.execPath, [...argv, ...long], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk) => (out += String(chunk)));
  child.stderr.on("data", (chunk) => {
    // The first line comes when the run is under way.
    if (err === "") child.kill("SIGINT");
    err += String(chunk);
  });
  const status = await new Promise((done) => child.on("close", done));
  expect([status, out]).toEqual([130, ""]);
  expect(err).toMatch(/nothing was written\.\n$/);
  expect(existsSync(join(cwd, "out"))).toBe(false);
  expect(readdirSync(cwd)).toEqual(["tiny.json"]);
});
