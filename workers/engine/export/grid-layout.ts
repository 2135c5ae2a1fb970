/**
 * Where everything lies in a PNG grid: rows are classes, columns are images, a thin gap between images, a wider
 * one between stages; with labels, a column of class names at the left and a line "stage k" above each stage.
 * All measures in output pixels.
 */
import type { DisplayMode } from "../../protocol/display";
import { drawText, lineHeight } from "./pixel-text";

export interface GridShape {
  readonly classNames: readonly string[];
  /** Side of an image before scaling. */
  readonly size: number;
  /** The stages drawn, from left to right. */
  readonly stages: readonly { readonly stage: number; readonly ipc: number; readonly title?: string }[];
}

export interface GridOptions {
  /** Output pixels for each image pixel: a whole number from 1 to 32. */
  readonly scale: number;
  /** Draw class names at the left and stage numbers above. */
  readonly labels: boolean;
  /** How values become pixels; true pixels if left out. */
  readonly display?: DisplayMode;
}

/** A text, the left upper corner of its line, and how many times it is enlarged. */
export interface PlacedText {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export interface GridLayout {
  readonly width: number;
  readonly height: number;
  /** Side of a drawn image. */
  readonly cell: number;
  /** Upper edge of the images of each class. */
  readonly rows: readonly number[];
  /** Left edge of the images of each stage drawn, slot by slot. */
  readonly columns: readonly (readonly number[])[];
  readonly texts: readonly PlacedText[];
}

const textWidth = (text: string, scale: number): number => drawText(text).width * scale;

/** Capitals about a sixth of the image's height, never below 7 pixels, the size of the font itself. */
const textScaleFor = (cell: number): number => Math.min(6, Math.max(1, Math.round(cell / 40)));

/** The largest enlargement up to `scale` at which the text is no wider than `room`; 1 if none is. */
function fittingScale(text: string, room: number, scale: number): number {
  while (scale > 1 && textWidth(text, scale) > room) scale--;
  return scale;
}

/** Places images and labels; the picture grows as needed, so nothing is ever cut off or overlaps. */
export function layOutGrid(shape: GridShape, { scale, labels }: GridOptions): GridLayout {
  const cell = shape.size * scale;
  const gap = Math.max(1, Math.round(cell / 32));
  const margin = 2 * gap;
  const textScale = textScaleFor(cell);
  // Two titles as wide as their stages must still be read as two.
  const stageGap = Math.max(4 * gap, labels ? 8 * textScale : 0);
  const line = lineHeight * textScale;
  const texts: PlacedText[] = [];

  const nameColumn = labels
    ? Math.max(...shape.classNames.map((name) => textWidth(name, textScale))) + stageGap
    : 0;
  const header = labels ? line + margin : 0;

  const pitch = Math.max(cell, labels ? line : 0) + gap;
  const rows = shape.classNames.map((name, row) => {
    const top = margin + header + row * pitch;
    // Centred on the 7 rows of the capitals: the 2 rows of descenders hang below.
    const y = top + Math.max(0, Math.floor((pitch - gap - 7 * textScale) / 2));
    if (labels)
      texts.push({ text: name, x: margin, y: Math.min(y, top + pitch - gap - line), scale: textScale });
    return top + Math.floor((pitch - gap - cell) / 2);
  });

  let left = margin + nameColumn;
  const columns = shape.stages.map(({ stage, ipc, title = `stage ${stage}` }) => {
    const images = ipc * (cell + gap) - gap;
    const titleScale = fittingScale(title, 1.5 * images, textScale);
    const titleWidth = textWidth(title, titleScale);
    const group = labels ? Math.max(images, titleWidth) : images;
    if (labels) {
      const y = margin + line - lineHeight * titleScale;
      texts.push({ text: title, x: left + Math.floor((group - titleWidth) / 2), y, scale: titleScale });
    }
    const first = left + Math.floor((group - images) / 2);
    left += group + stageGap;
    return Array.from({ length: ipc }, (_, slot) => first + slot * (cell + gap));
  });

  return {
    width: left - stageGap + margin,
    height: margin + header + shape.classNames.length * pitch - gap + margin,
    cell,
    rows,
    columns,
    texts,
  };
}
