/** Bytes to draw on, for pictures made without a browser: paper, rectangles and text. */
import type { PlacedText } from "./grid-layout";
import { drawText } from "./pixel-text";

export const paper = 255;
export const inkShade = 34;

export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Uint8ClampedArray;
}

/** A white canvas. */
export function blankCanvas(width: number, height: number, channels: 1 | 3): Canvas {
  return { width, height, channels, data: new Uint8ClampedArray(width * height * channels).fill(paper) };
}

/** Fills a rectangle, clipped to the canvas, with a colour of as many values as there are channels. */
export function fillRectangle(
  { width, height, channels, data }: Canvas,
  x: number,
  y: number,
  w: number,
  h: number,
  color: readonly number[],
): void {
  for (let row = Math.max(0, y); row < Math.min(height, y + h); row++) {
    for (let column = Math.max(0, x); column < Math.min(width, x + w); column++) {
      for (let channel = 0; channel < channels; channel++) {
        data[(row * width + column) * channels + channel] = color[channel]!;
      }
    }
  }
}

/** Draws one line of text in a grey, a dark one if none is given; it must lie within the canvas. */
export function drawLabel(canvas: Canvas, { text, x, y, scale }: PlacedText, shade = inkShade): void {
  const { channels, data } = canvas;
  const pixels = drawText(text);
  for (let row = 0; row < pixels.height * scale; row++) {
    for (let column = 0; column < pixels.width * scale; column++) {
      const ink = pixels.ink[Math.floor(row / scale) * pixels.width + Math.floor(column / scale)];
      const at = ((y + row) * canvas.width + x + column) * channels;
      if (ink) data.fill(shade, at, at + channels);
    }
  }
}
