/** Pictures as cameras and other programs write them, with what every reader should make of them. */
import { encode } from "fast-png";
import { crc32 } from "./zip";

/** EXIF data with nothing but how the camera was held. */
function exif(orientation: number, little: boolean): Uint8Array {
  const tiff = new Uint8Array(26);
  const view = new DataView(tiff.buffer);
  tiff.set(new TextEncoder().encode(little ? "II" : "MM"));
  view.setUint16(2, 42, little);
  view.setUint32(4, 8, little);
  view.setUint16(8, 1, little);
  view.setUint16(10, 0x0112, little);
  view.setUint16(12, 3, little);
  view.setUint32(14, 1, little);
  view.setUint16(18, orientation, little);
  return tiff;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A PNG of 3 × 2 pixels, grey from 1 to 6, taken with the camera held so. */
export function turnedPng(orientation: number): Uint8Array {
  const png = encode({ width: 3, height: 2, channels: 1, data: Uint8Array.of(1, 2, 3, 4, 5, 6) });
  const data = exif(orientation, false);
  const chunk = new Uint8Array(data.length + 12);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, data.length);
  chunk.set(new TextEncoder().encode("eXIf"), 4);
  chunk.set(data, 8);
  view.setUint32(8 + data.length, crc32(chunk.subarray(4, 8 + data.length)));
  // Behind the signature and the header.
  return joined(png.subarray(0, 33), chunk, png.subarray(33));
}

/** A JPEG, said to be taken with the camera held so. */
export function turnedJpeg(jpeg: Uint8Array, orientation: number): Uint8Array {
  const data = exif(orientation, true);
  const head = new Uint8Array(10);
  head.set([0xff, 0xe1, 0, data.length + 8]);
  head.set(new TextEncoder().encode("Exif\0\0"), 4);
  return joined(jpeg.subarray(0, 2), head, data, jpeg.subarray(2));
}

/** {@link turnedPng} upright, row by row, for each orientation from 1 on. */
export const uprightRows: readonly (readonly (readonly number[])[])[] = [
  [
    [1, 2, 3],
    [4, 5, 6],
  ],
  [
    [3, 2, 1],
    [6, 5, 4],
  ],
  [
    [6, 5, 4],
    [3, 2, 1],
  ],
  [
    [4, 5, 6],
    [1, 2, 3],
  ],
  [
    [1, 4],
    [2, 5],
    [3, 6],
  ],
  [
    [4, 1],
    [5, 2],
    [6, 3],
  ],
  [
    [6, 3],
    [5, 2],
    [4, 1],
  ],
  [
    [3, 6],
    [2, 5],
    [1, 4],
  ],
];

const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

/** WebP of 8 × 4 pixels, made by a browser, and the red, green and blue that it shows for them. */
export const webpFiles: readonly {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly rgb: readonly number[];
}[] = [
  {
    name: "lossless",
    bytes: fromBase64(
      "UklGRm4AAABXRUJQVlA4TGIAAAAvB8AAAP8gEEjxYCE8Hkhq28nvsR70oAc96EGT7zjffjs7Ozs7/5EfAIADg8F4oNFoXygUyjcSifQDw7Bf" +
        "CIL8gSAICgIAKFPZtovofwAiTCjjQCptrPMiplxq62Gufe77Aw==",
    ),
    rgb: Array.from({ length: 32 }, (_, pixel) => {
      const [x, y] = [pixel % 8, Math.floor(pixel / 8)];
      return [30 * x, 60 * y, 200 - 9 * x * y];
    }).flat(),
  },
  {
    name: "lossy",
    bytes: fromBase64(
      "UklGRlgAAABXRUJQVlA4IEwAAADQAgCdASoIAAQAAkA4JbACdHIA+0C5APX/A9ELa48AAP7tEUm53SAUmEI4J3jwVMbfwBe7+CzfwbrYaB8E" +
        "MGKksP9d08y542RwYAAA",
    ),
    rgb: [
      [
        0, 11, 177, 6, 14, 178, 38, 17, 174, 68, 14, 165, 109, 15, 158, 140, 13, 149, 171, 16, 145, 186, 18,
        143,
      ],
      [
        11, 60, 192, 28, 64, 191, 59, 67, 185, 90, 65, 174, 127, 63, 160, 159, 61, 147, 189, 65, 141, 206, 67,
        139,
      ],
      [
        9, 112, 177, 25, 116, 172, 55, 121, 162, 86, 119, 142, 121, 116, 118, 151, 114, 99, 182, 119, 88, 199,
        121, 83,
      ],
      [
        30, 162, 192, 47, 166, 187, 78, 171, 173, 106, 169, 150, 139, 164, 119, 170, 162, 97, 201, 167, 85,
        217, 170, 79,
      ],
    ].flat(),
  },
];
