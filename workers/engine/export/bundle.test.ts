import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decode } from "fast-png";
import { strFromU8, unzipSync } from "fflate";
import { expect, it } from "vitest";
import type { CurvePoint } from "../../protocol/events";
import { greyLevel } from "../progressive/union";
import { activate } from "../tensor/backend";
import { dispose, read, tensor } from "../tensor/memory";
import { decodeFormation } from "../tensor/multi-formation";
import { nodePlatform } from "../testing/node-platform";
import { softmaxRows } from "../training/softmax";
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

it("keeps the loader within 30 lines", () => {
  expect(loaderScript.trimEnd().split("\n").length).toBeLessThanOrEqual(30);
});

const python = ["python3", "/usr/bin/python3"].find(
  (candidate) => spawnSync(candidate, ["-c", "import numpy, torch"]).status === 0,
);

it.runIf(python)(
  "decodes in Python what the engine decodes, crop by crop, with its labels",
  async () => {
    await activate("cpu", nodePlatform);
    // Three stored images of 5 pixels, which 2 does not divide, with learned labels in the second stage.
    const usual = testSet({ size: 5, ipc: 1 });
    const logits = Float32Array.from({ length: 9 }, (_, i) => Math.cos(3 * i));
    const stages = usual.stages.map((stage) => ({
      ...stage,
      factor: stage.stage,
      labels: stage.stage === 2 ? logits : null,
    }));
    const stored = tensor(stages[1]!.images, [3, 5, 5, 3]);
    const decoded = decodeFormation(stored, 2, greyLevel(usual));
    const expected = await read(decoded);
    dispose(stored, decoded);
    const folder = mkdtempSync(join(tmpdir(), "decoder-"));
    try {
      for (const [name, bytes] of runFiles({ ...record, set: { ...usual, stages } })) {
        writeFileSync(join(folder, name), bytes);
      }
      const script = loaderScript
        .replaceAll("__file__", JSON.stringify(join(folder, "load.py")))
        .replace("range(300)", "range(1)");
      writeFileSync(
        join(folder, "print.py"),
        `${script}\nimport json\nx, y = sets[1].tensors\n` +
          "print(json.dumps([x.permute(0, 2, 3, 1).flatten().tolist(), y.tolist(), sets[0].tensors[1].tolist()]))\n",
      );
      const { status, stdout, stderr } = spawnSync(python!, [join(folder, "print.py")], { encoding: "utf8" });
      expect(stderr).toBe("");
      expect(status).toBe(0);
      const lines = stdout.trimEnd().split("\n");
      expect(lines[1]).toMatch(/^stages 1 to 2: 15 images/);
      const [values, targets, first] = JSON.parse(lines.at(-1)!) as [number[], number[][], number[][]];
      expect(values).toHaveLength(expected.length);
      values.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));
      const rows = [0, 1, 2].map((row) => [...softmaxRows(logits.subarray(3 * row, 3 * row + 3), 3)]);
      targets.forEach((row, i) => row.forEach((p, k) => expect(p).toBeCloseTo(rows[i % 3]![k]!, 6)));
      expect(first).toEqual([
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  60_000,
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
