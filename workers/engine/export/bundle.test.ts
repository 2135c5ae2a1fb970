import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decode } from "fast-png";
import { strFromU8, unzipSync } from "fflate";
import { expect, it } from "vitest";
import type { CurvePoint } from "../../protocol/events";
import { runBundle, runFiles, type RunRecord } from "./bundle";
import { curvesCsv } from "./curves-csv";
import { imagesZip } from "./images-zip";
import { loaderScript } from "./loader";
import { testResult, testSet } from "./test-set";

const points: CurvePoint[] = [
  { stage: 1, iteration: 1, loss: 1.25, learningRate: 0.02, layers: [1e-7, 0.5] },
  { stage: 2, iteration: 1, loss: 0.5, learningRate: 0.019, layers: [0.25, 3] },
];
const record: RunRecord = {
  set: testSet(),
  result: testResult,
  points,
  termNames: ["conv1.weight", "conv1.bias"],
  versions: { studio: "0.1.0" },
};

it("bundles all that a run leaves behind", () => {
  const files = unzipSync(runBundle(record));
  expect(Object.keys(files).sort()).toEqual(
    [
      "recipe.json",
      "result.json",
      "run.json",
      "curves.csv",
      "stage-1.png",
      "stage-2.png",
      "union.png",
      "distilled.npz",
      "load.py",
    ].sort(),
  );
  const run = JSON.parse(strFromU8(files["run.json"]!)) as Record<string, unknown>;
  expect(run).toEqual({
    format: "dataset-distillation-run",
    formatVersion: 1,
    versions: record.versions,
    backend: "cpu",
    recipe: testResult.recipe,
    result: testResult,
  });
  expect(JSON.parse(strFromU8(files["recipe.json"]!))).toEqual(testResult.recipe);
  expect(Object.keys(unzipSync(files["distilled.npz"]!))).toContain("images.npy");
});

it("writes the curves as a table", () => {
  expect(curvesCsv(points, record.termNames)).toBe(
    "stage,iteration,loss,learning_rate,conv1.weight,conv1.bias\n1,1,1.25,0.02,1e-7,0.5\n2,1,0.5,0.019,0.25,3\n",
  );
  expect(curvesCsv([], ['a,"b"'])).toBe('stage,iteration,loss,learning_rate,"a,""b"""\n');
});

it("zips every image at its own size, in a folder of its class", () => {
  const set = testSet();
  const files = unzipSync(imagesZip(set));
  expect(Object.keys(files)).toHaveLength(12);
  const png = decode(files["dog/stage-2_1.png"]!);
  expect([png.width, png.height, png.channels]).toEqual([4, 4, 3]);
  const first = set.stages[1]!.images[(1 * 2 + 1) * 16 * 3]! * 0.25 + 0.5;
  expect(png.data[0]).toBeCloseTo(255 * Math.min(1, Math.max(0, first)), -0.5);
});

it("keeps the loader within 15 lines", () => {
  expect(loaderScript.trimEnd().split("\n").length).toBeLessThanOrEqual(15);
});

const python = ["python3", "/usr/bin/python3"].find(
  (candidate) => spawnSync(candidate, ["-c", "import numpy, torch"]).status === 0,
);

it.runIf(python)(
  "gives Python what it needs to train, stage by stage",
  () => {
    const folder = mkdtempSync(join(tmpdir(), "loader-"));
    try {
      for (const [name, bytes] of runFiles(record)) writeFileSync(join(folder, name), bytes);
      const { status, stdout, stderr } = spawnSync(python!, [join(folder, "load.py")], {
        encoding: "utf8",
      });
      expect(stderr).toBe("");
      expect(status).toBe(0);
      expect(stdout).toMatch(/^stages 1 to 1: 6 images, loss \d[^\n]*\nstages 1 to 2: 12 images, loss \d/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  60_000,
);
