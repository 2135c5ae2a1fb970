import { expect, it } from "vitest";
import { drawText, lineHeight, plainText } from "./pixel-text";

it("has a glyph for all of printable ASCII, each with ink but the space", () => {
  for (let code = 32; code < 127; code++) {
    const { ink, height } = drawText(String.fromCharCode(code));
    expect(height).toBe(lineHeight);
    expect(ink.includes(1)).toBe(code !== 32);
  }
});

it("draws letters beside one another with a column between them", () => {
  const [a, b, ab] = ["a", "b", "ab"].map(drawText) as [
    ReturnType<typeof drawText>,
    ReturnType<typeof drawText>,
    ReturnType<typeof drawText>,
  ];
  expect(ab.width).toBe(a.width + 1 + b.width);
  for (let y = 0; y < lineHeight; y++) {
    const row = [...ab.ink.subarray(y * ab.width, (y + 1) * ab.width)];
    const of = (text: typeof a) => [...text.ink.subarray(y * text.width, (y + 1) * text.width)];
    expect(row).toEqual([...of(a), 0, ...of(b)]);
  }
  expect(drawText("").width).toBe(0);
});

it("spells names in ASCII", () => {
  expect(plainText("Été – Straße, Ærø")).toBe("Ete - Strasse, AEro");
  expect(plainText("猫 a\tb")).toBe("? a b");
});
