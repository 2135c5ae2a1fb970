/**
 * What a kept run from outside must look like before it is taken in: every field of its type, every array of the length
 * that its shape says. Keys that are not known are dropped.
 */
import { z } from "zod";
import type { DistilledSet } from "../engine/progressive/distilled";
import type { RunView } from "../protocol/library";
import type { DataSetName } from "../protocol/recipe/recipe";
import { coresetMethods, schedules } from "../protocol/recipe/evaluation";
import { validateRecipe } from "../protocol/recipe/settings";

const count = z.int().min(0).max(1e9);
const whole = z.int().min(1).max(1e6);
const text = z.string().max(2000);
const names = z.array(z.string().max(200)).min(1).max(1000);
const bytes = z.instanceof(Uint8ClampedArray<ArrayBuffer>);
const floats = z.instanceof(Float32Array<ArrayBuffer>);
/** NaN and infinity are numbers here: a run may have diverged. */
const real = z.custom<number>((value) => typeof value === "number");

/** As the form would take it. */
const recipe = z.unknown().transform((value, context) => {
  const { recipe: valid, problems } = validateRecipe(value);
  if (valid) return valid;
  context.addIssue(problems[0]!.message);
  return z.NEVER;
});

const accuracy = z.object({ mean: real, std: real, values: z.array(real).max(1000) });
const stageAccuracy = z.object({ totalIpc: count, accuracy });
const ofStage = { stage: whole, totalIpc: count, accuracy };

const report = z.discriminatedUnion("of", [
  z.object({ of: z.literal("stage"), ...ofStage }),
  z.object({ of: z.literal("random"), ...ofStage }),
  z.object({ of: z.literal("coreset"), method: z.enum(coresetMethods), ...ofStage }),
  z.object({ of: z.literal("architecture"), network: text, totalIpc: count, accuracy }),
  z.object({ of: z.literal("schedule"), schedule: z.enum(schedules), totalIpc: count, accuracy }),
  z.object({ of: z.literal("full-data"), accuracy }),
]);

const part = z.object({
  id: text,
  kind: z.enum(["preparation", "experts", "stage", "transition", "evaluation", "baseline"]),
  title: text,
  stage: count,
  state: z.enum(["waiting", "running", "done"]),
  done: count,
  total: count,
  unit: text,
  seconds: real,
  secondsLeft: real.nullable(),
  found: z
    .object({ reused: count, total: count, since: z.number().nullable(), why: text.nullable() })
    .exactOptional(),
});

const buckets = z.object({
  cut: z.enum(["increment", "quantiles"]),
  sizes: z.array(z.array(count).max(1000)).max(1000),
});

const images = z
  .object({ stage: whole, iteration: count, pixels: bytes, size: whole, classes: whole, ipc: whole })
  .refine(({ pixels, size, classes, ipc }) => pixels.length === classes * ipc * size * size * 4);

const description = z.object({
  classNames: names,
  size: whole,
  channels: whole,
  trainCount: count,
  testCount: count,
  terms: z.array(z.object({ name: text, size: count })).max(10_000),
  network: text,
  backend: text,
  protocol: text,
});

const dataset = z
  .object({
    /** Only shown: a later studio may know more sets. */
    set: text.transform((name) => name as DataSetName),
    title: text,
    classNames: names,
    size: whole,
    channels: whole,
    trainCount: count,
    testCount: count,
    samples: z.object({ pixels: bytes, size: whole, columns: whole }),
  })
  .refine(
    ({ samples: { pixels, size, columns }, classNames }) =>
      pixels.length === classNames.length * columns * size * size * 4,
  );

