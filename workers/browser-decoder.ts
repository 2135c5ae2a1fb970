/** Decodes images by the browser itself: off the page's thread, as everything here. */
import type { ImageDecoder } from "./engine/data/files/image-file";

/** PNG, JPEG and WebP; colours are not converted, and pictures of cameras are turned upright. */
export const browserDecoder: ImageDecoder = async (bytes, kind) => {
  const blob = new Blob([bytes as Uint8Array<ArrayBuffer>], { type: `image/${kind}` });
  const bitmap = await createImageBitmap(blob, {
    colorSpaceConversion: "none",
    premultiplyAlpha: "none",
    imageOrientation: "from-image",
  });
  try {
    const { width, height } = bitmap;
    const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
    if (!context) throw new Error("there is no canvas");
    context.drawImage(bitmap, 0, 0);
    return { width, height, data: context.getImageData(0, 0, width, height).data };
  } finally {
    bitmap.close();
  }
};
