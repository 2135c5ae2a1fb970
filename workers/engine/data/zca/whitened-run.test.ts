/** A whole run on whitened images: it learns, it is shown in true colours, and it is taken up again with the same bits. */
import { beforeAll, expect, test } from "vitest";
import { Run } from "../../run";
import { activate } from "../../tensor/backend";
import { nodePlatform } from "../../testing/node-platform";
import { finish, frozenOptions, outcome, tinyData, tinyRecipe, tinyRun } from "../../testing/tiny-run";

beforeAll(() => activate("wasm", nodePlatform));

const recipe = tinyRecipe({ data: { zca: true, size: 16, trainPerClass: 12, testPerClass: 4 } });

test("goes on after a snapshot in each stage as if nothing had happened", async () => {
  const whole = await finish(tinyRun(recipe));
  const expected = await outcome(whole);
  for (const stages of [0, 1]) {
    const run = tinyRun(recipe);
    while (run.result().stages.length < stages || run.curves().length < stages * 4 + 2) await run.step();
    const snapshot = await run.state();
    await run.dispose();
    const again = await finish(Run.restore(snapshot, tinyData(recipe), frozenOptions()));
    expect(await outcome(again)).toEqual(expected);
  }
}, 120_000);

test("differs from the run on the same images without whitening, and carries its transform", async () => {
  const plain = tinyRecipe({ data: { zca: false, size: 16, trainPerClass: 12, testPerClass: 4 } });
  const [whitened, usual] = [await finish(tinyRun(recipe)), await finish(tinyRun(plain))];
  const { zca, stages } = await whitened.distilled();
  expect(zca).toMatchObject({ dims: 768 });
  expect(stages[0]!.images).not.toEqual((await usual.distilled()).stages[0]!.images);
}, 120_000);
