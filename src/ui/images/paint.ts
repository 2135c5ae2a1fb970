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

/** Rows of a canvas at most; browsers draw nothing on one of more than 16,384 to 65,535. */
const tallest = 8192;

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
  // Images stand on top of each other in memory: as many as a canvas is tall are one picture.
  const atOnce = Math.min(count, Math.max(1, Math.floor(tallest / size)));
  const atlas = atlasOf(size, size * atOnce);
  const picture = atlas.getContext("2d");
  for (let first = 0; first < count; first += atOnce) {
    const last = Math.min(count, first + atOnce);
    const data = new ImageData(pixels.subarray(first * bytes, last * bytes), size, (last - first) * size);
    picture?.putImageData(data, 0, 0);
    for (let index = first; index < last; index++) {
      const [row, column] = [Math.floor(index / tiles.columns), index % tiles.columns];
      if (column >= columns) continue;
      const [x, y] = [column * (side + gap), row * (side + gap)];
      context.drawImage(atlas, 0, (index - first) * size, size, size, x, y, side, side);
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
