/** Thousands of damaged images, decoded by the browser: read, or refused in a sentence; nothing else is ever thrown. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { browserDecoder } from "./browser-decoder";
import { checkRefusal, damage } from "./engine/data/files/damage";
import { pngFile } from "./engine/data/files/fixtures";
import { webpFiles } from "./engine/data/files/fixtures-images";
import { decodeImage } from "./engine/data/files/image-file";

/** A picture as the browser itself saves it. */
async function saved(type: "image/jpeg" | "image/png"): Promise<Uint8Array> {
  const canvas = new OffscreenCanvas(16, 12);
  const context = canvas.getContext("2d")!;
  for (let x = 0; x < 16; x++) {
    context.fillStyle = `rgb(${16 * x} ${255 - 9 * x} 90)`;
    context.fillRect(x, 0, 1, 12);
  }
  return new Uint8Array(await (await canvas.convertToBlob({ type })).arrayBuffer());
}

const bases: Readonly<Record<string, () => Promise<readonly Uint8Array[]>>> = {
  png: async () => [
    await saved("image/png"),
    pngFile("x", [90], 8).bytes,
    pngFile("x", [1, 2, 3, 4], 8).bytes,
  ],
  jpeg: async () => [await saved("image/jpeg")],
  webp: async () => webpFiles.map(({ bytes }) => bytes),
};

/** A header that is damaged may claim as much as is let through: 8,192 × 8,192 pixels. */
const mostBytes = 8192 * 8192 * 4;

describe.each(Object.entries(bases))("%s", (kind, make) => {
  it("is decoded or refused in 2000 ways of being damaged", async () => {
    const files = await make();
    const count = { read: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(fc.nat(files.length - 1), damage, async (at, damaged) => {
        const image = { name: `a/b.${kind}`, read: () => damaged(files[at]!) };
        await decodeImage(image, browserDecoder).then(
          ({ width, height, data }) => {
            if (data.length !== width * height * 4) throw new Error("odd pixels");
            if (data.length > mostBytes) throw new Error(`${data.length} bytes`);
            count.read++;
          },
          (thrown: unknown) => {
            checkRefusal(thrown);
            count.refused++;
          },
        );
      }),
      { numRuns: 2000, seed: 19 },
    );
    expect(Math.min(count.read, count.refused), JSON.stringify(count)).toBeGreaterThan(10);
  });
});
