/** Pictures as squares: the filter against its own definition, the crop, transparency, grey. */
import { describe, expect, it } from "vitest";
import { fitSquare, type Fit, type Rgba } from "./resize";

/** A grey picture of a function of its columns and rows. */
function picture(width: number, height: number, value: (x: number, y: number) => number): Rgba {
  const data = new Uint8Array(width * height * 4).fill(255);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.fill(value(x, y), (y * width + x) * 4, (y * width + x) * 4 + 3);
  }
  return { width, height, data };
}

function fitted(source: Rgba, fit: Fit, size: number, channels: 1 | 3 = 1): number[] {
  const out = new Uint8Array(size * size * channels);
  fitSquare(source, fit, size, channels, out, 0);
  return [...out];
}

describe("fitSquare", () => {
  it("leaves a picture of the right sides as it is", () => {
    const data = Uint8Array.from({ length: 9 * 9 * 4 }, (_, at) => (at % 4 === 3 ? 255 : (at * 37) % 256));
    const out = fitted({ width: 9, height: 9, data }, "crop", 9, 3);
    expect(out).toEqual([...data].filter((_, at) => at % 4 !== 3));
  });

  it("halves by the triangle filter: 1, 3, 3, 1 eighths, cut at the border", () => {
    const ramp = [0, 100, 200, 40, 84, 160, 240, 20];
    const row = fitted(
      picture(8, 8, (x) => ramp[x]!),
      "stretch",
      4,
    ).slice(0, 4);
    const inside = (100 + 3 * 200 + 3 * 40 + 84) / 8;
    const border = (3 * 100 + 200) / 7;
    expect(row.slice(0, 2)).toEqual([Math.round(border), Math.round(inside)]);
  });

  it("enlarges without steps, and stays within the values there are", () => {
    const out = fitted(
      picture(2, 2, (x) => 255 * x),
      "stretch",
      8,
    ).slice(0, 8);
    expect(out).toEqual([...out].sort((a, b) => a - b));
    expect([out[0], out[7]]).toEqual([0, 255]);
  });

  it("crops the middle, or squeezes the whole", () => {
    const wide = picture(48, 16, (x) => (x < 16 ? 0 : x < 32 ? 120 : 255));
    expect(new Set(fitted(wide, "crop", 8))).toEqual(new Set([120]));
    const squeezed = fitted(wide, "stretch", 8).slice(0, 8);
    expect([squeezed[0], squeezed[7]]).toEqual([0, 255]);
    const high = picture(16, 48, (_, y) => (y < 16 ? 0 : y < 32 ? 120 : 255));
    expect(new Set(fitted(high, "crop", 8))).toEqual(new Set([120]));
  });

  it("lays what is transparent over white, and weighs colours for grey", () => {
    const data = new Uint8Array(64 * 4);
    for (let at = 0; at < data.length; at += 4) data.set([200, 0, 0, 51], at);
    const [red, green] = fitted({ width: 8, height: 8, data }, "crop", 8, 3);
    expect([red, green]).toEqual([244, 204]);
    expect(fitted({ width: 8, height: 8, data }, "crop", 8)[0]).toBe(Math.round(0.299 * 244 + 0.701 * 204));
  });
});
