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
