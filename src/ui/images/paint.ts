/** Drawing images onto a canvas: nearest neighbour, whole device pixels. */
import { imageGap, type GridLayout } from "./layout";

export interface Tiles {
  /** RGBA bytes, image after image: index = row · columns + column. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  /** Images in a row, as many as are drawn or more. */
  readonly columns: number;
  /** Side of an image in its own pixels. */
  readonly size: number;
}

/** Images one after the other, in whatever arrangement. */
export type Bitmap = Pick<Tiles, "pixels" | "size">;

const atlases = new Map<string, OffscreenCanvas>();

/** One small canvas for each width and height, used again for every drawing of that size. */
function atlasOf(width: number, height: number): OffscreenCanvas {
  const key = `${width}×${height}`;
  let atlas = atlases.get(key);
  if (!atlas) {
    atlas = new OffscreenCanvas(width, height);
    atlases.set(key, atlas);
  }
  return atlas;
}

/** Draws the first `columns` images of each row with gaps; the canvas takes the size that they need. */
export function paintGrid(
  canvas: HTMLCanvasElement,
  tiles: Tiles,
  rows: number,
  columns: number,
  layout: Pick<GridLayout, "scale">,
  ratio: number,
): void {
  const { size, pixels } = tiles;
  const count = rows * tiles.columns;
  const side = layout.scale * size;
  const gap = Math.round(imageGap * ratio);
  const context = fit(canvas, columns * (side + gap) - gap, rows * (side + gap) - gap, ratio);
  const bytes = size * size * 4;
  if (!context || pixels.length < count * bytes) return;
  // All images stand on top of each other in memory, so the whole is one tall picture.
  const atlas = atlasOf(size, size * count);
  atlas
    .getContext("2d")
    ?.putImageData(new ImageData(pixels.subarray(0, count * bytes), size, size * count), 0, 0);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const from = (row * tiles.columns + column) * size;
      context.drawImage(atlas, 0, from, size, size, column * (side + gap), row * (side + gap), side, side);
    }
  }
}

/** Draws one image `scale` device pixels for each of its own. */
export function paintImage(
  canvas: HTMLCanvasElement,
  tiles: Bitmap,
  index: number,
  scale: number,
  ratio: number,
): void {
  const { size, pixels } = tiles;
  const bytes = size * size * 4;
  const context = fit(canvas, size * scale, size * scale, ratio);
  const image = pixels.subarray(index * bytes, (index + 1) * bytes);
  if (!context || image.length < bytes) return;
  const atlas = atlasOf(size, size);
  atlas.getContext("2d")?.putImageData(new ImageData(image, size, size), 0, 0);
  context.drawImage(atlas, 0, 0, size * scale, size * scale);
}

/** Gives the canvas a size in device pixels and a context that does not smooth. */
function fit(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
  ratio: number,
): CanvasRenderingContext2D | null {
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
    canvas.style.width = `${width / ratio}px`;
    canvas.style.height = `${height / ratio}px`;
  }
  const context = canvas.getContext("2d");
  if (context) context.imageSmoothingEnabled = false;
  return context;
}

/** Root mean square difference of two images in levels of 0 to 255, over the colour channels. */
export function imageDistance(a: Bitmap, b: Bitmap, index: number): number {
  const bytes = a.size * a.size * 4;
  let sum = 0;
  for (let at = index * bytes; at < (index + 1) * bytes; at++) {
    if (at % 4 === 3) continue;
    const difference = (a.pixels[at] ?? 0) - (b.pixels[at] ?? 0);
    sum += difference * difference;
  }
  return Math.sqrt(sum / (a.size * a.size * 3));
}
