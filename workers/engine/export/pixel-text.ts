/**
 * Text as pixels, for the labels of PNG grids: there is no canvas in Node, and the engine knows no DOM. The
 * glyphs are the MIT-licensed "Seven plus" font of js-pixel-fonts: capitals 7 pixels tall, descenders 2 more,
 * letters of their own widths; it has all of printable ASCII.
 */
import font from "js-pixel-fonts/data/seven-plus.json" with { type: "json" };

interface Glyph {
  /** Rows between the top of the line and the first row of `pixels`. */
  readonly offset: number;
  readonly pixels: readonly (readonly number[])[];
}

const glyphs: Readonly<Record<string, Glyph>> = font.glyphs;

/** Rows of a line of text at scale 1: 7 above the base line and 2 below it. */
export const lineHeight = 9;

/** Letters that Unicode does not decompose into a plain one and an accent. */
const plainForms: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  Æ: "AE",
  œ: "oe",
  Œ: "OE",
  ø: "o",
  Ø: "O",
  ł: "l",
  Ł: "L",
  đ: "d",
  Đ: "D",
  ı: "i",
  "×": "x",
  "±": "+-",
  "‐": "-",
  "–": "-",
  "—": "-",
  "‘": "'",
  "’": "'",
  "“": '"',
  "”": '"',
};

/** `text` in printable ASCII: accents dropped, a few letters spelt out, "?" for whatever is left. */
export function plainText(text: string): string {
  const plain = [...text.normalize("NFKD").replace(/\p{M}/gu, "")].map(
    (letter) => plainForms[letter] ?? letter,
  );
  return plain
    .join("")
    .replace(/\s/gu, " ")
    .replace(/[^ -~]/gu, "?");
}

/** Pixels of a drawn text, row by row: 1 is ink. */
export interface TextPixels {
  readonly width: number;
  readonly height: number;
  readonly ink: Uint8Array;
}

/** Draws one line at scale 1, {@link lineHeight} rows tall, one empty column between letters; see {@link plainText}. */
export function drawText(text: string): TextPixels {
  const letters = [...plainText(text)].map((letter) => glyphs[letter] as Glyph);
  const widths = letters.map((glyph) => glyph.pixels[0]?.length ?? 0);
  const width = Math.max(
    0,
    widths.reduce((sum, letterWidth) => sum + letterWidth + 1, -1),
  );
  const ink = new Uint8Array(width * lineHeight);
  let left = 0;
  letters.forEach((glyph, index) => {
    glyph.pixels.forEach((row, y) => ink.set(row, (glyph.offset + y) * width + left));
    left += (widths[index] ?? 0) + 1;
  });
  return { width, height: lineHeight, ink };
}
