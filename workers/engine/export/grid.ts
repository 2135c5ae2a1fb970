/** The PNG grid of one stage or of the union of all: images as pixels, enlarged without smoothing, on white. */
import { StudioError } from "../../protocol/errors";
import { displayWords } from "../data/display";
import type { DistilledSet, DistilledStage } from "../progressive/distilled";
import { blankCanvas, drawLabel, type Canvas } from "./canvas";
import { layOutGrid, type GridLayout, type GridOptions } from "./grid-layout";
import { encodePng, stageBytes, stagesOf } from "./image-bytes";

/** Beyond this a grid takes hundreds of megabytes and seconds to encode, and few programs open it. */
const maximumPixels = 40_000_000;
/** Browsers and many programs open no picture with a longer side. */
const longestSide = 65_535;
export const largestScale = 32;

/** Copies the `index`-th image of `bytes` to (x, y), each pixel as a square of `scale`. */
function drawImage(
  canvas: Canvas,
  bytes: Uint8ClampedArray,
  index: number,
  size: number,
  scale: number,
  x: number,
  y: number,
): void {
  const { channels, data } = canvas;
  const stride = canvas.width * channels;
  for (let row = 0; row < size; row++) {
    const lineStart = (y + row * scale) * stride + x * channels;
    let to = lineStart;
    let from = (index * size + row) * size * channels;
    for (let column = 0; column < size; column++, from += channels) {
      for (let copy = 0; copy < scale; copy++) {
        for (let channel = 0; channel < channels; channel++) data[to++] = bytes[from + channel] as number;
      }
    }
    for (let copy = 1; copy < scale; copy++) data.copyWithin(lineStart + copy * stride, lineStart, to);
  }
}

/** @throws StudioError `no-data` if there is no such stage. */
function stagesDrawn(set: DistilledSet, which: number | "union"): readonly DistilledStage[] {
  const stages = stagesOf(set);
  if (which === "union") return stages;
  const found = stages.find(({ stage }) => stage === which);
  if (found) return [found];
  throw new StudioError(
    "no-data",
    `There is no stage ${which} to draw: stages 1 to ${stages.length} have images.`,
    "Choose one of these, or the union.",
  );
}

const isTooLarge = ({ width, height }: GridLayout, most = maximumPixels): boolean =>
  width * height > most || Math.max(width, height) > longestSide;

/**
 * The largest scale up to `options.scale` at which the grid of the union has at most `most` pixels and sides that
 * programs open; 1 if none has.
 * @throws StudioError `no-data` if nothing has been distilled yet.
 */
export function fittingGridScale(set: DistilledSet, options: GridOptions, most = maximumPixels): number {
  const shape = { classNames: set.classNames, size: set.size, stages: stagesOf(set) };
  let { scale } = options;
  while (scale > 1 && isTooLarge(layOutGrid(shape, { ...options, scale }), most)) scale--;
  return scale;
}

/** The scale at which an image is drawn about 128 pixels tall: 8 for 16-pixel images, 4 for 32. */
export function usualGridScale(size: number): number {
  return Math.min(largestScale, Math.max(1, Math.round(128 / size)));
}

/**
 * PNG grid: rows are classes, columns are images; grey for one channel, RGB for three. Its description says how the
 * values became pixels.
 * @param which 1-based number of a stage, or "union" for all stages beside one another.
 * @throws StudioError `no-data` if there is no such stage; `unsupported` if the scale is not a whole number from
 * 1 to 32, or the picture would have more than 40 million pixels or a side of more than 65 535.
 */
export function gridPng(set: DistilledSet, which: number | "union", options: GridOptions): Uint8Array {
  const { scale, display } = options;
  if (!Number.isInteger(scale) || scale < 1 || scale > largestScale) {
    throw new StudioError(
      "unsupported",
      `The scale of a grid must be a whole number from 1 to ${largestScale}, not ${scale}.`,
      `${usualGridScale(set.size)} is usual for ${set.size}-pixel images.`,
    );
  }
  const stages = stagesDrawn(set, which);
  const layout = layOutGrid({ classNames: set.classNames, size: set.size, stages }, options);
  if (isTooLarge(layout) && scale > 1) {
    throw new StudioError(
      "unsupported",
      `At scale ${scale} the grid would be ${layout.width} × ${layout.height} pixels, more than ${maximumPixels / 1e6} million or a side of ${longestSide}.`,
      `Choose a scale of at most ${fittingGridScale(set, options)}.`,
    );
  }
  const { channels } = set;
  const canvas = blankCanvas(layout.width, layout.height, channels);
  stages.forEach((stage, index) => {
    const bytes = stageBytes(set, stage, display);
    layout.rows.forEach((y, row) => {
      layout.columns[index]?.forEach((x, slot) =>
        drawImage(canvas, bytes, row * stage.ipc + slot, set.size, scale, x, y),
      );
    });
  });
  for (const label of layout.texts) drawLabel(canvas, label);
  return encodePng(layout.width, layout.height, channels, canvas.data, displayWords(set, display));
}