const view = z
  .object({
    dataset: dataset.nullable(),
    description,
    parts: z.array(part).max(10_000),
    accuracies: z.array(report).max(10_000),
    buckets: buckets.nullable(),
    points: z.array(
      z.object({
        stage: whole,
        iteration: count,
        loss: real,
        learningRate: real,
        layers: z.array(real),
        seconds: real.exactOptional(),
      }),
    ),
    images: z.array(images).max(10_000),
  })
  .refine(({ points, description: { terms } }) =>
    points.every(({ layers }) => layers.length === terms.length),
  )
  .refine(({ images: kept, description: { classNames } }) =>
    kept.every(({ classes }) => classes === classNames.length),
  );

const zca = z
  .object({ dims: whole, mean: floats, transform: floats, inverse: floats })
  .refine(
    ({ dims, mean, transform, inverse }) =>
      mean.length === dims && transform.length === dims ** 2 && inverse.length === dims ** 2,
  );

const stage = z.object({
  stage: whole,
  ipc: whole,
  iteration: count,
  iterations: whole.exactOptional(),
  images: floats,
  learningRate: real,
  factor: whole.exactOptional(),
  labels: floats.nullable().exactOptional(),
});

const set = z
  .object({
    classNames: names,
    size: whole,
    channels: z.literal([1, 3]),
    mean: z.array(real),
    std: z.array(real),
    zca: z.union([zca, z.literal("pending")]).exactOptional(),
    stages: z.array(stage).min(1).max(1000),
  })
  .refine(({ mean, std, channels }) => mean.length === channels && std.length === channels)
  .refine(({ classNames: { length: classes }, size, channels, stages }) =>
    stages.every(({ images: pixels, labels, ipc }) => {
      const rows = classes * ipc;
      return pixels.length === rows * size * size * channels && (!labels || labels.length === rows * classes);
    }),
  );

const firstLast = z.object({ first: real, last: real });
const baseline = stageAccuracy.extend({ byStage: z.array(stageAccuracy).max(1000), protocol: text });

const result = z.object({
  recipe,
  backend: text,
  seconds: z.object({
    experts: real,
    stages: z.array(real).max(1000),
    transitions: z.array(real).max(1000),
    evaluation: real,
    total: real,
  }),
  stages: z
    .array(
      z.object({
        stage: whole,
        ipc: whole,
        iterations: count,
        loss: firstLast,
        layers: z.record(text, firstLast),
        learningRate: real,
        selectedIteration: count,
      }),
    )
    .max(1000),
  evaluation: z
    .array(
      stageAccuracy.extend({
        schedule: z.enum(schedules),
        network: text,
        byStage: z.array(stageAccuracy).max(1000),
        protocol: text,
      }),
    )
    .max(1000),
  baselines: z.object({
    random: baseline.exactOptional(),
    coresets: z.partialRecord(z.enum(coresetMethods), baseline).exactOptional(),
    fullData: z.object({ accuracy, protocol: text }).exactOptional(),
  }),
});

const thumbnail = z
  .object({ pixels: bytes, size: whole, count: whole })
  .refine(({ pixels, size, count: images }) => pixels.length === images * size * size * 4);

const entry = z.object({
  name: z.string().max(200),
  preset: text,
  notes: z.string().max(20_000),
  tags: z.array(z.string().max(60)).max(50),
  created: z.number().min(0).max(8e15),
  recipe,
  backends: z.array(text).min(1).max(100),
  adapter: text,
  versions: z.record(text, text),
  state: z.enum(["running", "paused", "stopped", "finished", "failed"]),
  progress: z.number().min(0).max(1),
  part: text,
  best: z.object({ accuracy, totalIpc: count }).nullable(),
  thumbnail: thumbnail.nullable(),
});

/** A run as a bundle holds it. */
export const bundledSchema = z
  .object({ entry, view, set, result })
  .refine(
    ({ view: { description: seen }, set: { size, channels, classNames } }) =>
      seen.size === size && seen.channels === channels && seen.classNames.length === classNames.length,
  );

/** The schema describes what is kept: a field that is added there must be added here. */
type Checked = z.infer<typeof bundledSchema>;
true satisfies Checked["set"] extends DistilledSet ? true : false;
true satisfies Checked["view"] extends RunView ? true : false;
