/** Zip files and names that are safe in them. */
import { zipSync, type Zippable } from "fflate";

/** The earliest time a zip can hold: the same files then always give the same bytes. */
const timestamp = new Date(1980, 0, 1);

/** Already compressed, or noise that does not compress: stored as it is. */
const incompressible = /\.(png|npz|npy|zip)$/i;

/** Zips files by path ("folder/name.ext"); text is compressed fast, images and arrays are stored. */
export function zipFiles(files: ReadonlyMap<string, Uint8Array>): Uint8Array<ArrayBuffer> {
  const entries: Zippable = {};
  for (const [path, bytes] of files)
    entries[path] = [bytes, { level: incompressible.test(path) ? 0 : 1, mtime: timestamp }];
  return zipSync(entries);
}

/** Names that Windows keeps for devices, whatever follows the first dot. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

function safeName(name: string): string {
  const plain = name
    .normalize("NFC")
    .replace(/[^\p{L}\p{N}\p{M} ._+()-]/gu, "_")
    .replace(/^(.{60}).*$/u, "$1")
    .replace(/^[ .]+|[ .]+$/g, "");
  if (plain === "") return "class";
  return reserved.test(plain) ? `_${plain}` : plain;
}

/**
 * A folder name for each class that Windows, macOS and Linux accept: letters and digits of any script stay,
 * other characters become "_"; names that would fall together (capitals do not count) get their number behind.
 */
export function folderNames(classNames: readonly string[]): string[] {
  const taken = new Set<string>();
  return classNames.map((name, index) => {
    const safe = safeName(name);
    let unique = safe;
    for (let n = index; taken.has(unique.toLowerCase()); n++) unique = `${safe}-${n}`;
    taken.add(unique.toLowerCase());
    return unique;
  });
}
