import { describe, expect, test } from "vitest";
import { branchRefusal, checkpointOf, endOfStage } from "./branching";
import { completeRecipe } from "./recipe/defaults";
import type { Recipe, RecipeInput } from "./recipe/recipe";
import { withSetting } from "./recipe/tree";

const base = (changes: RecipeInput = {}): Recipe => completeRecipe({ stages: { count: 3 }, ...changes });
const refusal = (path: string, value: unknown, at = endOfStage(1), parent = base()): string | null =>
  branchRefusal(parent, withSetting(parent, path, value), at);

describe("a branch from the end of a stage", () => {
  test.each([
    ["matching.iterations", 700],
    ["matching.imageLearningRate", 30],
    ["matching.studentSteps", 5],
    ["matching.initialImages", "noise"],
    ["matching.maxStartEpoch", 9],
    ["stages.count", 2],
    ["stages.conditioning", false],
    ["stages.transition", false],
    ["stages.transitionEpochs", 5],
    ["alignment.skipped", 0.2],
    ["augmentation.groups", ["flip"]],
    ["evaluation.epochs", 20],
    ["evaluation.architectures", ["mlp"]],
  ])("may change %s, which only later work depends on", (path, value) => {
    expect(refusal(path, value)).toBeNull();
  });

  test.each([
    ["network.width", 5, "Put back Width (network.width): every network of the run so far is of this kind."],
    ["seed", 2, "Put back Seed (seed): all draws of the run so far come from it."],
    [
      "data.size",
      32,
      "Put back Image size (data.size): experts, images and accuracies so far are of these data.",
    ],
    ["experts.count", 5, "Put back Experts (experts.count): the experts are trained already."],
    ["stages.ipc", 2, "Put back IPC per stage (stages.ipc): the stages kept were made under it."],
  ])("may not change %s, and says why", (path, value, sentence) => {
    expect(refusal(path, value)).toBe(`A branch keeps what decided its beginning. ${sentence}`);
  });

  test("from the second stage on keeps how accuracies are measured, and the transitions that there were", () => {
    const [groups, transition] = [
      refusal("augmentation.groups", ["flip"], endOfStage(2)),
      refusal("stages.transition", false, endOfStage(2)),
    ];
    expect(groups).toContain("the accuracies so far were measured with it");
    expect(transition).toContain("the stages kept were made under it");
  });

  test("without a transition to come the experts last as long as they were trained", () => {
    const parent = base({ stages: { count: 3, transition: false } });
    expect(refusal("matching.maxStartEpoch", 9, endOfStage(1), parent)).toContain("matching.maxStartEpoch");
    expect(refusal("matching.maxStartEpoch", 4, endOfStage(1), parent)).toBeNull();
  });

  test("needs stages to come, and no part before it that the run never had", () => {
    expect(refusal("stages.count", 1)).toBe("A branch from stage 1 needs more stages than these 1.");
    expect(refusal("matching.initialImages", "herding")).toBe(
      "The branch would need “Coresets” before stage 1, where the run had none.",
    );
  });
});

describe("a branch from a checkpoint", () => {
  const within = checkpointOf(base(), "Stage 2");

  test("within a stage may change rates and steps, but not what the stage began with", () => {
    expect(within.stages).toBe(1);
    expect(refusal("matching.imageLearningRate", 30, within)).toBeNull();
    expect(refusal("matching.studentSteps", 5, within)).toBeNull();
    expect(refusal("matching.studentLearningRate", 0.1, within)).toContain("Student learning rate");
    expect(refusal("evaluation.epochs", 20, within)).toContain("Epochs per stage");
  });

  test("while experts are trained may change the stages to come, not the experts", () => {
    const at = checkpointOf(base(), "Experts");
    expect(refusal("matching.studentLearningRate", 0.1, at)).toBeNull();
    expect(refusal("evaluation.epochs", 20, at)).toBeNull();
    expect(refusal("matching.maxStartEpoch", 4, at)).toContain("matching.maxStartEpoch");
  });

  test("after the last stage has nothing left to change", () => {
    expect(refusal("matching.studentSteps", 5, checkpointOf(base(), "All the data"))).toMatch(
      /^All stages are distilled/,
    );
  });
});
