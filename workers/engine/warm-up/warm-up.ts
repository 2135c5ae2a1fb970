/**
 * The warm-up before a run: each kind of its parts is tried for a fraction of a second on stand-ins, by the very code
 * of the run, and what an image costs there is taken down. Where one step of the recipe would take too long for that,
 * a smaller one is tried. Nothing of it goes into a run.
 */
import type { DataShape } from "../../protocol/forecast";
import type { Recipe } from "../../protocol/recipe/recipe";
import { whiteningPart } from "../data/zca/whitening-part";
import { expectWhitening } from "../data/zca/whiten";
import type { JobThreads } from "../jobs/messages";
import { objectiveOf } from "../matching/objectives";
import { makeNetwork } from "../nets/make-network";
import type { ShardSpec } from "../nets/open-shards";
import type { ShardExecutor } from "../nets/sharded";
import type { Part } from "../part";
import { netOptions, shardSpec } from "../run-networks";
import { observe } from "../tensor/measuring";
import { memoryUse } from "../tensor/memory";
import { familyOf, jobsOf, type Measurement, type PartFamily } from "./estimate";
import { measureStep, type StepPace } from "./pace";
import { forMatching, forReal, forUnion, imagesIn, triedAlone, type Pace } from "./shorten";
import { countsOf, standInData, type Counts } from "./stand-in";
import { timeUnits, timeWhole, type Watch } from "./timing";
import { TrialWorld } from "./world";

/** What a warm-up is given. */
export interface Surroundings extends Watch {
  readonly backend: string;
  /** Cores that the run will have. */
  readonly threads: number;
  /** Helpers that compute shards, as a run has them; null: none. */
  openShards(spec: ShardSpec): Promise<ShardExecutor | null>;
  /** Threads that train networks side by side; null: none. */
  openJobs(): JobThreads | null;
}

export interface WarmUp {
  readonly measured: readonly Measurement[];
  readonly step: StepPace;
  /** At the worst moment of an iteration of the last stage. */
  readonly matching: {
    /** Of all tensors. */
    readonly bytes: number;
    /** The recipe that was tried. */
    readonly recipe: Recipe;
    readonly classes: number;
  };
  readonly seconds: number;
  readonly scaled: boolean;
}

/** Seconds of one trial, and of the iterations of a stage. */
const trial = 0.1;
const matchingSeconds = 0.3;
/** One iteration may take so long. */
const longestIteration = 0.3;
/** ZCA is tried on images of about so many values: of fewer, what is set up once takes a large share. */
const whitenedValues = 768;
const whitenedImages = 400;

/** Parts as the run will have them, by their kind; the first and the last stage of each. */
function partsToTry(parts: readonly Part[]): Part[] {
  const chosen = new Map<string, Part>();
  for (const part of parts) {
    const family = familyOf(part);
    if (!chosen.has(family)) chosen.set(family, part);
    // Behind the first: replaced until the last stage.
    else if (part.stage > chosen.get(family)!.stage) chosen.set(`${family} at last`, part);
  }
  return [...chosen.values()];
}

/** A trial of a kind of part: what an image costs there. The first time sets much up; the second is like all others. */
interface Trial {
  readonly family: PartFamily;
  readonly stage: number;
  /** @param seconds that iterations are timed for; with 0 they are only set up, and the price is no number. */
  price(seconds: number): Promise<number>;
}

