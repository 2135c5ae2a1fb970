/** From the files as given to the data files inside them: gzip, tar and zip are opened, repeated files are given once. */
import { parseTar } from "nanotar";
import { gunzip, isGzip } from "./gzip";
import { isImageName, type ImageFile } from "./image-file";
import { imageKind } from "./image-header";
import { baseName, FORMATS_HINT, refuse, type NamedFile } from "./namedFile";
import { isZip, zipEntries } from "./zip";

export interface Unpacked {
  /** Everything but images, under the names that they have in archives. */
  readonly files: readonly NamedFile[];
  /** Encoded images by their paths; in zip archives they stay packed. */
  readonly images: readonly ImageFile[];
}

/** A tar of gzip files inside a gzip is still opened; deeper nesting is no data set. */
const DEEPEST = 4;
const HEADER = 512;
/** What all archives together may unpack to, images apart, which are unpacked one by one. */
const LARGEST = 2 ** 30;
const LARGEST_IMAGE = 2 ** 26;

/** A tar header's check sum: the sum of its bytes, its own eight taken as blanks. */
function isTar(bytes: Uint8Array): boolean {
  if (bytes.length < HEADER || bytes[0] === 0) return false;
  let sum = 0;
  for (let at = 0; at < HEADER; at++) sum += at >= 148 && at < 156 ? 32 : bytes[at]!;
  const written = String.fromCharCode(...bytes.subarray(148, 156)).replace(/[\0 ]+$/, "");
  return /^ *[0-7]+$/.test(written) && Number.parseInt(written, 8) === sum;
}

function openTar(file: NamedFile): NamedFile[] {
  // The parser looks at the whole buffer behind the view, so the view must be all of it.
  const whole = file.bytes.length === file.bytes.buffer.byteLength ? file.bytes : file.bytes.slice();
  try {
    const entries = parseTar(whole, {
      filter: (entry) => {
        if (!((entry.size ?? 0) >= 0)) throw new RangeError("an entry of the archive has no valid size");
        return entry.type === "file" || entry.type === "contiguousFile";
      },
    });
    return entries.map((entry) => ({ name: entry.name, bytes: entry.data ?? new Uint8Array(0) }));
  } catch {
    return refuse(
      `${baseName(file)} is damaged or incomplete: an entry reaches past the end of the archive.`,
      "Download or copy the archive again.",
    );
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((value, at) => value === b[at]);
}

/** Gathers what archives hold, and keeps count of what they unpack to. */
class Unpacking {
  private readonly byName = new Map<string, NamedFile>();
  private readonly images = new Map<string, ImageFile>();
  private unpacked = 0;

  private spend(file: NamedFile, bytes: number): void {
    this.unpacked += bytes;
    if (this.unpacked > LARGEST) {
      refuse(
        `${baseName(file)} unpacks to more than 1 GB, which no data set of these formats does.`,
        "Choose another file.",
      );
    }
  }

  private addImage(image: ImageFile): void {
    const other = this.images.get(image.name);
    if (other && !sameBytes(other.read(), image.read())) this.refuseTwins(image.name);
    this.images.set(image.name, image);
  }

  private refuseTwins(name: string): never {
    return refuse(
      `Two different files are called ${name}, and it cannot be told which one is meant.`,
      "Choose the files of one data set only.",
    );
  }

  private addFile(file: NamedFile): void {
    // Arrays, tables and texts of one name may lie in several folders; another data file is the same wherever it lies.
    const isLocal = /\.(npy|parquet|txt|csv|json|xml|md|html?)$/i.test(file.name);
    const key = (isLocal ? file.name : baseName(file)).toLowerCase();
    const other = this.byName.get(key);
    if (other && !sameBytes(other.bytes, file.bytes)) this.refuseTwins(baseName(file));
    if (!other) this.byName.set(key, file);
  }

  private async openZip(file: NamedFile, depth: number): Promise<void> {
    const entries = zipEntries(file);
    if (entries.length === 0) refuse(`${baseName(file)} is an archive without files.`, FORMATS_HINT);
    // The arrays of an .npz belong together, so they keep its name.
    const folder = /\.npz$/i.test(file.name) ? `${file.name}/` : "";
    for (const entry of entries) {
      const name = folder + entry.name;
      if (isImageName(name) && entry.size <= LARGEST_IMAGE) {
        this.addImage({ name, read: () => entry.read() });
        continue;
      }
      this.spend(file, entry.size);
      await this.open({ name, bytes: entry.read() }, depth + 1);
    }
  }

  async open(file: NamedFile, depth: number): Promise<void> {
    const { bytes, name } = file;
    if (depth > DEEPEST) {
      refuse(
        `${baseName(file)} holds archives within archives.`,
        "Unpack it and choose the data files themselves.",
      );
    }
    if (isGzip(bytes)) {
      const inner = await gunzip(file);
      this.spend(file, inner.length);
      return this.open(
        { name: name.replace(/\.gz$/i, "").replace(/\.tgz$/i, ".tar"), bytes: inner },
        depth + 1,
      );
    }
    if (isZip(bytes)) return this.openZip(file, depth);
    if (isTar(bytes)) {
      const entries = openTar(file);
      if (entries.length === 0) refuse(`${baseName(file)} is an archive without files.`, FORMATS_HINT);
      for (const entry of entries) await this.open(entry, depth + 1);
      return;
    }
    if (imageKind(bytes) || (isImageName(name) && bytes.length > 0)) {
      this.addImage({ name: name.replaceAll("\\", "/"), read: () => bytes });
    } else {
      this.addFile(file);
    }
  }

  result(): Unpacked {
    // By name, so that the order in which files were dropped changes nothing.
    const inOrder = <T>(map: ReadonlyMap<string, T>): T[] =>
      [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
    return { files: inOrder(this.byName), images: inOrder(this.images) };
  }
}

/**
 * Opens archives and drops repetitions (a file that lies there both gzipped and unpacked), in the order of the names.
 * @throws StudioError `bad-file` for a damaged archive, and for two files of one name that differ.
 */
export async function unpack(files: readonly NamedFile[]): Promise<Unpacked> {
  const unpacking = new Unpacking();
  for (const file of files) await unpacking.open(file, 0);
  return unpacking.result();
}
