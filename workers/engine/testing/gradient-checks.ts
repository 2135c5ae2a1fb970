/**
 * Gradient matching over classes on the active back end against float64: every distance, class by class and all
 * together, plain and augmented, with frozen images beside those that are learned.
 */
import type { AugmentationGroup } from "../../protocol/recipe/augmentation";
import { drawImage, opsOf, type OpDraws } from "../data/augmentation";
import { compare, compareNumber, take, tolerances, type Check } from "../golden/check";
import { matchByClass, matchTogether } from "../matching/gradient/class-gradients";
import type { GradientMatch } from "../matching/gradient/gradient-match";
import { convNet, type ConvNetOptions } from "../nets/convnet";
import type { GradientDistanceKind } from "../tensor/gradient-distances";
import { dispose, oneHot, tensor } from "../tensor/memory";
import { Random } from "../tensor/random";
import { sampleWeights } from "./network-checks";
import { augmented } from "./reference-augmentation";
import { referenceDistance } from "./reference-distances";
import { referenceLoss } from "./reference-network";
import type { Shape } from "./reference-layers";
import { Samples } from "./samples";
import { add, gather, gradient, leaf, scale, type Value } from "./tape";

export interface GradientCase {
  readonly kind: GradientDistanceKind;
  readonly together: boolean;
  /** The group that every class draws, or null for none. */
  readonly group: AugmentationGroup | null;
  /** Parameters that count; null: those with two axes and more. */
  readonly counted: readonly number[] | null;
}

const every = Array.from({ length: 10 }, (_, i) => i);

export const gradientCases: readonly GradientCase[] = [
  { kind: "rows", together: false, group: "rotate", counted: null },
  { kind: "rows", together: true, group: "color", counted: null },
  { kind: "rows", together: false, group: null, counted: [4, 8] },
  { kind: "rows-magnitude", together: false, group: "scale", counted: null },
  { kind: "mse", together: false, group: null, counted: every },
  { kind: "mse", together: true, group: "crop", counted: every },
  { kind: "cosine", together: false, group: "cutout", counted: every },
  { kind: "l1", together: false, group: null, counted: [0, 4] },
  { kind: "l1-rows", together: false, group: null, counted: [0, 4] },
];

const options: ConvNetOptions = { depth: 2, width: 4, size: 8, channels: 2, classes: 3 };
const { size, channels, classes } = options;
const pixels = size * size * channels;
const realCount = 3;

/** Two blocks of one image a class: the second is learned. */
const rowsOf = Array.from({ length: classes }, (_, label) => Int32Array.of(label, classes + label));

const mean = (values: readonly Value[]): Value => scale(values.reduce(add), 1 / values.length);
const stream = (label: string): Random => Random.stream(3, label);

function finish(run: Generator<void, GradientMatch>): GradientMatch {
  for (;;) {
    const { done, value } = run.next();
    if (done) return value;
  }
}

/** The draws that `drawSiamese` makes for each class in turn from such a stream, for a batch of `count`. */
function replay(group: AugmentationGroup | null, random: Random): ((count: number) => OpDraws[])[] {
  return rowsOf.map(() => {
    if (!group) return (): OpDraws[] => [];
    random.integer(0, 0);
    const drawn = opsOf[group].map((op) => ({ op, image: drawImage(op, size, random) }));
    return (count: number) =>
      drawn.map(({ op, image }) => ({ op, draws: new Array<number[]>(count).fill(image) }));
  });
}

/** Checks the loss and its derivative by the learned images. */
export async function checkGradientMatch({ kind, together, group, counted }: GradientCase): Promise<Check[]> {
  const label = `${kind}, ${together ? "all together" : "by class"}, ${group ?? "plain"}`;
  const samples = new Samples(label);
  const network = convNet(options);
  const weights = sampleWeights(options, samples);
  const union = samples.normal([2 * classes, size, size, channels]);
  const real = rowsOf.map(() => samples.normal([realCount, size, size, channels]));
  const parameters = network.parameters.flatMap(({ shape }, i) => (shape.length >= 2 ? [i] : []));
  const chosen = counted ?? parameters;

  const theta = weights.map((values, i) => tensor(values, network.parameters[i]!.shape));
  const images = tensor(union, [2 * classes, size, size, channels]);
  const targets = oneHot([0, 1, 2, 0, 1, 2], classes);
  const match = finish(
    (together ? matchTogether : matchByClass)(
      {
        network,
        theta,
        comparison: { kind, counted: chosen },
        real: {
          draw: (of) => ({
            images: tensor(real[of]!, [realCount, size, size, channels]),
            targets: oneHot(new Array<number>(realCount).fill(of), classes),
          }),
        },
        realBatch: realCount,
        groups: group ? [group] : [],
        size,
        union: images,
        targets,
        rowsOf,
        ipc: 1,
      },
      stream(label),
    ),
  );
  const [total, byImages] = await take(match.total, match.images);
  dispose(theta, images, targets, match.terms);

  const draws = replay(group, stream(label));
  const thetaLeaves = weights.map(leaf);
  const unionLeaf = leaf(union);
  /** Gradient of the mean loss over the images of one class. */
  const slopes = (x: Value, count: number, of: number): Value[] => {
    const shape: Shape = [count, size, size, channels];
    const seen = draws[of]!(count).reduce((value, op) => augmented(value, op, shape), x);
    const y = leaf(Array.from({ length: count * classes }, (_, i) => (i % classes === of ? 1 : 0)));
    return gradient(referenceLoss(options, seen, y, thetaLeaves), thetaLeaves);
  };
  const ofClass = (rows: Int32Array): Value =>
    gather(
      unionLeaf,
      [...rows].flatMap((row) => Array.from({ length: pixels }, (_, e) => row * pixels + e)),
    );
  const sides = rowsOf.map((rows, of) => ({
    synthetic: slopes(ofClass(rows), rows.length, of),
    real: slopes(leaf(real[of]!), realCount, of).map(({ values }) => leaf(values)),
  }));
  const distance = (a: readonly Value[], b: readonly Value[]): Value =>
    referenceDistance(kind, a, b, chosen, (i) => network.parameters[i]!.shape.at(-1)!);
  const expected = together
    ? distance(
        weights.map((_, i) => mean(sides.map((side) => side.synthetic[i]!))),
        weights.map((_, i) => mean(sides.map((side) => side.real[i]!))),
      )
    : sides.map((side) => distance(side.synthetic, side.real)).reduce(add);
  const [byUnion] = gradient(expected, [unionLeaf]);
  return [
    compareNumber(`${label}: loss`, total![0]!, expected.values[0]!, tolerances.firstOrder),
    compare(
      `${label}: gradient by images`,
      byImages!,
      byUnion!.values.slice(classes * pixels),
      tolerances.secondOrder,
    ),
  ];
}