/** Warms up for a run of these parts. Tensors of it are gone when it ends. */
export async function warmUp(
  recipe: Recipe,
  shape: DataShape,
  parts: readonly Part[],
  around: Surroundings,
): Promise<WarmUp> {
  const begun = around.now();
  const { size } = recipe.data;
  const { channels } = shape;
  const counts = countsOf(recipe, shape);
  const { classes } = counts;
  const uncounted = standInData({ ...counts, train: 0, test: 0, heldOut: 0 }, 0, channels);
  const single = makeNetwork(netOptions(recipe, uncounted));
  const step = await measureStep(single, { size, channels, classes }, around);
  const pace: Pace = { perImage: step.seconds, trial };

  const tried = triedCounts(recipe, counts, pace);
  const data = standInData(tried, size, channels);
  const executor = around.threads > 1 ? await around.openShards(shardSpec(recipe, data)) : null;
  const threads = around.threads > 1 ? around.openJobs() : null;
  const world = TrialWorld.open(recipe, data, around.backend, executor, threads);
  let matching: WarmUp["matching"] = { bytes: 0, recipe, classes: tried.classes };

  const trialOf = (whole: Part): Trial => {
    const family = familyOf(whole);
    const stage = whole.stage || recipe.stages.count;
    if (family === "whitening")
      return { family, stage, price: () => priceOf(whiteningTrial(channels), around) };
    if (family === "stage") {
      const short = forMatching(recipe, data, stage, { ...pace, trial: longestIteration });
      return {
        family,
        stage,
        async price(seconds) {
          const { price, bytes } = await tryStage(world, short, tried, stage, seconds, around);
          // The first time is the one that is observed, and the last stage holds the most.
          matching = { bytes: Math.max(bytes, matching.bytes), recipe: short, classes: tried.classes };
          return price;
        },
      };
    }
    const networks = Math.min(Math.max(1, around.threads), jobsOf(whole, recipe));
    const train = { all: counts.train, tried: tried.train };
    const short =
      family === "real" || family === "alone"
        ? forReal(recipe, networks, pace)
        : forUnion(recipe, tried.classes, train, stage, networks, pace);
    const id = family === "alone" ? triedAlone : whole.id;
    return { family, stage, price: async () => priceOf(await world.part(id, short), around) };
  };

  const measured: Measurement[] = [];
  try {
    const trials = partsToTry(parts).map(trialOf);
    for (const { price } of trials) await price(0);
    for (const { family, stage, price } of trials)
      measured.push({ family, stage, price: await price(matchingSeconds) });
  } finally {
    world.dispose();
    executor?.dispose();
  }
  const scaled = tried.classes < classes || isSmaller(matching.recipe, recipe);
  return { measured, step, matching, seconds: (around.now() - begun) / 1000, scaled };
}

/** What an image costs in a short part. */
async function priceOf(part: Part, around: Surroundings): Promise<number> {
  return (await timeWhole(part, around)) / (part.total * part.cost);
}

/** Few enough images and classes that a trial takes no longer than it may. */
function triedCounts(recipe: Recipe, counts: Counts, pace: Pace): Counts {
  const classes = Math.min(counts.classes, Math.max(2, imagesIn(pace)));
  const batch = Math.min(recipe.experts.batchSize, imagesIn(pace));
  const wanted = Math.max(classes, batch * Math.max(1, Math.floor(imagesIn(pace) / batch)));
  const train = Math.min(counts.train, wanted);
  const passes = imagesIn(pace) / (classes * recipe.stages.ipc * recipe.stages.count);
  const share = Math.min(1, passes / recipe.evaluation.epochs);
  const test = Math.max(1, Math.round(counts.test * share * (classes / counts.classes)));
  return { classes, train, test, heldOut: 0 };
}

const isSmaller = (one: Recipe, whole: Recipe): boolean =>
  one.matching.studentSteps < whole.matching.studentSteps ||
  one.stages.ipc < whole.stages.ipc ||
  (one.matching.batchSize > 0 && one.matching.batchSize !== whole.matching.batchSize) ||
  one.bilevel.realBatch < whole.bilevel.realBatch ||
  one.bilevel.realSamples < whole.bilevel.realSamples;

function whiteningTrial(channels: number): Part {
  const classes = 2;
  const size = Math.round(Math.sqrt(whitenedValues / channels));
  const data = standInData({ classes, train: whitenedImages, test: classes, heldOut: 0 }, size, channels);
  expectWhitening(data);
  return whiteningPart({ data });
}

/** Iterations of a stage, on as many real images as they draw. */
async function tryStage(
  world: TrialWorld,
  recipe: Recipe,
  tried: Counts,
  stage: number,
  least: number,
  around: Surroundings,
): Promise<{ price: number; bytes: number }> {
  const { size } = recipe.data;
  const perClass = objectiveOf(recipe.method).startsFrom === "networks" ? recipe.bilevel.realBatch : 0;
  const train = Math.max(tried.train, tried.classes * perClass);
  const part = await world.part(
    `stage-${stage}`,
    recipe,
    standInData({ ...tried, train }, size, world.channels),
  );
  const held = memoryUse().bytes;
  let bytes = 0;
  const { units, seconds } = await timeUnits(part, least, around, async (unit) => {
    const { peakBytes } = await observe(unit);
    bytes = held + peakBytes;
  });
  return { price: seconds / (units * part.cost), bytes };
}
