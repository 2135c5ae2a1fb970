/**
 * What an encoded image says of itself before it is decoded: kind, sides, grey or colour. Read by hand from the first
 * bytes, so that an image made to exhaust memory is never handed to a decoder.
 */
export type ImageKind = "png" | "jpeg" | "webp";

export interface ImageHeader {
  readonly kind: ImageKind;
  readonly width: number;
  readonly height: number;
  /** One channel without colours, as far as the header tells. */
  readonly grey: boolean;
}

const startsWith = (bytes: Uint8Array, text: string, at = 0): boolean =>
  bytes.length >= at + text.length && [...text].every((char, i) => bytes[at + i] === char.charCodeAt(0));

/** The kind by its first bytes, or null for anything else. */
export function imageKind(bytes: Uint8Array): ImageKind | null {
  if (startsWith(bytes, "\x89PNG\r\n\x1a\n")) return "png";
  if (startsWith(bytes, "\xff\xd8\xff")) return "jpeg";
  if (startsWith(bytes, "RIFF") && startsWith(bytes, "WEBP", 8)) return "webp";
  return null;
}

function pngHeader(view: DataView, bytes: Uint8Array): ImageHeader | null {
  if (bytes.length < 33 || !startsWith(bytes, "IHDR", 12)) return null;
  const colour = bytes[25]!;
  // 0 is grey, 4 grey with opacity.
  return {
    kind: "png",
    width: view.getUint32(16),
    height: view.getUint32(20),
    grey: colour === 0 || colour === 4,
  };
}

/** Start of frame, in any of the codings; the markers before it are stepped over by their lengths. */
function jpegHeader(view: DataView, bytes: Uint8Array): ImageHeader | null {
  let at = 2;
  while (at + 9 < bytes.length) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at++;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) {
      const [height, width] = [view.getUint16(at + 5), view.getUint16(at + 7)];
      return { kind: "jpeg", width, height, grey: bytes[at + 9] === 1 };
    }
    if (marker === 0xd9 || marker === 0xda) return null;
    at += 2 + Math.max(2, view.getUint16(at + 2));
  }
  return null;
}

function webpHeader(view: DataView, bytes: Uint8Array): ImageHeader | null {
  if (bytes.length < 30) return null;
  const sides = (width: number, height: number): ImageHeader => ({
    kind: "webp",
    width,
    height,
    grey: false,
  });
  if (startsWith(bytes, "VP8 ", 12)) {
    return sides(view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff);
  }
  if (startsWith(bytes, "VP8L", 12)) {
    const bits = view.getUint32(21, true);
    return sides((bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1);
  }
  if (startsWith(bytes, "VP8X", 12)) {
    return sides((view.getUint32(24, true) & 0xffffff) + 1, (view.getUint32(26, true) >>> 8) + 1);
  }
  return null;
}

/** The header, or null if the bytes are no image of these kinds or end before it does. */
export function readImageHeader(bytes: Uint8Array): ImageHeader | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  switch (imageKind(bytes)) {
    case "png":
      return pngHeader(view, bytes);
    case "jpeg":
      return jpegHeader(view, bytes);
    case "webp":
      return webpHeader(view, bytes);
    case null:
      return null;
  }
}
