/**
 * Decodes images in Node, where there is no canvas: PNG and JPEG by libraries in plain script, WebP by libwebp in
 * wasm, as browsers have it. As there, pictures of cameras are turned upright.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { inflateSync } from "node:zlib";
import decodeWebp, { init as initWebp } from "@jsquash/webp/decode.js";
import { convertIndexedToRgb, decode as decodePng, type DecodedPng } from "fast-png";
import { decode as decodeJpeg } from "jpeg-js";
import { UnsupportedImage, type ImageDecoder } from "../workers/engine/data/files/image-file";
import type { ImageKind } from "../workers/engine/data/files/image-header";
import type { Rgba } from "../workers/engine/data/resize";
import { orientationOf, upright } from "./orientation";

const SIGNATURE = 8;
/** Chunks that say what the pixels are; all others (text, profiles) are left out, as they may unpack to anything. */
const needed = new Set(["IHDR", "PLTE", "tRNS", "IDAT", "IEND"]);

/** The file's needed chunks, in order, with their data. */
function chunksOf(bytes: Uint8Array): { type: string; whole: Uint8Array; data: Uint8Array }[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const chunks = [];
  for (let at = SIGNATURE; at + 12 <= bytes.length;) {
    const length = view.getUint32(at);
    const end = at + 12 + length;
    if (end > bytes.length) throw new RangeError("a chunk reaches past the end");
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (needed.has(type)) {
      chunks.push({ type, whole: bytes.subarray(at, end), data: bytes.subarray(at + 8, end - 4) });
    }
    at = end;
  }
  return chunks;
}

/** The file without what is not needed; its pixels have been unpacked once, to no more than the header allows. */
function checkedPng(bytes: Uint8Array, width: number, height: number): Uint8Array {
  const chunks = chunksOf(bytes);
  const packed = Buffer.concat(chunks.filter(({ type }) => type === "IDAT").map(({ data }) => data));
  // Up to 4 channels of 16 bits, and a byte before each row, of which interlacing has up to twice as many.
  inflateSync(packed, { maxOutputLength: width * height * 8 + 2 * height + 64 });
  return Buffer.concat([bytes.subarray(0, SIGNATURE), ...chunks.map(({ whole }) => whole)]);
}

/** Grey repeated, 16 bits cut to 8, opaque where the file says nothing of opacity. */
function toRgba({ width, height, channels, depth, data }: DecodedPng): Rgba {
  const pixels = width * height;
  const shift = depth === 16 ? 8 : 0;
  const rgba = new Uint8Array(pixels * 4).fill(255);
  const colours = channels < 3 ? 1 : 3;
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let c = 0; c < 3; c++) {
      rgba[pixel * 4 + c] = data[pixel * channels + (colours === 1 ? 0 : c)]! >> shift;
    }
    if (channels > colours) rgba[pixel * 4 + 3] = data[pixel * channels + colours]! >> shift;
  }
  return { width, height, data: rgba };
}

/** Grey of 1, 2 or 4 bits: several pixels a byte, each row beginning anew. */
function spreadBits(png: DecodedPng): DecodedPng {
  const { width, height, depth, data } = png;
  const inRow = Math.ceil((width * depth) / 8);
  const largest = 2 ** depth - 1;
  const spread = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bit = x * depth;
      const value = (data[y * inRow + (bit >> 3)]! >> (8 - depth - (bit & 7))) & largest;
      spread[y * width + x] = Math.round((255 * value) / largest);
    }
  }
  return { ...png, depth: 8, data: spread };
}

function pngToRgba(bytes: Uint8Array, width: number, height: number): Rgba {
  const png = decodePng(checkedPng(bytes, width, height));
  if (png.palette) {
    const channels = png.palette[0]?.length ?? 3;
    return toRgba({ ...png, channels, depth: 8, data: convertIndexedToRgb(png) });
  }
  return toRgba(png.depth < 8 ? spreadBits(png) : png);
}

let webpReady: Promise<void> | null = null;

/** The decoder's binary, read once: it would be looked for over the network else. */
async function openWebp(): Promise<void> {
  const file = createRequire(import.meta.url).resolve("@jsquash/webp/codec/dec/webp_dec.wasm");
  const { buffer, byteOffset, byteLength } = readFileSync(file);
  await initWebp({ wasmBinary: buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer });
}

/** In the header of an extended file: more pictures follow each other. */
const isAnimated = (bytes: Uint8Array): boolean =>
  String.fromCharCode(...bytes.subarray(12, 16)) === "VP8X" && (bytes[20]! & 2) !== 0;

async function webpToRgba(bytes: Uint8Array): Promise<Rgba> {
  if (isAnimated(bytes))
    throw new UnsupportedImage("it is an animation, which the command line does not read");
  await (webpReady ??= openWebp());
  const { width, height, data } = await decodeWebp(bytes.slice().buffer);
  return { width, height, data };
}

async function decoded(
  bytes: Uint8Array,
  kind: ImageKind,
  { width, height }: { width: number; height: number },
): Promise<Rgba> {
  switch (kind) {
    case "png":
      return pngToRgba(bytes, width, height);
    case "jpeg":
      return decodeJpeg(bytes, { useTArray: true, tolerantDecoding: false, maxMemoryUsageInMB: 1024 });
    case "webp":
      return await webpToRgba(bytes);
  }
}

/** PNG, JPEG and WebP, upright. */
export const nodeDecoder: ImageDecoder = async (bytes, kind, sides) =>
  upright(await decoded(bytes, kind, sides), orientationOf(bytes, kind));
