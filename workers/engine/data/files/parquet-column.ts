/**
 * The values of one column of a Parquet file, row group by row group: plain or by dictionary, with or without gaps, not
 * repeated, as data sets on hubs are written. hyparquet reads the headers; the pages are decoded here, since a damaged
 * page may claim any number of values, and none may be made room for that is not there.
 * Source of the format: apache/parquet-format, "Encodings" and "Data Pages".
 */
import { gunzipSync } from "fflate";
import { decompress as decompressZstd } from "fzstd";
import { snappyUncompress, type FileMetaData } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";

export type ParquetValue = Uint8Array | number | null;

/** Where a column's values are, and how deep it lies. */
export interface ParquetColumn {
  readonly path: readonly string[];
  readonly type: string;
  /** Levels at which a value may be missing. */
  readonly optional: number;
}

/** A page may unpack to this many bytes. */
const LARGEST_PAGE = 2 ** 28;

type Chunk = NonNullable<FileMetaData["row_groups"][number]["columns"][number]["meta_data"]>;
type PageHeader = ReturnType<typeof parquetHeader>;

/** Thrown for what is wrong in the file; the reader of the data set makes a sentence of it. */
export class ParquetTrouble extends Error {
  override readonly name = "ParquetTrouble";
}

function check(isSound: boolean, what: string): asserts isSound {
  if (!isSound) throw new ParquetTrouble(what);
}

/** What the pages of a data set unpack to, all together: a small file can hold the same large page many times. */
export class UnpackBudget {
  private left: number;

  constructor(private readonly most: number) {
    this.left = most;
  }

  /** @throws ParquetTrouble if these bytes are more than are left. */
  spend(bytes: number): void {
    this.left -= bytes;
    check(this.left >= 0, `its pages unpack to more than ${(this.most / 1e9).toFixed(1)} GB`);
  }
}

function unpack(packed: Uint8Array, size: number, codec: string, budget: UnpackBudget): Uint8Array {
  check(size >= 0 && size <= LARGEST_PAGE, "a page claims to be larger than 256 MB");
  if (codec !== "UNCOMPRESSED") budget.spend(size);
  const out = new Uint8Array(codec === "UNCOMPRESSED" ? 0 : size);
  const bytes = (): Uint8Array => {
    switch (codec) {
      case "UNCOMPRESSED":
        return packed;
      case "SNAPPY":
        snappyUncompress(packed, out);
        return out;
      case "GZIP":
        return gunzipSync(packed, { out });
      case "ZSTD":
        return decompressZstd(packed, out);
      default:
        throw new ParquetTrouble(`it is packed by ${codec}, and snappy, gzip and zstd are read`);
    }
  };
  const whole = bytes();
  check(whole.length === size, "a page does not unpack to its size");
  return whole;
}

/** Numbers in runs, or packed by `width` bits: at most `count`, whatever a run claims. */
function hybrid(bytes: Uint8Array, width: number, count: number): Uint32Array {
  check(width <= 32, "a page has numbers of too many bits");
  const out = new Uint32Array(count);
  let at = 0;
  let done = 0;
  while (done < count) {
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      check(at < bytes.length && shift < 35, "a page breaks off");
      const byte = bytes[at++]!;
      header += (byte & 127) * 2 ** shift;
      if (byte < 128) break;
    }
    const run = Math.floor(header / 2);
    check(run > 0, "a page holds an empty run");
    if (header % 2 === 0) {
      let value = 0;
      for (let k = 0; k < Math.ceil(width / 8); k++) value += (bytes[at++] ?? 0) * 256 ** k;
      const end = Math.min(count, done + run);
      out.fill(value, done, end);
      done = end;
      continue;
    }
    const end = Math.min(count, done + 8 * run);
    for (let bit = at * 8; done < end; bit += width) {
      check((bit + width + 7) >> 3 <= bytes.length, "a page breaks off");
      let value = 0;
      for (let k = 0; k < width; k++) value += ((bytes[(bit + k) >> 3]! >> ((bit + k) & 7)) & 1) * 2 ** k;
      out[done++] = value;
    }
    at += run * width;
  }
  return out;
}

/** Values one after the other, as their type is written. */
function plain(bytes: Uint8Array, type: string, count: number): ParquetValue[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const values: ParquetValue[] = [];
  for (let at = 0; values.length < count;) {
    check(at + 4 <= bytes.length, "a page breaks off");
    if (type === "BYTE_ARRAY") {
      const length = view.getUint32(at, true);
      check(at + 4 + length <= bytes.length, "a value reaches past its page");
      values.push(bytes.subarray(at + 4, at + 4 + length));
      at += 4 + length;
    } else if (type === "INT64") {
      check(at + 8 <= bytes.length, "a page breaks off");
      values.push(Number(view.getBigInt64(at, true)));
      at += 8;
    } else {
      values.push(view.getInt32(at, true));
      at += 4;
    }
  }
  return values;
}

