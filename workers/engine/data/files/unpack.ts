/** From the files as given to the data files inside them: gzip and tar are opened, repeated files are given once. */
import { parseTar } from "nanotar";
import { gunzip, isGzip } from "./gzip";
import { baseName, CIFAR10_HINT, refuse, type NamedFile } from "./namedFile";

/** A tar of gzip files inside a gzip is still opened; deeper nesting is no data set. */
const DEEPEST = 4;
const HEADER = 512;

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

async function open(file: NamedFile, depth: number): Promise<NamedFile[]> {
  if (depth > DEEPEST) {
    refuse(
      `${baseName(file)} holds archives within archives.`,
      "Unpack it and choose the data files themselves.",
    );
  }
  if (isGzip(file.bytes)) {
    const name = file.name.replace(/\.(gz|tgz)$/i, "");
    return open({ name, bytes: await gunzip(file) }, depth + 1);
  }
  if (!isTar(file.bytes)) return [file];
  const inside: NamedFile[] = [];
  for (const entry of openTar(file)) inside.push(...(await open(entry, depth + 1)));
  if (inside.length === 0) refuse(`${baseName(file)} is an archive without files.`, CIFAR10_HINT);
  return inside;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((value, at) => value === b[at]);
}

/**
 * Opens archives and drops repetitions (a file that lies there both gzipped and unpacked), in the order of the names.
 * @throws StudioError `bad-file` for a damaged archive, and for two files of one name that differ.
 */
export async function unpack(files: readonly NamedFile[]): Promise<NamedFile[]> {
  const byName = new Map<string, NamedFile>();
  for (const given of files) {
    for (const file of await open(given, 0)) {
      const key = baseName(file).toLowerCase();
      const other = byName.get(key);
      if (other && !sameBytes(other.bytes, file.bytes)) {
        refuse(
          `Two different files are called ${baseName(file)}, and it cannot be told which one is meant.`,
          "Choose the files of one data set only.",
        );
      }
      if (!other) byName.set(key, file);
    }
  }
  // By name, so that the order in which files were dropped changes nothing.
  return [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, file]) => file);
}
