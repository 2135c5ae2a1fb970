/** Features and their pull-back, and the losses of DM and CAFE, on the active back end against float64. */
import { augmentationOf, type OpDraws } from "../data/augmentation";
import { compare, compareNumber, take, tolerances, type Check } from "../golden/check";
import {
  realClasses,
  syntheticClasses,
  type ClassAugmentations,
} from "../matching/distribution/class-images";
import { matchFeatures } from "../matching/distribution/feature-matching";
import type { FeatureTerm } from "../matching/distribution/feature-terms";
import { convNet, type ConvNetOptions } from "../nets/convnet";
import { blockTaps, featurePass, features } from "../nets/features";
import { dispose, tensor, tidy } from "../tensor/memory";
import { syntheticBatches } from "../training/batches";
import { sampleWeights } from "./network-checks";
import { augmented } from "./reference-augmentation";
import { crossEntropy, type Shape } from "./reference-layers";
import { referenceFeatures } from "./reference-network";
import { Samples } from "./samples";
import { add, bilinear, gather, gradient, inner, leaf, linear, scale, subtract, type Value } from "./tape";

/** Both the fused block (4 channels) and the layers one by one (3), the padded 28 pixels, odd halves. */
export const featureCases: readonly ConvNetOptions[] = [
  { depth: 1, width: 4, size: 28, channels: 1, classes: 2 },
  { depth: 2, width: 3, size: 9, channels: 2, classes: 3 },
  { depth: 3, width: 4, size: 8, channels: 3, classes: 3 },
];

/** All places of the network that a method looks at, in pairs by block. */
const allTaps = (options: ConvNetOptions): number[] =>
  blockTaps(convNet(options)).flatMap(({ beforePooling, output }) => [beforePooling, output]);

const allFeatures = (options: ConvNetOptions, images: Value, theta: readonly Value[]): Value[] => {
  const { rectified, outputs } = referenceFeatures(options, images, theta);
  return rectified.flatMap((value, d) => [value, outputs[d]!]);
};

/** Checks the features at all places and the pull-back of a cotangent at each, of all, and of the outputs alone. */
export async function checkFeatures(options: ConvNetOptions): Promise<Check[]> {
  const { depth, size, channels } = options;
  const label = `depth ${depth} at ${size}×${size}×${channels}`;
  const shape = [3, size, size, channels];
  const samples = new Samples(label);
  const [x, weights] = [samples.normal(shape), sampleWeights(options, samples)];
  const reference = leaf(x);
  const wanted = allFeatures(options, reference, weights.map(leaf));
  const u = wanted.map(({ values }) => samples.normal([values.length]));

  const network = convNet(options);
  const theta = weights.map((values, i) => tensor(values, network.parameters[i]!.shape));
  const images = tensor(x, shape);
  const taps = allTaps(options);
  const found = features(network, images, theta, taps);
  const shapes = found.map((f) => f.shape);
  const values = await take(...found);
  const checks = wanted.map((f, i) =>
    compare(`${label}: features ${i}`, values[i]!, f.values, tolerances.firstOrder),
  );
  const everywhere = taps.map((_, i) => i);
  const outputs = everywhere.filter((i) => i % 2 === 1);
  for (const chosen of [everywhere, outputs, ...everywhere.map((i) => [i])]) {
    const total = chosen.map((i) => inner(leaf(u[i]!), wanted[i]!)).reduce(add);
    const pulled = tidy(() => {
      const pass = featurePass(
        network,
        images,
        theta,
        chosen.map((i) => taps[i]!),
      );
      return pass.pull(chosen.map((i) => tensor(u[i]!, shapes[i]!)));
    });
    const [ours] = await take(pulled);
    const [byImages] = gradient(total, [reference]);
    checks.push(
      compare(`${label}: pull-back from ${chosen}`, ours!, byImages!.values, tolerances.firstOrder),
    );
  }
  dispose(images, theta);
  return checks;
}

/** The mean of some rows of `size` numbers each. */
function meanOf(x: Value, rows: readonly number[], size: number): Value {
  const to = rows.flatMap(() => Array.from({ length: size }, (_, e) => e));
  const from = rows.flatMap((row) => Array.from({ length: size }, (_, e) => row * size + e));
  return linear(x, { size, to, from, weight: to.map(() => 1 / rows.length) });
}

/** ⟨f(x), centre_c⟩ for each image and class, [n, classes]. */
function scores(f: Value, centres: readonly Value[], n: number): Value {
  const size = centres[0]!.values.length;
  const columns = centres.map((centre) => {
    const to = Array.from({ length: n * size }, (_, e) => Math.floor(e / size));
    const [left, right] = [to.map((_, e) => e), to.map((_, e) => e % size)];
    return bilinear(f, centre, { size: n, to, left, right });
  });
  const classes = centres.length;
  return columns
    .map((column, c) => {
      const to = Array.from({ length: n }, (_, i) => i * classes + c);
      return linear(column, { size: n * classes, to, from: to.map((_, i) => i), weight: to.map(() => 1) });
    })
    .reduce(add);
}

/** What each class is augmented with: the same for all of its images. */
const ops: readonly { op: OpDraws["op"]; draws: readonly number[] }[] = [
  { op: "contrast", draws: [0.2] },
  { op: "rotate", draws: [0.9] },
  { op: "brightness", draws: [0.7] },
];

/** Real and synthetic images of the checked problem: some of each class, two of them frozen and one learned. */
const realPerClass = 2;
const learned = 1;
const perClass = 3;

