/** What a browser makes of images is what the command line makes of them: the same cases stand in `cli`. */
import { describe, expect, it } from "vitest";
import { browserDecoder } from "./browser-decoder";
import { turnedPng, uprightRows, webpFiles } from "./engine/data/files/fixtures-images";

describe("a PNG that tells how the camera was held", () => {
  it.each(uprightRows.map((rows, place) => [place + 1, rows] as const))("%i", async (orientation, rows) => {
    const { width, height, data } = await browserDecoder(turnedPng(orientation), "png", {
      width: 3,
      height: 2,
    });
    expect([width, height]).toEqual([rows[0]!.length, rows.length]);
    expect([...data].filter((_, at) => at % 4 === 0)).toEqual(rows.flat());
  });
});

it.each(webpFiles)("WebP, $name", async ({ bytes, rgb }) => {
  const { width, height, data } = await browserDecoder(bytes, "webp", { width: 8, height: 4 });
  expect([width, height]).toEqual([8, 4]);
  expect([...data].filter((_, at) => at % 4 < 3)).toEqual(rgb);
});
