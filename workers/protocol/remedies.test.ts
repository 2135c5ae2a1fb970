import { describe, expect, test } from "vitest";
import { StudioError, errorData } from "./errors";
import type { PartKind } from "./events";
import { plannedParts } from "./planned-parts";
import { rateRemedy, withRemedy } from "./remedies";
import { completeRecipe } from "./recipe/defaults";
import type { RecipeInput } from "./recipe/recipe";
import { validateRecipe } from "./recipe/settings";
import { withSetting } from "./recipe/tree";

const diverged = new StudioError("diverged", "The loss diverged.", "Lower the rate.").toData();
const memory = errorData(new Error("memory access out of bounds"));
const changes = (
  error = diverged,
  recipe: RecipeInput = {},
  doing: Parameters<typeof withRemedy>[2] = "stage",
) => withRemedy(error, completeRecipe(recipe), doing).remedy?.changes.map(({ path, value }) => [path, value]);

describe("what to change after a failure", () => {
  test("a diverged loss: rates far too high go back to the method's own, others are halved", () => {
    expect(changes(diverged, { matching: { imageLearningRate: 400 } })).toEqual([
      ["matching.imageLearningRate", 200],
    ]);
    expect(changes(diverged, { matching: { imageLearningRate: 1e6 } })).toEqual([
      ["matching.imageLearningRate", 300],
    ]);
    expect(changes(diverged, { matching: { studentLearningRate: 1 } })).toEqual([
      ["matching.studentLearningRate", 0.02],
    ]);
    const { remedy } = withRemedy(
      diverged,
      completeRecipe({ matching: { imageLearningRate: 400 } }),
      "stage",
    );
    expect(remedy?.sentence).toBe("Image learning rate α from 400 to 200.");
  });

  test("out of memory: by what was under way", () => {
    expect(changes(memory)).toEqual([["matching.studentSteps", 10]]);
    expect(changes(memory, { method: "dm" })).toEqual([["bilevel.realBatch", expect.any(Number)]]);
    expect(changes(memory, {}, "experts")).toEqual([["experts.count", 1]]);
    expect(changes(memory, { experts: { count: 1 } }, "experts")).toEqual([["experts.batchSize", 32]]);
    expect(changes(memory, { matching: { studentSteps: 1 } })).toEqual([["network.width", 16]]);
    expect(changes(memory, {}, "transition")).toEqual([["evaluation.batchSize", 128]]);
  });

  test("an error's own remedy stays, and others get none", () => {
    const recipe = completeRecipe({});
    const own = new StudioError("diverged", "β fell.", "Lower η.", rateRemedy(recipe));
    expect(changes(own.toData())).toEqual([["matching.learningRateRate", 1e-5]]);
    expect(changes(new StudioError("device-lost", "Lost.", "Again.").toData())).toBeUndefined();
  });

  test.each(["mtt", "tesla", "dc", "idc", "dm", "cafe"] as const)(
    "every remedy of %s is a valid recipe",
    (method) => {
      const recipe = completeRecipe({ method });
      const parts = new Set<PartKind>(plannedParts(recipe).map(({ kind }) => kind));
      for (const error of [diverged, memory]) {
        for (const doing of parts) {
          const { remedy } = withRemedy(error, recipe, doing);
          const changed = remedy!.changes.reduce((r, { path, value }) => withSetting(r, path, value), recipe);
          expect(validateRecipe(changed).problems).toEqual([]);
          expect(changed).not.toEqual(recipe);
        }
      }
    },
  );
});
