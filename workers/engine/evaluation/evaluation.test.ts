/** Baselines, other architectures and the words about them. */
import { beforeAll, expect, test } from "vitest";
import type { AccuracyReport, RunEvent } from "../../protocol/events";
import { activate } from "../tensor/backend";
import { memoryUse } from "../tensor/memory";
import { nodePlatform } from "../testing/node-platform";
import { finish, tinyRecipe, tinyRun } from "../testing/tiny-run";

beforeAll(() => activate("wasm", nodePlatform));

const reportsOf = (events: readonly RunEvent[]): AccuracyReport[] =>
  events.flatMap((event) => (event.kind === "accuracy" ? [event.report] : []));

test("coresets are judged beside random images after every stage, other architectures at the end", async () => {
  const before = memoryUse();
  const events: RunEvent[] = [];
  const recipe = tinyRecipe({
    evaluation: { coresets: ["herding", "forgetting"], architectures: ["mlp", "convnet-batch"] },
  });
  const run = await finish(tinyRun(recipe, (event) => events.push(event)));
  expect(reportsOf(events).map((report) => [report.of, "stage" in report ? report.stage : 0])).toEqual([
    ["stage", 1],
    ["random", 1],
    ["coreset", 1],
    ["coreset", 1],
    ["stage", 2],
    ["random", 2],
    ["coreset", 2],
    ["coreset", 2],
    ["architecture", 0],
    ["architecture", 0],
    ["full-data", 0],
  ]);
  const { baselines, evaluation } = run.result();
  const { herding, forgetting } = baselines.coresets!;
  expect(herding!.byStage.map(({ totalIpc }) => totalIpc)).toEqual([1, 2]);
  expect(herding!.accuracy.values).toHaveLength(2);
  expect(forgetting!.protocol).toContain("forgotten most often by 3 networks in 3 epochs");
  expect(herding!.protocol).toContain(
    "on the features of one ConvNet-2, width 4 trained on all the data for 2 epochs",
  );
  expect(baselines.fullData!.protocol).toContain("batch 32, DSA (color");
  expect(evaluation.map(({ network }) => network)).toEqual([
    "ConvNet-2, width 4",
    "MLP",
    "ConvNet-2, width 4, batch norm",
  ]);
  await run.dispose();
  expect(memoryUse()).toEqual(before);
});

test("an architecture that the images are too small for is refused at the start", () => {
  const recipe = tinyRecipe({ evaluation: { architectures: ["resnet18"] } });
  expect(() => tinyRun(recipe)).toThrow(expect.objectContaining({ code: "bad-recipe" }));
});

test("candidates of methods without trajectories start from fresh networks, then from those of the transition", async () => {
  const recipe = tinyRecipe({
    method: "dm",
    evaluation: { selection: "test", selectionEvery: 2, fullDataNetworks: 0 },
  });
  const run = await finish(tinyRun(recipe));
  for (const stage of run.result().stages) expect([2, 4]).toContain(stage.selectedIteration);
  await run.dispose();
});

test("the protocol says how networks are trained", async () => {
  const sentenceOf = (changes: Parameters<typeof tinyRecipe>[0]): string => {
    let sentence = "";
    tinyRun(tinyRecipe(changes), (event) => {
      if (event.kind === "described") sentence = event.description.protocol;
    });
    return sentence;
  };
  const usual = sentenceOf({});
  expect(usual).toContain("the learned rate of each stage, a tenth of it after half the epochs");
  expect(usual).toContain("batch 256, DSA");
  expect(usual).toContain("momentum 0.9, carried on at the drop");
  const other = sentenceOf({
    method: "dm",
    evaluation: { drops: "thirds", batchSize: 64, learningRate: 0.02 },
    augmentation: { groups: [], cutmix: true },
  });
  expect(other).toContain("rate 0.02, a fifth of it after two thirds of the epochs");
  expect(other).toContain("batch 64, no augmentation, CutMix");
  expect(sentenceOf({ stages: { count: 1 } })).toContain("momentum 0.9, begun anew at the drop");
  const idc = sentenceOf({
    method: "idc",
    stages: { ipc: 3 },
    bilevel: { factor: 2 },
    augmentation: { groups: ["color", "cutout"], cutmix: true },
  });
  expect(idc).toContain(
    "the images of the last iteration (3 stored per class and stage, decoded into 12) for",
  );
  expect(idc).toContain("IDC's augmentation (color), CutMix");
  expect(sentenceOf({ method: "ftd", matching: { averaging: 0.9 } })).toContain(
    "the moving average of the images at",
  );
  expect(sentenceOf({ method: "datm", labels: { learned: true } })).toContain("with their learned labels");
  expect(sentenceOf({ method: "tesla", labels: { fromTarget: true } })).toContain(
    "the target experts gave them",
  );
  expect(sentenceOf({ data: { zca: true } })).toContain("All images are ZCA-whitened.");
});
