/** The person's own data as they cross between page and worker: files on their way in, what was found on the way out. */
import type { DataSetName } from "./recipe/recipe";

/** Bytes that the files of a data set may have together: they are held in memory as they are, images still encoded. */
export const mostDataBytes = 2 ** 31;

/** A file that was chosen or dropped. */
export interface GivenFile {
  /** Its name, with the folders that were dropped with it, parted by "/". */
  readonly path: string;
  readonly file: File;
}

/** What files turned out to be. */
export interface LoadedFiles {
  readonly set: DataSetName;
  /** Sets whose recipes can run on them: `set`, and those whose files look just the same. */
  readonly fits: readonly DataSetName[];
  /** Sides that recipes on them can have; null: any. */
  readonly sizes: readonly number[] | null;
  readonly classNames: readonly string[];
  /** Side for a first recipe. */
  readonly suggestedSize: number;
}

export interface ClassLook {
  readonly name: string;
  /** Images of the class in the files; all under `train` where they have one split only. */
  readonly train: number;
  readonly test: number;
  /** Place of its mean image, or null where the class was left out. */
  readonly mean: number | null;
}

/** What the part of a data set that a recipe takes is like. */
export interface TakenLook {
  /** Training images that each mean is taken over, at most. */
  readonly meanOver: number;
  /** RGBA of the mean image of each class that the recipe takes. */
  readonly means: { readonly pixels: Uint8ClampedArray<ArrayBuffer>; readonly size: number };
  /** Channel means and standard deviations, and where they are from. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly statistics: string;
}

/** A data set, class by class. */
export interface DataLook {
  readonly classes: readonly ClassLook[];
  /** Null where the files are there, but the recipe cannot have of them what it asks for. */
  readonly taken: TakenLook | null;
}
