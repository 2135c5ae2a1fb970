/** The plane of the student's way: known points of it, and that a look changes nothing. */
import { beforeAll, describe, expect, test } from "vitest";
import type { StudentPath } from "../../../protocol/events";
import { activate } from "../../tensor/backend";
import { memoryUse } from "../../tensor/memory";
import { nodePlatform } from "../../testing/node-platform";
import { finish, frozenOptions, outcome, tinyData, tinyRecipe } from "../../testing/tiny-run";
import { Run } from "../../run";
import { projectWalk } from "./student-path";

describe("the plane", () => {
  test("has its start at (0, 0), its target at (1, 0), and the largest deviation across", () => {
    const walk = new Map([
      [0, [1, 1, 1]],
      [1, [2, 2, 1]],
      [2, [4, 1, 2]],
    ]);
    // D = (4, 0, 0): step 1 deviates by (0, 1, 0), step 2 by (0, 0, 1), equally far; the first is taken.
    const [start, first, second] = projectWalk(walk, [5, 1, 1]);
    expect(start).toEqual({ step: 0, x: 0, y: 0, distance: 1 });
    expect(first).toMatchObject({ step: 1, x: 0.25, y: 0.25 });
    expect(second).toMatchObject({ step: 2, x: 0.75, y: 0 });
    expect(second!.distance).toBeCloseTo(Math.SQRT2 / 4, 12);
  });

  test("stays finite for a student that does not move, and for one that goes straight", () => {
    const points = projectWalk(
      new Map([
        [0, [1, 2]],
        [1, [1, 2]],
      ]),
      [2, 2],
    );
    expect(points[1]).toEqual({ step: 1, x: 0, y: 0, distance: 1 });
    expect(
      projectWalk(
        new Map([
          [0, [0, 0]],
          [1, [0.5, 0]],
        ]),
        [1, 0],
      )[1],
    ).toMatchObject({ x: 0.5, y: 0 });
  });
});

describe("a look at a student", { timeout: 120_000 }, () => {
  beforeAll(() => activate("wasm", nodePlatform));

  test("tells all its steps, whose last distance is the loss, and leaves result and memory as they are", async () => {
    const before = memoryUse();
    const recipe = tinyRecipe({ evaluation: { networks: 1, randomBaseline: false, fullDataNetworks: 0 } });
    const plain = await outcome(await finish(Run.create(recipe, tinyData(recipe), frozenOptions())));
    const paths: StudentPath[] = [];
    const losses = new Map<string, number>();
    const options = frozenOptions();
    const run = Run.create(recipe, tinyData(recipe), {
      ...options,
      emit: (event) => {
        if (event.kind === "student") paths.push(event.path);
        if (event.kind === "curve")
          for (const { stage, iteration, loss } of event.points) losses.set(`${stage}/${iteration}`, loss);
      },
    });
    run.watchStudent();
    const watched = await outcome(await finish(run));
    expect(watched).toEqual(plain);
    expect(memoryUse()).toEqual(before);
    expect(paths).toHaveLength(1);
    const { stage, iteration, points } = paths[0]!;
    expect([stage, iteration]).toEqual([1, 1]);
    expect(points.map(({ step }) => step)).toEqual(
      Array.from({ length: recipe.matching.studentSteps + 1 }, (_, step) => step),
    );
    expect(points.at(-1)!.distance ** 2).toBeCloseTo(losses.get("1/1")!, 4);
  });
});
