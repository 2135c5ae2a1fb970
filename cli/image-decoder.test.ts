/** What Node makes of images: every kind of PNG, JPEG, and files made to exhaust memory. */
import { zlibSync } from "fflate";
import { encode } from "fast-png";
import { encode as encodeJpeg } from "jpeg-js";
import { describe, expect, it } from "vitest";
import { crc32 } from "../workers/engine/data/files/zip";
import { nodeDecoder } from "./image-decoder";

const sides = { width: 2, height: 2 };
const rgba = async (bytes: Uint8Array, at = sides) => [...(await nodeDecoder(bytes, "png", at)).data];

/** A chunk with its length and check sum. */
function chunk(type: string, data: Uint8Array): Uint8Array {
  const whole = new Uint8Array(12 + data.length);
  const view = new DataView(whole.buffer);
  view.setUint32(0, data.length);
  whole.set(new TextEncoder().encode(type), 4);
  whole.set(data, 8);
  view.setUint32(8 + data.length, crc32(whole.subarray(4, 8 + data.length)));
  return whole;
}

/** A PNG from its header's last five bytes, chunks before the pixels, and the rows with their filter bytes. */
function png(
  { width, height }: typeof sides,
  header: readonly number[],
  before: readonly Uint8Array[],
  rows: Uint8Array,
): Uint8Array {
  const start = new Uint8Array(13);
  const view = new DataView(start.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  start.set(header, 8);
  const parts = [
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk("IHDR", start),
    ...before,
    chunk("IDAT", zlibSync(rows)),
    chunk("IEND", new Uint8Array(0)),
  ];
  return new Uint8Array(Buffer.concat(parts));
}

describe("PNG", () => {
  it("of grey, colour, opacity and 16 bits becomes red, green, blue, opacity", async () => {
    const grey = encode({ ...sides, channels: 1, data: Uint8Array.of(1, 2, 3, 4) });
    expect(await rgba(grey)).toEqual([1, 1, 1, 255, 2, 2, 2, 255, 3, 3, 3, 255, 4, 4, 4, 255]);
    const deep = encode({ ...sides, channels: 1, depth: 16, data: Uint16Array.of(0, 256, 0x8000, 0xffff) });
    expect((await rgba(deep)).filter((_, at) => at % 4 === 0)).toEqual([0, 1, 128, 255]);
    const clear = encode({ ...sides, channels: 4, data: Uint8Array.from({ length: 16 }, (_, at) => at * 9) });
    expect(await rgba(clear)).toEqual(Array.from({ length: 16 }, (_, at) => at * 9));
  });

  it("of a palette, and of single bits", async () => {
    const palette = chunk("PLTE", Uint8Array.of(10, 20, 30, 40, 50, 60));
    const indexed = png(sides, [8, 3, 0, 0, 0], [palette], Uint8Array.of(0, 0, 1, 0, 1, 0));
    expect((await rgba(indexed)).slice(0, 8)).toEqual([10, 20, 30, 255, 40, 50, 60, 255]);
    const bits = png(sides, [1, 0, 0, 0, 0], [], Uint8Array.of(0, 0b01000000, 0, 0b10000000));
    expect((await rgba(bits)).filter((_, at) => at % 4 === 0)).toEqual([0, 255, 255, 0]);
  });

  it("that unpacks to more than its header says, or hides it in a text, takes no memory", async () => {
    const bomb = new Uint8Array(2 ** 24);
    const begun = performance.now();
    await expect(nodeDecoder(png(sides, [8, 0, 0, 0, 0], [], bomb), "png", sides)).rejects.toThrow(
      "larger than",
    );
    const text = new Uint8Array([...new TextEncoder().encode("Comment\0\0"), ...zlibSync(bomb)]);
    const hidden = png(sides, [8, 0, 0, 0, 0], [chunk("iCCP", text)], Uint8Array.of(0, 7, 8, 0, 9, 10));
    expect((await rgba(hidden))[0]).toBe(7);
    expect(performance.now() - begun).toBeLessThan(10_000);
  });
});

it("reads JPEG, and says that it does not read WebP", async () => {
  const data = Uint8Array.from({ length: 16 * 16 * 4 }, (_, at) => [200, 100, 50, 255][at % 4]!);
  const jpeg = new Uint8Array(encodeJpeg({ width: 16, height: 16, data }, 95).data);
  const picture = await nodeDecoder(jpeg, "jpeg", { width: 16, height: 16 });
  expect(picture.data.slice(0, 4).every((value, at) => Math.abs(value - data[at]!) <= 3)).toBe(true);
  await expect(nodeDecoder(jpeg, "webp", sides)).rejects.toThrow("the command line reads PNG and JPEG");
});
