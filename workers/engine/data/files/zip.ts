/**
 * Zip archives, read from their central directory (PKWARE's APPNOTE 6.3: stored and deflated entries, 64-bit sizes):
 * what an archive holds is known, and checked, before anything in it is unpacked. An archive made to exhaust memory is
 * refused by what it claims; one that claims less than it holds, by its check sums.
 */
import { inflateSync } from "fflate";
import { baseName, counted, refuse, type NamedFile } from "./namedFile";

export interface ZipEntry {
  readonly name: string;
  /** Unpacked, as the archive says. */
  readonly size: number;
  /** Unpacks the entry, anew at every call. @throws StudioError `bad-file` if it is damaged. */
  read(): Uint8Array;
}

const END = 0x06054b50;
const END_64_LOCATOR = 0x07064b50;
const END_64 = 0x06064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
/** Deflate cannot shrink by more than this factor. */
const LARGEST_FACTOR = 1032;
const MOST_ENTRIES = 300_000;

const table = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** Check sum of zip and PNG. */
export function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (let at = 0; at < bytes.length; at++) value = table[(value ^ bytes[at]!) & 255]! ^ (value >>> 8);
  return ~value >>> 0;
}

interface Found {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  /** Of the local header. */
  readonly offset: number;
}

export function isZip(bytes: Uint8Array): boolean {
  return (
    bytes[0] === 0x50 &&
    bytes[1] === 0x4b &&
    ((bytes[2] === 3 && bytes[3] === 4) || (bytes[2] === 5 && bytes[3] === 6))
  );
}

class Directory {
  private readonly view: DataView;

