/** Whitening as a part of a run: refusals, what may be asked before it and after, the cache, an early end. */
import { describe, expect, it } from "vitest";
import { StudioError } from "../../../protocol/errors";
import { normaliseBatch } from "../normalise";
import { prepareDataset, type PreparedDataset } from "../prepare";
import { drawShapes } from "../shapes/shapes";
import { expectWhitening, whiten, type ZcaCache } from "./whiten";
import { whiteningPart } from "./whitening-part";

function prepared(seed = 3): PreparedDataset {
  const shapes = drawShapes({ size: 16, trainPerClass: 12, testPerClass: 3, seed: 3 });
  const data = prepareDataset(shapes, { size: 8, trainPerClass: 0, testPerClass: 0, heldOut: 0.2, seed });
  expectWhitening(data);
  return data;
}

/** Whitens, and returns the number of pauses. */
async function whitened(data: PreparedDataset, cache?: ZcaCache): Promise<number> {
  let pauses = 0;
  for await (const share of whiten(data, cache)) {
    expect(share).toBeLessThanOrEqual(1);
    pauses++;
  }
  return pauses;
}

const batch = ({ test, mean, std }: PreparedDataset) => normaliseBatch(test, [1, 0], mean, std);

describe("whiten", () => {
  it("gives every split its values, and refuses batches before", async () => {
    const data = prepared();
    expect(() => batch(data)).toThrow(/not been whitened/);
    await whitened(data);
    for (const split of [data.train, data.heldOut!, data.test]) {
      expect(split.values!.length).toBe(split.pixels.length);
    }
    const { zca, test } = data;
    if (!zca || zca === "pending") throw new Error("not whitened");
    const dims = zca.dims;
    const rows = batch(data);
    for (let j = 0; j < dims; j += 17) {
      let sum = 0;
      for (let k = 0; k < dims; k++)
        sum += (test.pixels[dims + k]! / 255 - zca.mean[k]!) * zca.transform[k * dims + j]!;
      expect(rows[j]).toBeCloseTo(sum, 5);
    }
  });

  it("fits the same images once in a session, and others anew", async () => {
    const cache: ZcaCache = {};
    const [first, second, other] = [prepared(), prepared(), prepared(4)];
    await whitened(first, cache);
    await whitened(second, cache);
    expect(second.zca).toBe(first.zca);
    await whitened(other, cache);
    expect(other.zca).not.toBe(first.zca);
    expect(second).toEqual(first);
  });

  it("has the same bits after an early end", async () => {
    const [whole, ended] = [prepared(), prepared()];
    const pauses = await whitened(whole);
    expect(pauses).toBeGreaterThan(2);
    for (let pause = 0; pause < pauses; pause += 2) {
      const work = whiten(ended);
      for (let i = 0; i <= pause; i++) await work.next();
      await work.return();
      expect(ended.zca).toBe("pending");
    }
    await whitened(ended);
    expect(ended).toEqual(whole);
  });

  it("refuses images that are too large or too many, with what would be right", () => {
    const data = prepared();
    const sized = (size: number): PreparedDataset => ({ ...data, size });
    expect(() => expectWhitening(sized(64))).toThrow(StudioError);
    expect(() => expectWhitening(sized(64))).toThrow(/12,288 × 12,288/);
    const many = { ...data, size: 32, train: { ...data.train, count: 100_000 } };
    expect(() => expectWhitening(many)).toThrow(/1\.1 GiB/);
  });
});

it("is a part of a run", async () => {
  const data = prepared();
  const part = whiteningPart({ data });
  expect([part.kind, part.done, part.total, part.cost > 0]).toEqual(["preparation", 0, 100, true]);
  let last = 0;
  for await (const _ of part.work()) {
    expect(part.done).toBeGreaterThanOrEqual(last);
    last = part.done;
  }
  expect(part.done).toBe(100);
  part.restore(await part.state());
  expect(part.done).toBe(0);
});