interface Page {
  /** Of values, gaps included. */
  readonly count: number;
  readonly encoding: string;
  /** Levels of definition; null where nothing can be missing. */
  readonly levels: Uint8Array | null;
  readonly values: Uint8Array;
}

const widthOf = (largest: number): number => 32 - Math.clz32(largest);

function openPage(
  header: PageHeader,
  packed: Uint8Array,
  codec: string,
  optional: number,
  budget: UnpackBudget,
): Page {
  const size = Number(header.uncompressed_page_size);
  const { data_page_header: first, data_page_header_v2: second } = header;
  if (header.type === "DATA_PAGE" && first) {
    const whole = unpack(packed, size, codec, budget);
    const { num_values: count, encoding } = first;
    if (optional === 0) return { count, encoding, levels: null, values: whole };
    check(whole.length >= 4, "a page breaks off");
    const length = new DataView(whole.buffer, whole.byteOffset).getUint32(0, true);
    check(4 + length <= whole.length, "a page breaks off");
    return { count, encoding, levels: whole.subarray(4, 4 + length), values: whole.subarray(4 + length) };
  }
  check(header.type === "DATA_PAGE_V2" && second !== undefined, "it holds pages of an unknown kind");
  // Here the levels stand before what is packed.
  const before = second.repetition_levels_byte_length + second.definition_levels_byte_length;
  check(before >= 0 && before <= packed.length, "a page breaks off");
  const rest = packed.subarray(before);
  return {
    count: second.num_values,
    encoding: second.encoding,
    levels: optional > 0 ? packed.subarray(second.repetition_levels_byte_length, before) : null,
    values: second.is_compressed === false ? rest : unpack(rest, size - before, codec, budget),
  };
}

function valuesOf(
  { count, encoding, levels, values }: Page,
  { type, optional }: ParquetColumn,
  dictionary: readonly ParquetValue[],
): ParquetValue[] {
  const defined = levels && hybrid(levels, widthOf(optional), count);
  const present = defined ? defined.reduce((sum, level) => sum + (level === optional ? 1 : 0), 0) : count;
  let found: ParquetValue[];
  if (encoding === "PLAIN") {
    found = plain(values, type, present);
  } else if (encoding === "RLE_DICTIONARY" || encoding === "PLAIN_DICTIONARY") {
    check(present === 0 || values.length > 0, "a page breaks off");
    const places = hybrid(values.subarray(1), values[0] ?? 0, present);
    found = Array.from(places, (place) => {
      check(place < dictionary.length, "a page points outside its dictionary");
      return dictionary[place]!;
    });
  } else {
    throw new ParquetTrouble(`a column is encoded as ${encoding}, which is not read`);
  }
  if (!defined) return found;
  let next = 0;
  return Array.from(defined, (level) => (level === optional ? found[next++]! : null));
}

/**
 * The values of a column in one row group.
 * @param rows that the group has.
 * @throws ParquetTrouble, or an error of the library, where the file is damaged.
 */
export function readChunk(
  bytes: Uint8Array,
  chunk: Chunk,
  column: ParquetColumn,
  rows: number,
  budget: UnpackBudget,
): ParquetValue[] {
  const first = Number(chunk.dictionary_page_offset || chunk.data_page_offset);
  const start = Math.min(first, Number(chunk.data_page_offset));
  const end = start + Number(chunk.total_compressed_size);
  check(start >= 4 && end <= bytes.length && start < end, "a column reaches past the end");
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, end), offset: start };
  const values: ParquetValue[] = [];
  let dictionary: readonly ParquetValue[] = [];
  while (values.length < rows) {
    check(reader.offset < end, "a column breaks off");
    const header = parquetHeader(reader);
    const size = header.compressed_page_size;
    check(size > 0 && reader.offset + size <= end, "a page reaches past its column");
    const packed = bytes.subarray(reader.offset, reader.offset + size);
    reader.offset += size;
    const { dictionary_page_header: words } = header;
    if (header.type === "DICTIONARY_PAGE" && words) {
      const whole = unpack(packed, Number(header.uncompressed_page_size), chunk.codec, budget);
      check(
        words.num_values >= 0 && words.num_values <= rows,
        "a dictionary has more values than there are rows",
      );
      dictionary = plain(whole, column.type, words.num_values);
      continue;
    }
    const page = openPage(header, packed, chunk.codec, column.optional, budget);
    check(
      page.count > 0 && values.length + page.count <= rows,
      "a page claims more values than there are rows",
    );
    for (const value of valuesOf(page, column, dictionary)) values.push(value);
  }
  return values;
}
