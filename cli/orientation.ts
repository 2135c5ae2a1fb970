/**
 * How a camera was held, as it notes down in a picture's EXIF data, and the picture turned upright by it. Browsers turn
 * JPEG and PNG by it before anybody sees them, and WebP not; so it is done here (CIPA DC-008, tag 0x0112).
 */
import type { ImageKind } from "../workers/engine/data/files/image-header";
import type { Rgba } from "../workers/engine/data/resize";

const orientationTag = 0x0112;
/** Entries of a directory that are looked through. */
const mostEntries = 1000;

const ascii = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, to));

/** The EXIF data in a JPEG: the first such segment before the picture. */
function inJpeg(bytes: Uint8Array, view: DataView): Uint8Array | null {
  for (let at = 2; at + 10 < bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker === 0xda || marker === 0xd9) return null;
    const end = at + 2 + view.getUint16(at + 2);
    if (marker === 0xe1 && ascii(bytes, at + 4, at + 10) === "Exif\0\0") return bytes.subarray(at + 10, end);
    at = Math.max(end, at + 4);
  }
  return null;
}

/** The EXIF data in a PNG: the chunk of that name before the pixels. */
function inPng(bytes: Uint8Array, view: DataView): Uint8Array | null {
  for (let at = 8; at + 12 <= bytes.length;) {
    const name = ascii(bytes, at + 4, at + 8);
    const end = at + 8 + view.getUint32(at);
    if (name === "IDAT" || end > bytes.length) return null;
    if (name === "eXIf") return bytes.subarray(at + 8, end);
    at = end + 4;
  }
  return null;
}

/** The orientation in EXIF data, which are a small TIFF file; 1 where there is none, or none that is known. */
function inTiff(tiff: Uint8Array): number {
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.length);
  const order = ascii(tiff, 0, 2);
  if (tiff.length < 14 || (order !== "II" && order !== "MM")) return 1;
  const little = order === "II";
  const directory = view.getUint32(4, little);
  if (view.getUint16(2, little) !== 42 || directory + 2 > tiff.length) return 1;
  const entries = Math.min(mostEntries, view.getUint16(directory, little));
  for (let entry = 0; entry < entries; entry++) {
    const at = directory + 2 + 12 * entry;
    if (at + 12 > tiff.length) return 1;
    if (view.getUint16(at, little) !== orientationTag) continue;
    const isShort = view.getUint16(at + 2, little) === 3 && view.getUint32(at + 4, little) === 1;
    const value = view.getUint16(at + 8, little);
    return isShort && value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

/** From 1, upright, to 8, as EXIF numbers them; 1 where a picture says nothing. Never throws. */
export function orientationOf(bytes: Uint8Array, kind: ImageKind): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const tiff = kind === "jpeg" ? inJpeg(bytes, view) : kind === "png" ? inPng(bytes, view) : null;
  return tiff ? inTiff(tiff) : 1;
}

/** The picture turned and mirrored so that it is upright. */
export function upright({ width, height, data }: Rgba, orientation: number): Rgba {
  if (orientation === 1) return { width, height, data };
  const isSideways = orientation >= 5;
  const [across, down] = isSideways ? [height, width] : [width, height];
  const fromRight = [2, 3, 7, 8].includes(orientation);
  const fromBelow = [3, 4, 6, 7].includes(orientation);
  const turned = new Uint8Array(data.length);
  for (let y = 0; y < down; y++) {
    for (let x = 0; x < across; x++) {
      const [along, above] = isSideways ? [y, x] : [x, y];
      const column = fromRight ? width - 1 - along : along;
      const row = fromBelow ? height - 1 - above : above;
      const from = 4 * (row * width + column);
      turned.set(data.subarray(from, from + 4), 4 * (y * across + x));
    }
  }
  return { width: across, height: down, data: turned };
}
