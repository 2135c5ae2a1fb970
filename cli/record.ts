/**
 * `npm run record`: runs the demo on wasm and writes what it tells to where the studio plays it from, as a recorded run.
 * Takes as long as the demo does; `-- --set path=value` records another recipe, `-- --out FILE` puts it elsewhere.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { describeDataset } from "../workers/describe-dataset";
import { drawShapes } from "../workers/engine/data/shapes/shapes";
import { chooseDevice } from "../workers/engine/device";
import { Run } from "../workers/engine/run";
import { findPreset } from "../workers/protocol/recipe/presets";
import type { Recipe } from "../workers/protocol/recipe/recipe";
import { applySetting } from "../workers/protocol/recipe/settings";
import { recordingText, type Recording } from "../workers/protocol/recording";
import { nodePlatform } from "./node-platform";
import { checkWritable } from "./distill/output-folder";
import { Moments } from "./record/moments";

const preset = "demo";
/** Iterations of a stage after which its student is shown once, as shares. */
const looks = [0, 0.02, 0.1, 0.25, 0.5, 0.75, 0.98];

/** Runs a recipe of the built-in set in this thread and gives its recording. */
export async function record(recipe: Recipe): Promise<Recording> {
  const device = await chooseDevice("wasm", { ...(await nodePlatform("wasm")), threads: 1 });
  const { size, trainPerClass, testPerClass } = recipe.data;
  const dataset = drawShapes({ size, trainPerClass, testPerClass, seed: recipe.seed });
  const begun = performance.now();
  const now = (): number => (performance.now() - begun) / 1000;
  const { iterations } = recipe.matching;
  const moments = new Moments(iterations);
  const watched = new Set(looks.map((share) => Math.floor(share * iterations)));
  const run = Run.create(recipe, dataset, {
    backend: device.backend,
    now: () => performance.now(),
    emit: (event) => {
      moments.take(event, now());
      if (event.kind === "curve" && event.points.some(({ iteration }) => watched.has(iteration % iterations)))
        run.watchStudent();
    },
  });
  run.watchStudent();
  while (!run.finished) await run.step();
  await run.dispose();
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  return {
    preset,
    recipe,
    dataset: describeDataset(dataset, recipe.data, recipe.seed),
    recordedOn: new Date().toISOString().slice(0, 10),
    backend: device.backend,
    studio: version,
    moments: moments.end(now()),
  };
}

async function main(): Promise<void> {
  const options = {
    out: { type: "string", default: "public/recorded-demo.bin" },
    set: { type: "string", multiple: true, default: [] as string[] },
  } as const;
  const { values } = parseArgs({ options });
  const recipe = values.set.reduce((before, text) => {
    const [path = "", ...value] = text.split("=");
    return applySetting(before, path, value.join("="));
  }, findPreset(preset)!.recipe);
  const out = resolve(values.out);
  checkWritable(dirname(out), "The recording");
  const bytes = gzipSync(recordingText(await record(recipe)), { level: 9 });
  writeFileSync(out, bytes);
  process.stdout.write(`${out}: ${Math.round(bytes.length / 1000)} kB\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main().catch((error: unknown) => {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  });
}
