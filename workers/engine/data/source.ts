/** What files hold, before a recipe has chosen classes, numbers and sizes from it. */
import type { MethodName } from "../../protocol/methods/names";
import type { DataSetName, Recipe } from "../../protocol/recipe/recipe";
import type { Dataset } from "./dataset";

/** The part of a recipe on which the images depend. */
export interface DataChoice {
  readonly data: Recipe["data"];
  readonly seed: number;
  /** Some methods normalise a set by statistics of their own; MTT if left out. */
  readonly method?: MethodName;
}

/** Told of images decoded, of how many in all; called often. */
export type DecodeProgress = (done: number, total: number) => void;

export interface SourceClass {
  readonly name: string;
  /** Images as the files hold them; all of them under `train` where there is one split only. */
  readonly train: number;
  readonly test: number;
}

/** A data set that was brought; `open` makes of it what a recipe asks for. */
export interface DataSource {
  /** What the files were taken for. */
  readonly set: DataSetName;
  /** `set`, and those whose files look just the same. */
  readonly fits: readonly DataSetName[];
  readonly title: string;
  /** Every class there is, in the order of the labels (CIFAR-100: or of its superclasses), as `set` calls them. */
  classes(superclasses: boolean, set: DataSetName): readonly SourceClass[];
  /** Side in pixels that suits a first recipe. */
  readonly suggestedSize: number;
  /** Side of the images in pixels, from which they are averaged down; null: decoded to any size. */
  readonly nativeSize: number | null;
  /**
   * The data set of a recipe; asked again for the same, it is not made again.
   * @param tell where images have to be decoded for it.
   * @throws StudioError `bad-file` if a class lacks images or an image cannot be decoded, `bad-recipe` if the recipe
   * asks for what there is not.
   */
  open(choice: DataChoice, tell?: DecodeProgress): Promise<Dataset>;
}

/** Remembers what was made last, by what decided it: a set of images is large, and asked for at every start. */
export class LastMade<T> {
  private key = "";
  private made: Promise<T> | null = null;

  get(key: string, make: () => Promise<T>): Promise<T> {
    if (this.made && this.key === key) return this.made;
    this.key = key;
    const made = make();
    this.made = made;
    made.catch(() => {
      // A refusal is made anew: what the person mends may lie outside the key.
      if (this.made === made) this.made = null;
    });
    return made;
  }
}