  constructor(private readonly file: NamedFile) {
    const { bytes } = file;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  damaged(why: string): never {
    return refuse(
      `${baseName(this.file)} is a zip archive that is damaged or incomplete: ${why}.`,
      "Download or copy the archive again.",
    );
  }

  private u16 = (at: number): number => this.view.getUint16(at, true);
  private u32 = (at: number): number => this.view.getUint32(at, true);
  private u64 = (at: number): number => Number(this.view.getBigUint64(at, true));

  /**
   * Where the directory begins, and how many entries it has: modulo 2¹⁶ in archives without 64-bit fields, since some
   * programs pack more than that number can say.
   */
  private end(): { start: number; entries: number; modulus: number } {
    const { length } = this.file.bytes;
    // At the very end, but for a comment.
    for (let at = length - 22; at >= Math.max(0, length - 22 - 0xffff); at--) {
      if (this.u32(at) !== END || at + 22 + this.u16(at + 20) !== length) continue;
      const locator = at - 20;
      if (locator >= 0 && this.u32(locator) === END_64_LOCATOR) {
        const end = this.u64(locator + 8);
        if (end + 56 <= locator && this.u32(end) === END_64) {
          return { start: this.u64(end + 48), entries: this.u64(end + 32), modulus: Infinity };
        }
      }
      return { start: this.u32(at + 16), entries: this.u16(at + 10), modulus: 2 ** 16 };
    }
    return this.damaged("its end is missing");
  }

  entries(): Found[] {
    const { start, entries, modulus } = this.end();
    const found: Found[] = [];
    let at = start;
    while (at + 46 <= this.file.bytes.length && this.u32(at) === CENTRAL) {
      if (found.length >= MOST_ENTRIES) {
        refuse(
          `${baseName(this.file)} holds more than ${counted(MOST_ENTRIES)} files.`,
          "Choose a part of the data set.",
        );
      }
      const [nameLength, extraLength, commentLength] = [
        this.u16(at + 28),
        this.u16(at + 30),
        this.u16(at + 32),
      ];
      const next = at + 46 + nameLength + extraLength + commentLength;
      if (next > this.file.bytes.length) this.damaged("its list of files is cut short");
      found.push(this.entry(at, nameLength, extraLength));
      at = next;
    }
    if (found.length % modulus !== entries) {
      this.damaged(`its list of files breaks off after ${counted(found.length)}`);
    }
    return found;
  }

  private entry(at: number, nameLength: number, extraLength: number): Found {
    const flags = this.u16(at + 8);
    const method = this.u16(at + 10);
    const name = this.name(at + 46, nameLength, (flags & 0x800) !== 0);
    const archive = baseName(this.file);
    if (flags & 1) refuse(`${name} in ${archive} is encrypted.`, "Make the archive without a password.");
    if (method !== 0 && method !== 8) {
      refuse(
        `${name} in ${archive} is packed by method ${method}; zip archives may be stored or deflated.`,
        "Unpack it and choose the files, or make an ordinary zip of them.",
      );
    }
    let [packed, size, offset] = [this.u32(at + 20), this.u32(at + 24), this.u32(at + 42)];
    const end = at + 46 + nameLength + extraLength;
    for (let extra = at + 46 + nameLength; extra + 4 <= end; extra += 4 + this.u16(extra + 2)) {
      if (this.u16(extra) !== 1 || extra + 4 + this.u16(extra + 2) > end) continue;
      // 64-bit values stand here in order, for those fields that are full.
      let value = extra + 4;
      const wide = (now: number): number => {
        if (now !== 0xffffffff || value + 8 > end) return now;
        value += 8;
        return this.u64(value - 8);
      };
      size = wide(size);
      packed = wide(packed);
      offset = wide(offset);
    }
    return { name, method, crc: this.u32(at + 16), packed, size, offset };
  }

  /** UTF-8 where it says so or can be read so; the old code page of DOS is read as Latin. */
  private name(at: number, length: number, isUtf8: boolean): string {
    const bytes = this.file.bytes.subarray(at, at + length);
    try {
      return new TextDecoder("utf-8", { fatal: !isUtf8 }).decode(bytes);
    } catch {
      return new TextDecoder("latin1").decode(bytes);
    }
  }

  /** Packed bytes of an entry, without the header before them. */
  data({ name, offset, packed }: Found): Uint8Array {
    const { bytes } = this.file;
    if (offset + 30 > bytes.length || this.u32(offset) !== LOCAL)
      this.damaged(`${name} is not where it should be`);
    const from = offset + 30 + this.u16(offset + 26) + this.u16(offset + 28);
    if (from + packed > bytes.length) this.damaged(`${name} reaches past its end`);
    return bytes.subarray(from, from + packed);
  }
}

/** No two entries share bytes: those that do unpack to far more than the archive could hold. */
function checkOverlaps(directory: Directory, entries: readonly Found[]): void {
  const inOrder = [...entries].sort((a, b) => a.offset - b.offset);
  inOrder.forEach((entry, i) => {
    const next = inOrder[i + 1];
    if (next && entry.offset + 30 + entry.packed > next.offset) {
      directory.damaged(`${entry.name} and ${next.name} lie over each other`);
    }
  });
}

function unpackEntry(directory: Directory, entry: Found): Uint8Array {
  const { name, method, size, packed, crc } = entry;
  const data = directory.data(entry);
  if (method === 0 ? size !== packed : size > packed * LARGEST_FACTOR + 64) {
    directory.damaged(`${name} cannot be as large as it says`);
  }
  let bytes = data;
  if (method === 8) {
    try {
      bytes = inflateSync(data, { out: new Uint8Array(size) });
    } catch {
      directory.damaged(`${name} cannot be unpacked`);
    }
  }
  if (bytes.length !== size || crc32(bytes) !== crc)
    directory.damaged(`${name} does not match its check sum`);
  return bytes;
}

/** Folders of the operating systems and hidden files: no data. */
const isAside = (name: string): boolean =>
  /(^|\/)(__MACOSX|\.[^/.][^/]*|Thumbs\.db|desktop\.ini)(\/|$)/i.test(name);

/**
 * What an archive holds, folders and hidden files left out; nothing is unpacked yet.
 * @throws StudioError `bad-file` for a damaged archive, an encrypted one, or names that lead out of it.
 */
export function zipEntries(file: NamedFile): ZipEntry[] {
  const directory = new Directory(file);
  const entries = directory.entries();
  checkOverlaps(directory, entries);
  const names = new Set<string>();
  return entries
    .map((entry) => ({ ...entry, name: entry.name.replaceAll("\\", "/") }))
    .filter(({ name }) => !name.endsWith("/") && !isAside(name))
    .map((entry) => {
      const { name, size } = entry;
      if (name.startsWith("/") || /^[a-z]:/i.test(name) || name.split("/").includes("..")) {
        refuse(
          `${baseName(file)} holds a file called "${name.slice(0, 80)}", which leads out of the archive.`,
          "Make the archive anew from the folder itself.",
        );
      }
      if (names.has(name)) directory.damaged(`it holds two files called ${name}`);
      names.add(name);
      return { name, size, read: () => unpackEntry(directory, entry) };
    });
}
