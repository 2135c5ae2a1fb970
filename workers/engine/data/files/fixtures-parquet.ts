/** Parquet tables of images as hubs write them, for the tests of their reader. */
import { gzipSync } from "fflate";
import { parquetMetadata } from "hyparquet";
import { ByteWriter, parquetWriteBuffer } from "hyparquet-writer";
import { writeMetadata } from "hyparquet-writer/src/metadata.js";
import type { NamedFile } from "./namedFile";

export interface ParquetFixture {
  readonly images: readonly Uint8Array[];
  readonly labels: readonly (number | string | null)[];
  /** Names of the classes, in the description that hubs add. */
  readonly names?: readonly string[];
  readonly codec?: "SNAPPY" | "GZIP" | "ZSTD" | "UNCOMPRESSED";
  /** Images as plain bytes instead of a group of bytes and path. */
  readonly isFlat?: boolean;
}

/** A Zstandard frame (RFC 8878) of one raw block, which holds up to 128 KiB. */
function zstdStored(bytes: Uint8Array): Uint8Array {
  const frame = new Uint8Array(12 + bytes.length);
  const view = new DataView(frame.buffer);
  view.setUint32(0, 0xfd2fb528, true);
  // One segment, its size in four bytes.
  frame[4] = 0xa0;
  view.setUint32(5, bytes.length, true);
  const header = bytes.length * 8 + 1;
  frame.set([header & 255, (header >> 8) & 255, header >> 16], 9);
  frame.set(bytes, 12);
  return frame;
}

/** A column of images, labels beside them, three rows a group. */
export function parquetFile(
  name: string,
  { images, labels, names, codec = "SNAPPY", isFlat = false }: ParquetFixture,
): NamedFile {
  const info = { info: { features: { image: { _type: "Image" }, label: { _type: "ClassLabel", names } } } };
  const isText = labels.some((label) => typeof label === "string");
  const numbers = labels.map((label) => (typeof label === "number" ? BigInt(label) : label));
  const buffer = parquetWriteBuffer({
    schema: [
      { name: "root", num_children: 2 },
      ...(isFlat
        ? [{ name: "image", type: "BYTE_ARRAY", repetition_type: "OPTIONAL" } as const]
        : ([
            { name: "image", repetition_type: "OPTIONAL", num_children: 2 },
            { name: "bytes", type: "BYTE_ARRAY", repetition_type: "OPTIONAL" },
            { name: "path", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
          ] as const)),
      isText
        ? { name: "label", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" }
        : { name: "label", type: "INT64", repetition_type: "OPTIONAL" },
    ],
    columnData: [
      {
        name: "image",
        data: isFlat ? [...images] : images.map((bytes, row) => ({ bytes, path: `${row}.png` })),
      },
      { name: "label", data: isText ? [...labels] : numbers },
    ],
    codec,
    compressors: { GZIP: (bytes) => gzipSync(bytes), ZSTD: zstdStored },
    rowGroupSize: 3,
    ...(names && { kvMetadata: [{ key: "huggingface", value: JSON.stringify(info) }] }),
  });
  return { name, bytes: new Uint8Array(buffer) };
}

/** A table of many rows without anything in them, whose one part is listed so many times: small, and endless to read. */
export function repeatedGroups(name: string, rows: number, times: number): NamedFile {
  const nothing = Array.from({ length: rows }, () => null);
  const buffer = parquetWriteBuffer({
    columnData: [
      { name: "image", data: nothing, type: "BYTE_ARRAY" },
      { name: "label", data: nothing, type: "INT32" },
    ],
    rowGroupSize: rows,
  });
  const metadata = parquetMetadata(buffer);
  const writer = new ByteWriter();
  writer.appendBytes(new Uint8Array(buffer, 0, buffer.byteLength - metadata.metadata_length - 8));
  const groups = Array.from({ length: times }, () => metadata.row_groups[0]!);
  writeMetadata(writer, { ...metadata, row_groups: groups });
  writer.appendBytes(new TextEncoder().encode("PAR1"));
  return { name, bytes: new Uint8Array(writer.getBuffer()) };
}
