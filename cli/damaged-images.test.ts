/** Thousands of damaged images, decoded as the command line decodes them: read, or refused in a sentence. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkRefusal, damage } from "../workers/engine/data/files/damage";
import { pngFile } from "../workers/engine/data/files/fixtures";
import { jpegFile } from "../workers/engine/data/files/fixtures-formats";
import { webpFiles } from "../workers/engine/data/files/fixtures-images";
import { decodeImage } from "../workers/engine/data/files/image-file";
import { nodeDecoder } from "./image-decoder";

const bases = {
  PNG: [pngFile("x.png", [90, 100, 9], 8), pngFile("x.png", [90], 8)],
  JPEG: [jpegFile("x.jpg", [90, 50, 9], 8)],
  WebP: webpFiles.map(({ bytes }) => ({ name: "x.webp", bytes })),
};

describe.each(Object.entries(bases))("%s", (_, files) => {
  it("is decoded or refused in 2000 ways of being damaged", async () => {
    const before = process.memoryUsage().rss;
    let read = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.nat(files.length - 1), damage, async (at, damaged) => {
        const { name, bytes } = files[at]!;
        const image = { name, read: () => damaged(bytes) };
        await decodeImage(image, nodeDecoder).then(
          ({ width, height, data }) => {
            if (data.length !== width * height * 4) throw new Error("odd pixels");
            read++;
          },
          (thrown: unknown) => {
            checkRefusal(thrown);
            refused++;
          },
        );
      }),
      { numRuns: 2000, seed: 13 },
    );
    expect(Math.min(read, refused)).toBeGreaterThan(50);
    expect(process.memoryUsage().rss - before).toBeLessThan(700e6);
  }, 60_000);
});
