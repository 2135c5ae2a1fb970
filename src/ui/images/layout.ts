/**
 * Where the images of a grid lie: whole device pixels for every image pixel, rows classes, groups side by side, or in
 * bands one below the other where there are too many images for one.
 */

import { usualType } from "../useSize";

export interface GridSpace {
  /** Room in CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Device pixels in one CSS pixel. */
  readonly ratio: number;
  readonly labelWidth: number;
  readonly headerHeight: number;
}

export interface GridLayout {
  /** Device pixels drawn for each image pixel. */
  readonly scale: number;
  /** Side of an image in CSS pixels. */
  readonly cell: number;
  /** Distance from one image to the next, in CSS pixels. */
  readonly pitch: number;
  /** Upper left corner of each group, its header included, in CSS pixels. */
  readonly places: readonly { readonly left: number; readonly top: number }[];
  /** Upper edges of the bands. */
  readonly bands: readonly number[];
  /** Size of the whole, labels included. */
  readonly width: number;
  readonly height: number;
}

export const imageGap = 2;
const wideGroupGap = 16;
const narrowGroupGap = 8;
/** Rooms below this width have no pixel to give away. */
const narrowRoom = 480;
const bandGap = 16;
/** A group takes at least this much, so that its title has room. */
const titleWidth = 54;
/** Below this side images are hardly seen; the groups are rather put into several bands. */
const smallestSide = 24;
/** The height of the room counts only down to this side: in one band, and in several. */
const comfortableSide = 36;
const comfortableInBands = 28;
/** Where all rows are to be seen at once: no smaller for that, and no larger. */
const smallestWhole = 28;
const largestWhole = 72;

/** Room for the names of the rows at the left, in CSS pixels: about seven a letter, within bounds. */
export function labelRoom(names: readonly string[]): number {
  const longest = Math.max(0, ...names.map((name) => name.length));
  return Math.min(112, Math.max(28, longest * 7 + 12));
}

/** Pixels of two lines over each group, in type of the usual size. */
const titleHeight = 44;

/**
 * Room for the names of the rows and for the titles of the groups.
 * @param type size of the type, in CSS pixels
 */
export function gridMargins(
  names: readonly string[],
  type: number,
): Pick<GridSpace, "labelWidth" | "headerHeight"> {
  const typeScale = type / usualType;
  return {
    labelWidth: Math.round(labelRoom(names) * typeScale),
    headerHeight: Math.round(titleHeight * typeScale),
  };
}

/**
 * How many images of a row are well seen beside each other in a room; at least three.
 * @param space a height of 0 leaves the height out; else the images are as large as lets every row be seen, if that is
 * large enough.
 * @param size side of an image in its own pixels
 */
export function comfortableColumns(space: GridSpace, rows: number, size: number): number {
  const { width, height, ratio, labelWidth, headerHeight } = space;
  const cellAt = (scale: number): number => (scale * size) / ratio;
  const fitting = Math.floor((((height - headerHeight) / Math.max(1, rows) - imageGap) * ratio) / size);
  const isWhole = cellAt(fitting) >= smallestWhole;
  const cell = isWhole
    ? Math.min(cellAt(fitting), cellAt(Math.ceil((largestWhole * ratio) / size)))
    : cellAt(Math.ceil((comfortableSide * ratio) / size));
  return Math.max(3, Math.floor((width - labelWidth + imageGap) / (cell + imageGap)));
}

/**
 * Chooses the largest whole scale at which the groups fit.
 * @param columns images in a row of each group
 * @param rows classes
 * @param size side of an image in its own pixels
 */
export function layoutGrid(
  space: GridSpace,
  columns: readonly number[],
  rows: number,
  size: number,
): GridLayout {
  const { width, height, ratio, labelWidth, headerHeight } = space;
  const groupGap = width < narrowRoom ? narrowGroupGap : wideGroupGap;
  const scaleOf = (side: number): number => Math.ceil((side * ratio) / size);
  const pitchAt = (scale: number): number => (scale * size) / ratio + imageGap;
  const groupWidth = (count: number, scale: number): number =>
    Math.max(titleWidth, count * pitchAt(scale) - imageGap);

  /** Upper left corners of the groups at a scale, one beside the other as far as the room goes. */
  const placed = (
    scale: number,
    oneBand: boolean,
  ): Pick<GridLayout, "places" | "bands" | "width" | "height"> => {
    const bandHeight = headerHeight + rows * pitchAt(scale);
    const places: { left: number; top: number }[] = [];
    const bands = [0];
    let left = labelWidth;
    let top = 0;
    let right = labelWidth;
    for (const count of columns) {
      const own = groupWidth(count, scale);
      if (left > labelWidth && left + own > width && !oneBand) {
        top += bandHeight + bandGap;
        bands.push(top);
        left = labelWidth;
      }
      places.push({ left, top });
      right = Math.max(right, left + own);
      left += own + groupGap;
    }
    return { places, bands, width: right, height: top + bandHeight };
  };

  const least = Math.max(1, scaleOf(smallestSide));
  const oneBand = placed(least, true).width <= width;
  const comfortable = Math.max(least, scaleOf(oneBand ? comfortableSide : comfortableInBands));
  let scale = Math.max(comfortable, Math.floor(((height / Math.max(1, rows)) * ratio) / size));
  const isTooWide = (): boolean => scale > least && placed(scale, oneBand).width > width;
  const isTooHigh = (): boolean => scale > comfortable && placed(scale, oneBand).height > height;
  while (isTooWide() || isTooHigh()) scale -= 1;
  const pitch = pitchAt(scale);
  return { scale, cell: pitch - imageGap, pitch, ...placed(scale, oneBand) };
}

/** Index of the image at `position` (CSS pixels from the first image's edge) among `count`, or null in a gap. */
export function cellAt(layout: GridLayout, position: number, count: number): number | null {
  const index = Math.floor(position / layout.pitch);
  const isInside = index >= 0 && index < count && position - index * layout.pitch < layout.cell;
  return isInside ? index : null;
}
