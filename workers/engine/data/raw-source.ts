/** A data set whose files hold plain pixels: read once as bytes, from which a recipe takes classes and splits. */
import type { DataSetName } from "../../protocol/recipe/recipe";
import { channelStatistics } from "./channel-statistics";
import { chosenClasses } from "./class-choice";
import type { Dataset, ImageSplit } from "./dataset";
import { countByClass, planSplits } from "./files/splits";
import { LastMade, type DataChoice, type DataSource, type SourceClass } from "./source";

/** What a reader of such files gives. */
export interface RawImages {
  readonly set: DataSetName;
  /** Sets whose files cannot be told from these, with their class names. */
  readonly twins?: Partial<Record<DataSetName, { title: string; classNames: readonly string[] }>>;
  readonly title: string;
  readonly classNames: readonly string[];
  /** Superclasses, and the one of each class. */
  readonly groups?: { readonly names: readonly string[]; readonly of: Uint8Array };
  readonly size: number;
  readonly channels: 1 | 3;
  readonly train: ImageSplit | null;
  readonly test: ImageSplit | null;
  /** What to do if images are missing. */
  readonly hint: string;
}

/** A data set but for what it is normalised by. */
type Images = Omit<Dataset, "mean" | "std" | "statistics">;

/** Sides to which images can be averaged down and that a recipe takes; the largest up to 32 is a good start. */
function goodSize(native: number): number {
  for (let size = Math.min(native, 32); size >= 8; size--) if (native % size === 0) return size;
  return native;
}

/** The rows of `split` at `indices`, copied; `relabel` gives the new labels. */
function gatherRows(split: ImageSplit, indices: readonly number[], relabel?: Int16Array): ImageSplit {
  const stride = split.pixels.length / split.count;
  const pixels = new Uint8Array(indices.length * stride);
  const labels = new Uint8Array(indices.length);
  for (const [row, index] of indices.entries()) {
    pixels.set(split.pixels.subarray(index * stride, (index + 1) * stride), row * stride);
    const label = split.labels[index]!;
    labels[row] = relabel ? relabel[label]! : label;
  }
  return { pixels, labels, count: indices.length };
}

/** Only the images of the chosen classes, which are numbered anew; nothing is copied where all are chosen. */
function ofClasses(split: ImageSplit | null, chosen: readonly number[], classes: number): ImageSplit | null {
  if (!split || chosen.length === classes) return split;
  const relabel = new Int16Array(classes).fill(-1);
  for (const [place, label] of chosen.entries()) relabel[label] = place;
  const rows: number[] = [];
  for (let row = 0; row < split.count; row++) if (relabel[split.labels[row]!]! >= 0) rows.push(row);
  return gatherRows(split, rows, relabel);
}

function inGroups(split: ImageSplit | null, of: Uint8Array): ImageSplit | null {
  return split && { ...split, labels: split.labels.map((label) => of[label]!) };
}

export class RawSource implements DataSource {
  readonly set: DataSetName;
  readonly fits: readonly DataSetName[];
  readonly title: string;
  readonly suggestedSize: number;
  readonly nativeSize: number;
  private readonly last = new LastMade<Images>();

  constructor(private readonly raw: RawImages) {
    this.set = raw.set;
    this.fits = [raw.set, ...(Object.keys(raw.twins ?? {}) as DataSetName[])];
    this.title = raw.title;
    this.nativeSize = raw.size;
    this.suggestedSize = goodSize(raw.size);
  }

  classes(superclasses: boolean, set: DataSetName): readonly SourceClass[] {
    const { names, train, test } = this.labelled(superclasses, set);
    const counts = [train, test].map((split) => countByClass(split?.labels ?? [], names.length));
    return names.map((name, label) => ({ name, train: counts[0]![label]!, test: counts[1]![label]! }));
  }

  async open({ data, method = "mtt" }: DataChoice): Promise<Dataset> {
    const { superclasses, classes, testShare } = data;
    const key = JSON.stringify([data.set, superclasses, classes, testShare]);
    const made = await this.last.get(key, async () => this.make(data));
    return { ...made, ...channelStatistics(made.set, method, made.train, made.channels) };
  }

  private labelled(superclasses: boolean, set: DataSetName) {
    const { groups, classNames, twins, title, train, test } = this.raw;
    if (superclasses && groups) {
      return {
        title: `${title}, superclasses`,
        names: groups.names,
        train: inGroups(train, groups.of),
        test: inGroups(test, groups.of),
      };
    }
    const twin = twins?.[set];
    return { title: twin?.title ?? title, names: twin?.classNames ?? classNames, train, test };
  }

  private make(data: DataChoice["data"]): Images {
    const { size, channels, hint } = this.raw;
    const set = this.fits.includes(data.set) ? data.set : this.set;
    const { title, names, ...found } = this.labelled(data.superclasses, set);
    const chosen = chosenClasses(data.classes, names);
    const train = ofClasses(found.train, chosen, names.length);
    const test = ofClasses(found.test, chosen, names.length);
    const classNames = chosen.map((label) => names[label]!);
    const plan = planSplits(
      { train: train && train.labels, test: test && test.labels },
      classNames,
      data.testShare,
      hint,
    );
    const all = (train ?? test)!;
    const splits = plan.heldOut
      ? { train: gatherRows(all, plan.heldOut.train), test: gatherRows(all, plan.heldOut.test) }
      : { train: train!, test: test! };
    return {
      set,
      title: `${title}${plan.note}`,
      classNames,
      size,
      channels,
      ...splits,
    };
  }
}