/** Checks loss and gradient with all terms, weighted, and with the discrimination loss or without. */
export async function checkMatching(options: ConvNetOptions, lambda: number): Promise<Check[]> {
  const { depth, size, channels, classes } = options;
  const label = `depth ${depth} at ${size}×${size}×${channels}, λ = ${lambda}`;
  const samples = new Samples(label);
  const shapeOf = (n: number): Shape => [n, size, size, channels];
  const real = samples.normal(shapeOf(classes * realPerClass));
  const synthetic = samples.normal(shapeOf(classes * perClass));
  const weights = sampleWeights(options, samples);
  const realRows = Array.from({ length: classes }, (_, c) =>
    Int32Array.from({ length: realPerClass }, (__, i) => i * classes + c),
  );
  // Block after block, as the union has them: the rows of a class are far apart.
  const rows = Array.from({ length: classes }, (_, c) =>
    Int32Array.from({ length: perClass }, (__, i) => i * classes + c),
  );
  const termWeights = allTaps(options).map((_, i) => (i === 0 ? 0 : 0.5 + 0.25 * i));

  // In float64, class by class.
  const leaves = { real: leaf(real), synthetic: leaf(synthetic), theta: weights.map(leaf) };
  const pixels = size * size * channels;
  const seen = (x: Value, of: Int32Array, c: number): Value => {
    const from = Array.from(of).flatMap((row) => Array.from({ length: pixels }, (_, e) => row * pixels + e));
    const { op, draws } = ops[c]!;
    return augmented(gather(x, from), { op, draws: Array.from(of, () => draws) }, shapeOf(of.length));
  };
  const byClass = realRows.map((of, c) => ({
    real: allFeatures(options, seen(leaves.real, of, c), leaves.theta),
    synthetic: allFeatures(options, seen(leaves.synthetic, rows[c]!, c), leaves.theta),
  }));
  const means = (features: Value, n: number): Value =>
    meanOf(
      features,
      Array.from({ length: n }, (_, i) => i),
      features.values.length / n,
    );
  const squares = termWeights.map((_, l) =>
    byClass
      .map((one) => {
        const apart = subtract(means(one.synthetic[l]!, perClass), means(one.real[l]!, realPerClass));
        return inner(apart, apart);
      })
      .reduce(add),
  );
  const centres = byClass.map((one) => means(one.synthetic.at(-1)!, perClass));
  let largestScore = 0;
  const judged = byClass
    .map((one, c) => {
      const target = leaf(
        Array.from({ length: realPerClass * classes }, (_, e) => Number(e % classes === c)),
      );
      const logits = scores(one.real.at(-1)!, centres, realPerClass);
      largestScore = Math.max(largestScore, ...logits.values.map(Math.abs));
      const mean = crossEntropy(logits, target, realPerClass);
      return scale(mean, realPerClass);
    })
    .reduce(add);
  const aligned = squares.map((square, l) => scale(square, termWeights[l]!)).reduce(add);
  const [bySynthetic] = gradient(add(aligned, scale(judged, lambda)), [leaves.synthetic]);

  // On the back end.
  const network = convNet(options);
  const theta = weights.map((values, i) => tensor(values, network.parameters[i]!.shape));
  const [source, union] = [
    tensor(real, shapeOf(classes * realPerClass)),
    tensor(synthetic, shapeOf(classes * perClass)),
  ];
  const noTargets = tensor(new Float32Array(classes * realPerClass), [classes * realPerClass, 1]);
  const augmentations: ClassAugmentations = rows.map((_, c) => (batch) => {
    const { op, draws } = ops[c]!;
    return augmentationOf({ op, draws: Array.from({ length: batch }, () => draws) }, size);
  });
  const terms = allTaps(options).map((tap, l): FeatureTerm => ({
    name: `${l}`,
    size: 1,
    tap,
    weight: termWeights[l]!,
  }));
  const run = matchFeatures({
    network,
    theta,
    terms,
    real: realClasses(syntheticBatches(source, noTargets), realRows, augmentations),
    synthetic: syntheticClasses(union, rows, learned, augmentations),
    discrimination: lambda,
  });
  let step = run.next();
  while (!step.done) step = run.next();
  const { discrimination } = step.value;
  const [ourSquares, ourImages] = await take(step.value.squares, step.value.images);
  const checks = squares.map((square, l) =>
    compareNumber(`${label}: term ${l}`, ourSquares![l]!, square.values[0]!, tolerances.firstOrder),
  );
  if (discrimination) {
    const [ours] = await take(discrimination);
    // A cross-entropy is the difference of scores, sums over all features: its rounding is relative to them.
    const summed = largestScore * classes * realPerClass;
    const tolerance = tolerances.firstOrder * Math.max(1, summed / judged.values[0]!);
    checks.push(compareNumber(`${label}: discrimination`, ours![0]!, judged.values[0]!, tolerance));
  }
  dispose(theta, source, union, noTargets);
  // The learned images come last in the union.
  const own = bySynthetic!.values.slice(-learned * classes * pixels);
  return [...checks, compare(`${label}: gradient by images`, ourImages!, own, tolerances.firstOrder)];
}

/** Every case of both. */
export async function featureChecks(): Promise<Check[]> {
  const checks: Check[] = [];
  for (const options of featureCases) {
    checks.push(...(await checkFeatures(options)));
    for (const lambda of [0, 0.5]) checks.push(...(await checkMatching(options, lambda)));
  }
  return checks;
}
