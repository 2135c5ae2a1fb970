/** Accuracies as a picture: a row for each, a dot at its mean, a whisker of ± one standard deviation, a hollow dot for random images. */
import type { Accuracy } from "../../protocol/events";
import { blankCanvas, drawLabel, fillRectangle, type Canvas } from "./canvas";
import { encodePng } from "./image-bytes";
import { drawText, lineHeight } from "./pixel-text";

export interface PlottedAccuracy {
  readonly label: string;
  readonly accuracy: Accuracy;
  readonly random: Accuracy | null;
}

const scale = 2;
const rowHeight = 34;
const margin = 16;
const plotWidth = 560;
const rule = [222, 222, 218];
const dark = [11, 95, 88];
const pale = [133, 137, 143];
const white = [255, 255, 255];

const widthOf = (text: string): number => drawText(text).width * scale;

function disc(canvas: Canvas, x: number, y: number, radius: number, color: readonly number[]): void {
  for (let dy = -radius; dy <= radius; dy++) {
    const half = Math.round(Math.sqrt(radius * radius - dy * dy));
    fillRectangle(canvas, x - half, y + dy, 2 * half + 1, 1, color);
  }
}

const ends = ({ mean, std }: Accuracy): readonly [number, number] => [mean - std, mean + std];

/** PNG, RGB; the x axis is the accuracy in percent, over tens that hold all dots and whiskers. */
export function dotPlotPng(title: string, rows: readonly PlottedAccuracy[]): Uint8Array {
  const values = rows.flatMap(({ accuracy, random }) => [...ends(accuracy), ...(random ? ends(random) : [])]);
  const from = Math.max(0, Math.floor(Math.min(...values) * 10) / 10);
  const to = Math.min(1, Math.max(from + 0.1, Math.ceil(Math.max(...values) * 10) / 10));
  const key = "dot: distilled, ring: random real images, whisker: one standard deviation";
  const left = margin + Math.max(...rows.map(({ label }) => widthOf(label))) + margin;
  const width = Math.max(
    left + plotWidth + 2 * margin,
    2 * margin + widthOf(key),
    2 * margin + widthOf(title),
  );
  const line = lineHeight * scale;
  const top = margin + line + margin;
  const bottom = top + rows.length * rowHeight;
  const height = bottom + 3 * margin + 2 * line;
  const canvas = blankCanvas(width, height, 3);
  const x = (fraction: number): number => Math.round(left + ((fraction - from) / (to - from)) * plotWidth);
  const text = (words: string, at: number, y: number): void =>
    drawLabel(canvas, { text: words, x: at, y, scale });

  text(title, margin, margin);
  const ticks = Math.round((to - from) * 10);
  for (let k = 0; k <= ticks; k++) {
    const at = x(from + k / 10);
    fillRectangle(canvas, at, top, 1, bottom - top, rule);
    const words = `${Math.round((from + k / 10) * 100)} %`;
    text(words, at - Math.round(widthOf(words) / 2), bottom + margin / 2);
  }
  text(key, margin, bottom + 2 * margin + line);
  rows.forEach(({ label, accuracy, random }, index) => {
    const y = top + index * rowHeight + rowHeight / 2;
    text(label, margin, y - 7);
    const draw = ({ mean, std }: Accuracy, color: readonly number[], ring: boolean): void => {
      const start = x(mean - std);
      fillRectangle(canvas, start, y - 1, Math.max(1, x(mean + std) - start), 2, color);
      disc(canvas, x(mean), y, 6, color);
      if (ring) disc(canvas, x(mean), y, 4, white);
    };
    if (random) draw(random, pale, true);
    draw(accuracy, dark, false);
  });
  return encodePng(width, height, 3, canvas.data);
}
