/** The kept golden files on the back ends that run in Node, and what the checks say to files that are wrong. */
import { beforeAll, describe, expect, it } from "vitest";
import type { ConvNetOptions } from "../nets/convnet";
import { activate } from "../tensor/backend";
import { expectPassed } from "../testing/expect-checks";
import { goldenFiles } from "../testing/golden-files";
import { nodePlatform } from "../testing/node-platform";
import { passed } from "./check";
import { knownFiles, prepareChecks, type GoldenFiles } from "./checks";
import { fixtures } from "./fixtures";

describe.each(["cpu", "wasm"] as const)("on %s", (backend) => {
  beforeAll(() => activate(backend, nodePlatform));
  it.each(knownFiles)("%s", (name) => expectPassed(prepareChecks(name, fixtures)));
});

describe("files of other sizes", () => {
  beforeAll(() => activate("wasm", nodePlatform));
  it.each<[ConvNetOptions, number]>([
    [{ depth: 1, width: 3, size: 28, channels: 1, classes: 4 }, 3],
    [{ depth: 3, width: 4, size: 28, channels: 1, classes: 2 }, 2],
    [{ depth: 3, width: 5, size: 16, channels: 3, classes: 10 }, 4],
    [{ depth: 2, width: 3, size: 9, channels: 2, classes: 3 }, 1],
  ])("finds the network of %o", async (options, n) => {
    const { convnet, mtt } = goldenFiles(options, n);
    const files = JSON.parse(JSON.stringify({ "convnet.json": convnet, "mtt.json": mtt })) as GoldenFiles;
    for (const name of Object.keys(files)) await expectPassed(prepareChecks(name, files));
  });
});

describe("wrong files", () => {
  beforeAll(() => activate("cpu", nodePlatform));
  const convnet = fixtures["convnet.json"] as {
    images: { shape: number[]; data: number[] };
    params: unknown[];
  };

  it("finds a single wrong number", async () => {
    const data = convnet.images.data.map((value, i) => (i === 5 ? value + 0.01 : value));
    const changed = { ...convnet, images: { ...convnet.images, data } };
    const checks = await prepareChecks("convnet.json", { "convnet.json": changed })();
    expect(checks.some((check) => !passed(check))).toBe(true);
  });

  it("names the field that is missing or of the wrong size", () => {
    const prepare = (content: unknown) => () => prepareChecks("convnet.json", { "convnet.json": content });
    expect(prepare({ ...convnet, logits: undefined })).toThrow(/convnet\.json .* logits/);
    expect(prepare({ ...convnet, images: { shape: [1], data: [1, 2] } })).toThrow(/images: .* values/);
    expect(prepare([])).toThrow(/convnet\.json/);
  });

  it("says that parameters are not those of a ConvNet", async () => {
    const run = prepareChecks("convnet.json", {
      "convnet.json": { ...convnet, params: convnet.params.slice(1) },
    });
    await expect(run()).rejects.toThrow(/9 parameters/);
  });

  it("says that soft labels need the problem beside them", async () => {
    const alone = { "mtt_soft_labels.json": fixtures["mtt_soft_labels.json"] };
    await expect(prepareChecks("mtt_soft_labels.json", alone)()).rejects.toThrow(/mtt\.json/);
  });
});
