/** Where the images of a grid lie: whole device pixels for every image pixel, rows classes, groups side by side. */

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
  /** Left edge of each group, in CSS pixels from the left of the grid. */
  readonly lefts: readonly number[];
  /** Width of the whole, labels included. */
  readonly width: number;
}

export const imageGap = 2;
const wideGroupGap = 16;
const narrowGroupGap = 8;
/** Rooms below this width have no pixel to give away. */
const narrowRoom = 480;
/** A group takes at least this much, so that its title has room. */
const titleWidth = 54;
/** Below this side images are hardly seen; the grid rather grows beyond its room and is scrolled. */
const smallestSide = 24;
/** The height of the room counts only down to this side. */
const comfortableSide = 36;

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
  const all = columns.reduce((sum, value) => sum + value, 0);
  const toScale = (side: number): number => Math.floor((side * ratio) / size);
  const widthAt = (scale: number): number => {
    const pitch = (scale * size) / ratio + imageGap;
    const groups = columns.map((count) => Math.max(titleWidth, count * pitch - imageGap));
    return groups.reduce(
      (sum, group) => sum + group,
      labelWidth + groupGap * Math.max(0, columns.length - 1),
    );
  };
  const gaps = imageGap * (all - columns.length) + groupGap * Math.max(0, columns.length - 1);
  let byWidth = toScale((width - labelWidth - gaps) / Math.max(1, all));
  while (byWidth > 1 && widthAt(byWidth) > width) byWidth -= 1;
  const byHeight = toScale((height - headerHeight) / Math.max(1, rows) - imageGap);
  const wanted = Math.max(byHeight, Math.ceil((comfortableSide * ratio) / size));
  const least = Math.max(1, Math.ceil((smallestSide * ratio) / size));
  const scale = Math.max(least, Math.min(byWidth, wanted));
  const cell = (scale * size) / ratio;
  const pitch = cell + imageGap;
  const lefts: number[] = [];
  let left = labelWidth;
  for (const count of columns) {
    lefts.push(left);
    left += Math.max(titleWidth, count * pitch - imageGap) + groupGap;
  }
  return { scale, cell, pitch, lefts, width: Math.max(labelWidth, left - groupGap) };
}

/** Index of the image at `position` (CSS pixels from the first image's edge) among `count`, or null in a gap. */
export function cellAt(layout: GridLayout, position: number, count: number): number | null {
  const index = Math.floor(position / layout.pitch);
  const isInside = index >= 0 && index < count && position - index * layout.pitch < layout.cell;
  return isInside ? index : null;
}
