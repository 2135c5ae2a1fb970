/** What Node makes of images: every kind of PNG, JPEG, WebP, turned pictures, and files made to exhaust memory. */
import { zlibSync } from "fflate";
import { encode } from "fast-png";
import { encode as encodeJpeg } from "jpeg-js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { turnedJpeg, turnedPng, uprightRows, webpFiles } from "../workers/engine/data/files/fixtures-images";
import { crc32 } from "../workers/engine/data/files/zip";
import { nodeDecoder } from "./image-decoder";
import { orientationOf } from "./orientation";

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

describe("JPEG", () => {
  const data = Uint8Array.from(
    { length: 16 * 8 * 4 },
    (_, at) => [at < 256 ? 200 : 20, 100, 50, 255][at % 4]!,
  );
  const jpeg = new Uint8Array(encodeJpeg({ width: 16, height: 8, data }, 95).data);
  const at = { width: 16, height: 8 };

  it("of colour", async () => {
    const picture = await nodeDecoder(jpeg, "jpeg", at);
    expect(picture.data.slice(0, 4).every((value, i) => Math.abs(value - data[i]!) <= 6)).toBe(true);
  });

  it("is turned as the camera was held", async () => {
    const plain = await nodeDecoder(jpeg, "jpeg", at);
    const turned = await nodeDecoder(turnedJpeg(jpeg, 6), "jpeg", at);
    expect([turned.width, turned.height]).toEqual([8, 16]);
    // What was below is left now.
    expect([...turned.data.subarray(0, 4)]).toEqual([...plain.data.subarray(4 * 16 * 7, 4 * 16 * 7 + 4)]);
  });
});

describe("a PNG that tells how the camera was held", () => {
  it.each(uprightRows.map((rows, place) => [place + 1, rows] as const))("%i", async (orientation, rows) => {
    const { width, height, data } = await nodeDecoder(turnedPng(orientation), "png", { width: 3, height: 2 });
    expect([width, height]).toEqual([rows[0]!.length, rows.length]);
    expect([...data].filter((_, at) => at % 4 === 0)).toEqual(rows.flat());
  });

  it.each([0, 9, 65_535])("as %i, which there is not, is left as it is", (orientation) => {
    expect(orientationOf(turnedPng(orientation), "png")).toBe(1);
  });

  it("damaged in any way, it says something or nothing, and never fails", () => {
    const files = [
      ["png", turnedPng(6)],
      ["jpeg", turnedJpeg(Uint8Array.of(0xff, 0xd8, 0xff, 0xda, 0, 2), 6)],
    ] as const;
    fc.assert(
      fc.property(
        fc.constantFrom(...files),
        fc.array(fc.tuple(fc.nat(79), fc.nat(255)), { maxLength: 6 }),
        fc.nat(80),
        ([kind, bytes], changes, length) => {
          const damaged = bytes.slice(0, length);
          for (const [at, value] of changes) if (at < damaged.length) damaged[at] = value;
          const said = orientationOf(damaged, kind);
          return Number.isInteger(said) && said >= 1 && said <= 8;
        },
      ),
      { numRuns: 3000, seed: 1 },
    );
  });
});

describe("WebP", () => {
  it.each(webpFiles)("$name: the pixels that a browser shows", async ({ bytes, rgb }) => {
    const { width, height, data } = await nodeDecoder(bytes, "webp", { width: 8, height: 4 });
    expect([width, height]).toEqual([8, 4]);
    expect([...data].filter((_, at) => at % 4 < 3)).toEqual(rgb);
  });

  it("cut short or animated is refused", async () => {
    const { bytes } = webpFiles[0]!;
    await expect(nodeDecoder(bytes.slice(0, 60), "webp", sides)).rejects.toThrow("Decoding error");
    const animated = new Uint8Array(30);
    animated.set(new TextEncoder().encode("RIFF....WEBPVP8X"));
    animated[20] = 2;
    await expect(nodeDecoder(animated, "webp", sides)).rejects.toThrow("it is an animation");
  });
});
