/** An encoded image on its way from a folder, an archive or a table to a data set, and the decoder that is handed in. */
import type { Rgba } from "../resize";
import type { ImageKind } from "./image-header";
import { readImageHeader, type ImageHeader } from "./image-header";
import { counted, FORMATS_HINT, refuse } from "./namedFile";

export interface ImageFile {
  /** With its folders, parted by "/". */
  readonly name: string;
  /** Bytes as they were encoded; of an archive's entry they are unpacked anew at every call. */
  read(): Uint8Array;
}

/**
 * Decodes one image, whose header has been checked; rejects if it cannot. The engine knows no DOM: the browser's
 * worker and the command line each bring their own.
 */
export type ImageDecoder = (
  bytes: Uint8Array,
  kind: ImageKind,
  sides: { readonly width: number; readonly height: number },
) => Promise<Rgba>;

/** Larger pictures are refused unopened; one of these takes 256 MB when it is decoded. */
const LARGEST_SIDE = 8192;

export const isImageName = (name: string): boolean => /\.(png|jpe?g|jfif|webp)$/i.test(name);

/** Where it lies, as a person recognises it: its last two names. */
export function shortName(name: string): string {
  return name.split("/").slice(-2).join("/");
}

/** @throws StudioError `bad-file` if the image has no sound header, or sides that no picture of a data set has. */
export function checkedHeader(name: string, bytes: Uint8Array): ImageHeader {
  const header = readImageHeader(bytes);
  if (!header) {
    return refuse(
      `${shortName(name)} is no PNG, JPEG or WebP image, or is cut short within its header.`,
      "Take it out, or save it again as PNG or JPEG.",
    );
  }
  const { width, height } = header;
  if (width < 1 || height < 1 || width > LARGEST_SIDE || height > LARGEST_SIDE) {
    refuse(
      `${shortName(name)} says that it is ${counted(width)} × ${counted(height)} pixels; images may be up to ${counted(LARGEST_SIDE)} pixels a side.`,
      "Take it out, or save it smaller.",
    );
  }
  return header;
}

/**
 * Checks and decodes.
 * @throws StudioError `bad-file` if it cannot be decoded.
 */
export async function decodeImage(file: ImageFile, decode: ImageDecoder | null): Promise<Rgba> {
  const bytes = file.read();
  const { kind, width, height } = checkedHeader(file.name, bytes);
  if (!decode) return refuse(`${shortName(file.name)} cannot be decoded here.`, FORMATS_HINT);
  const picture = await decode(bytes, kind, { width, height }).catch((thrown: unknown): never => {
    const reason = thrown instanceof UnsupportedImage ? thrown.message : "it is damaged or incomplete";
    return refuse(
      `${shortName(file.name)} cannot be decoded: ${reason}.`,
      "Take it out, or save it again as PNG or JPEG.",
    );
  });
  const sound =
    picture.width >= 1 &&
    picture.height >= 1 &&
    Math.max(picture.width, picture.height) <= LARGEST_SIDE &&
    picture.data.length === picture.width * picture.height * 4;
  return sound
    ? picture
    : refuse(
        `${shortName(file.name)} is decoded to other sides than it says.`,
        "Take it out, or save it again.",
      );
}

/** Thrown by a decoder for a kind of image that it does not know; `message` completes "it cannot be decoded: …". */
export class UnsupportedImage extends Error {
  override readonly name = "UnsupportedImage";
}
