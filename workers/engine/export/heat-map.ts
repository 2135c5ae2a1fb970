/** Accuracies over two settings as a picture: a cell for each combination with its value in it, darker where it is higher. */
import { blankCanvas, drawLabel, fillRectangle, inkShade, paper } from "./canvas";
import { encodePng } from "./image-bytes";
import { drawText, lineHeight } from "./pixel-text";

export interface HeatCell {
  /** Fractions from 0 to 1; null where nothing was measured. */
  readonly accuracy: { readonly mean: number; readonly std: number } | null;
  /** A word in place of an accuracy: "left out". */
  readonly word: string;
}

export interface HeatTable {
  readonly title: string;
  readonly rowAxis: string;
  readonly columnAxis: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** Row by row. */
  readonly cells: readonly HeatCell[];
}

const scale = 2;
const margin = 16;
const gap = 3;
const cellHeight = 56;
const smallestCell = 108;
const barHeight = 14;
const line = lineHeight * scale;
const pale = [226, 240, 236];
const deep = [8, 72, 66];
const empty = [244, 244, 241];

const widthOf = (text: string): number => drawText(text).width * scale;
const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map(widthOf));
const percent = (fraction: number): string => (100 * fraction).toFixed(1);

/** One hue, from light to dark: safe for the colour-blind, and on paper. */
const shadeAt = (t: number): number[] => pale.map((from, k) => Math.round(from + (deep[k]! - from) * t));

/** PNG, RGB; the scale below goes from the lowest mean to the highest. */
export function heatMapPng({ title, rowAxis, columnAxis, rows, columns, cells }: HeatTable): Uint8Array {
  const means = cells.flatMap(({ accuracy }) => accuracy?.mean ?? []);
  const [low, high] = [Math.min(...means), Math.max(...means)];
  const cellWidth = Math.max(smallestCell, widest(columns) + margin);
  const left = margin + Math.max(widthOf(rowAxis), widest(rows)) + margin;
  const heads = margin + line + margin + line + gap;
  const top = heads + line + margin / 2;
  const right = left + columns.length * (cellWidth + gap);
  const bottom = top + rows.length * (cellHeight + gap);
  const note = "accuracy, %: mean ± standard deviation at the end of each run";
  const width = Math.max(
    right,
    left + widthOf(columnAxis),
    ...[title, note].map((text) => margin + widthOf(text)),
  );
  const canvas = blankCanvas(width + margin, bottom + margin + barHeight + 2 * line + 2 * margin, 3);
  const text = (words: string, x: number, y: number, shade = inkShade): void =>
    drawLabel(canvas, { text: words, x, y, scale }, shade);
  const centred = (words: string, from: number, room: number, y: number, shade = inkShade): void =>
    text(words, from + Math.floor((room - widthOf(words)) / 2), y, shade);

  text(title, margin, margin);
  text(columnAxis, left, margin + line + margin);
  text(rowAxis, margin, heads);
  columns.forEach((name, c) => centred(name, left + c * (cellWidth + gap), cellWidth, heads));
  rows.forEach((name, r) => {
    const y = top + r * (cellHeight + gap);
    text(name, margin, y + (cellHeight - line) / 2);
    columns.forEach((_, c) => {
      const x = left + c * (cellWidth + gap);
      const { accuracy, word } = cells[r * columns.length + c]!;
      const t = accuracy && high > low ? (accuracy.mean - low) / (high - low) : 0.5;
      fillRectangle(canvas, x, y, cellWidth, cellHeight, accuracy ? shadeAt(t) : empty);
      if (!accuracy) return centred(word, x, cellWidth, y + (cellHeight - line) / 2);
      const ink = t > 0.62 ? paper : inkShade;
      centred(percent(accuracy.mean), x, cellWidth, y + 8, ink);
      centred(`± ${percent(accuracy.std)}`, x, cellWidth, y + 8 + line + 4, ink);
    });
  });
  const bar = bottom + margin;
  if (means.length > 0) {
    const room = columns.length * (cellWidth + gap) - gap;
    for (let x = 0; x < room; x++)
      fillRectangle(canvas, left + x, bar, 1, barHeight, shadeAt(x / (room - 1)));
    text(percent(low), left, bar + barHeight + 4);
    const most = `${percent(high)} %`;
    text(most, left + room - widthOf(most), bar + barHeight + 4);
  }
  text(note, margin, bar + barHeight + line + margin);
  return encodePng(canvas.width, canvas.height, 3, canvas.data);
}
