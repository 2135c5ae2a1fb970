/** Inflates by the platform's own `DecompressionStream`, which checks the check sum and meets a cut file as an error. */
import { baseName, refuse, type NamedFile } from "./namedFile";

/** More than any file of the formats read here unpacks to; a guard against files made to exhaust memory. */
const LARGEST = 2 ** 30;
/** Deflate cannot shrink by more than this factor. */
const LARGEST_FACTOR = 1032;
const CHUNK = 2 ** 20;

export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length > 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Bytes as a stream of views, without a copy. */
function streamOfBytes(bytes: Uint8Array): ReadableStream<BufferSource> {
  let at = 0;
  return new ReadableStream<BufferSource>({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.subarray(at, at + CHUNK) as Uint8Array<ArrayBuffer>);
      at += CHUNK;
    },
  });
}

/** Size that the file's trailer claims (modulo 2³²), or a guess where it cannot be true. */
function expectedSize(bytes: Uint8Array): number {
  const trailer = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4, 4);
  const claimed = trailer.getUint32(0, true);
  const possible = claimed > 0 && claimed <= LARGEST && claimed <= bytes.length * LARGEST_FACTOR;
  return possible ? claimed : Math.min(LARGEST, 4 * bytes.length);
}

/**
 * Inflates to the end.
 * @param format "deflate" is the one with zlib's header.
 * @param expected bytes that are likely to come out.
 * @returns a view of a buffer of its own that begins at its first byte.
 * @throws StudioError `bad-file` if the bytes are damaged, cut short or unpack to more than 1 GiB.
 */
export async function inflate(
  bytes: Uint8Array,
  format: "gzip" | "deflate",
  expected: number,
  name: string,
): Promise<Uint8Array> {
  const damaged = (): never =>
    refuse(
      `${name} is damaged or incomplete: it cannot be unpacked to its end.`,
      "Download or copy the file again.",
    );
  let output = new Uint8Array(expected);
  let length = 0;
  const reader = streamOfBytes(bytes).pipeThrough(new DecompressionStream(format)).getReader();
  for (;;) {
    const chunk = await reader.read().catch(damaged);
    if (chunk.done) break;
    if (length + chunk.value.length > LARGEST) {
      await reader.cancel().catch(() => undefined);
      refuse(
        `${name} unpacks to more than 1 GB, which no file of these formats does.`,
        "Choose another file.",
      );
    }
    if (length + chunk.value.length > output.length) {
      const larger = new Uint8Array(
        Math.min(LARGEST, Math.max(2 * output.length, length + chunk.value.length)),
      );
      larger.set(output.subarray(0, length));
      output = larger;
    }
    output.set(chunk.value, length);
    length += chunk.value.length;
  }
  return output.subarray(0, length);
}

/**
 * Unpacks one gzip file; the result has a buffer of its own that begins at its first byte.
 * @throws StudioError `bad-file` if it is damaged, cut short or larger than 1 GiB.
 */
export async function gunzip(file: NamedFile): Promise<Uint8Array> {
  const { bytes } = file;
  const name = baseName(file);
  if (bytes.length < 18) {
    refuse(
      `${name} is damaged or incomplete: it cannot be unpacked to its end.`,
      "Download or copy the file again.",
    );
  }
  return inflate(bytes, "gzip", expectedSize(bytes), name);
}
