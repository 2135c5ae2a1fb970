/**
 * A data set of encoded images (PNG, JPEG, WebP): only those that a recipe takes are decoded, straight to its size, so
 * that memory holds no more than the run needs.
 */
import { StudioError } from "../../protocol/errors";
import type { DataSetName } from "../../protocol/recipe/recipe";
import { Random } from "../tensor/random";
import { channelStatistics } from "./channel-statistics";
import { chosenClasses } from "./class-choice";
import type { Dataset, ImageSplit } from "./dataset";
import { checkedHeader, decodeImage, type ImageDecoder, type ImageFile } from "./files/image-file";
import { countByClass, planSplits } from "./files/splits";
import { fitSquare } from "./resize";
import { LastMade, type DataChoice, type DataSource, type DecodeProgress, type SourceClass } from "./source";

export interface LabelledImage extends ImageFile {
  /** Class, 0 … classes − 1. */
  readonly label: number;
}

/** What a reader of such files gives. */
export interface EncodedImages {
  readonly set: DataSetName;
  readonly title: string;
  readonly classNames: readonly string[];
  readonly train: readonly LabelledImage[] | null;
  readonly test: readonly LabelledImage[] | null;
  readonly suggestedSize: number;
  readonly hint: string;
}

/** A data set but for what it is normalised by. */
type Images = Omit<Dataset, "mean" | "std" | "statistics">;

/** Decoded images of a run may take this many bytes. */
const MOST_BYTES = 2 ** 30;
/** So many are decoded side by side, as a browser does on several cores; fewer, if together they have more pixels. */
const TOGETHER = 8;
const PIXELS_TOGETHER = 2 ** 24;

/** The first `perClass` of each class in a seeded order (0: all), in the order of the files. */
function choose(
  images: readonly LabelledImage[],
  classes: number,
  perClass: number,
  stream: string,
  seed: number,
): LabelledImage[] {
  if (perClass === 0) return [...images];
  const byClass = Array.from({ length: classes }, (): number[] => []);
  images.forEach(({ label }, index) => byClass[label]!.push(index));
  return byClass
    .flatMap((indices, label) =>
      Random.stream(seed, `${stream}/class ${label}`).shuffle(indices).slice(0, perClass),
    )
    .sort((a, b) => a - b)
    .map((index) => images[index]!);
}

const labelsOf = (images: readonly LabelledImage[] | null) => images && images.map((image) => image.label);

/** Images of the chosen classes, numbered anew. */
function ofClasses(
  images: readonly LabelledImage[] | null,
  chosen: readonly number[],
): LabelledImage[] | null {
  if (!images) return null;
  const places = new Map(chosen.map((label, place) => [label, place]));
  return images.flatMap((image) => {
    const label = places.get(image.label);
    return label === undefined ? [] : [{ name: image.name, read: () => image.read(), label }];
  });
}

export class EncodedSource implements DataSource {
  readonly set: DataSetName;
  readonly fits: readonly DataSetName[];
  readonly title: string;
  readonly suggestedSize: number;
  readonly nativeSize = null;
  private readonly channels: 1 | 3;
  private readonly together: number;
  private readonly last = new LastMade<Images>();

  /**
   * Looks at the header of every image.
   * @throws StudioError `bad-file` for a header that is damaged or tells of too large an image.
   */
  constructor(
    private readonly found: EncodedImages,
    private readonly decode: ImageDecoder | null,
  ) {
    this.set = found.set;
    this.fits = [found.set];
    this.title = found.title;
    this.suggestedSize = found.suggestedSize;
    let grey = true;
    let largest = 1;
    for (const image of [...(found.train ?? []), ...(found.test ?? [])]) {
      const header = checkedHeader(image.name, image.read());
      grey &&= header.grey;
      largest = Math.max(largest, header.width * header.height);
    }
    this.channels = grey ? 1 : 3;
    this.together = Math.min(TOGETHER, Math.max(1, Math.floor(PIXELS_TOGETHER / largest)));
  }

  classes(): readonly SourceClass[] {
    const { classNames, train, test } = this.found;
    const [inTrain, inTest] = [train, test].map((images) =>
      countByClass(labelsOf(images ?? [])!, classNames.length),
    );
    return classNames.map((name, label) => ({ name, train: inTrain![label]!, test: inTest![label]! }));
  }

  async open({ data, seed, method = "mtt" }: DataChoice, tell?: DecodeProgress): Promise<Dataset> {
    const { size, fit, classes, testShare, trainPerClass, testPerClass } = data;
    const key = JSON.stringify([size, fit, classes, testShare, trainPerClass, testPerClass, seed]);
    const made = await this.last.get(key, () => this.make(data, seed, tell));
    return { ...made, ...channelStatistics(made.set, method, made.train, made.channels) };
  }

  private async make(data: DataChoice["data"], seed: number, tell?: DecodeProgress): Promise<Images> {
    const { found, channels } = this;
    const { size } = data;
    const chosen = chosenClasses(data.classes, found.classNames);
    const classNames = chosen.map((label) => found.classNames[label]!);
    let train = ofClasses(found.train, chosen);
    let test = ofClasses(found.test, chosen);
    const plan = planSplits(
      { train: labelsOf(train), test: labelsOf(test) },
      classNames,
      data.testShare,
      found.hint,
    );
    if (plan.heldOut) {
      const all = (train ?? test)!;
      train = plan.heldOut.train.map((row) => all[row]!);
      test = plan.heldOut.test.map((row) => all[row]!);
    }
    const taken = {
      train: choose(train!, chosen.length, data.trainPerClass, "brought train images", seed),
      test: choose(test!, chosen.length, data.testPerClass, "brought test images", seed),
    };
    const total = taken.train.length + taken.test.length;
    this.checkMemory(total, size);
    const splits = {
      train: await this.decodeAll(taken.train, data, (done) => tell?.(done, total)),
      test: await this.decodeAll(taken.test, data, (done) => tell?.(taken.train.length + done, total)),
    };
    return {
      set: this.set,
      title: `${this.title}${plan.note}`,
      classNames,
      size,
      channels,
      ...splits,
      inFiles: { train: train!.length, test: test!.length },
    };
  }

  private checkMemory(images: number, size: number): void {
    const bytes = images * size * size * this.channels;
    if (bytes <= MOST_BYTES) return;
    throw new StudioError(
      "bad-recipe",
      `${images.toLocaleString("en-US")} images of ${size} pixels would take ${(bytes / 2 ** 30).toFixed(1)} GB of memory; at most 1 GB is used.`,
      "Choose fewer classes, fewer images per class or a smaller image size.",
    );
  }

  private async decodeAll(
    images: readonly LabelledImage[],
    { size, fit }: DataChoice["data"],
    tell: (done: number) => void,
  ): Promise<ImageSplit> {
    const stride = size * size * this.channels;
    const pixels = new Uint8Array(images.length * stride);
    for (let from = 0; from < images.length; from += this.together) {
      const batch = images.slice(from, from + this.together);
      await Promise.all(
        batch.map(async (image, i) => {
          const picture = await decodeImage(image, this.decode);
          fitSquare(picture, fit, size, this.channels, pixels, (from + i) * stride);
        }),
      );
      tell(from + batch.length);
    }
    return { pixels, labels: Uint8Array.from(images, (image) => image.label), count: images.length };
  }
}
