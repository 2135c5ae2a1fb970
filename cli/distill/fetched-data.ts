/**
 * `--data` as an address: its files are fetched once, into a folder of this machine's cache, and on from where they
 * stopped if they were interrupted. The same code fetches them in the page.
 */
import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  statfsSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { downloadFile, nameOf } from "../../workers/fetching/download-file";
import { listHubFiles } from "../../workers/fetching/hub";
import type { PartFile } from "../../workers/fetching/part-file";
import { parseAddresses } from "../../workers/protocol/addresses";
import { mostDataBytes } from "../../workers/protocol/data";
import { firstConfiguration, type FetchedFile, type WantedFile } from "../../workers/protocol/fetching";
import { asker } from "./ask";
import { BadInput, fileTrouble } from "./bad-input";
import { PartFolder } from "./part-folder";

/** What fetching needs of the process. */
export interface FetchIo {
  stderr(text: string): void;
  /** Milliseconds from any origin. */
  now(): number;
  readonly interrupted: AbortSignal;
}

/** Milliseconds between two lines of progress. */
const between = 5000;

/** Whether `--data` is an address, or several, not a path. */
export const isAddress = (data: string): boolean => /^\s*https?:\/\//i.test(data);

/** Where what was fetched is kept. */
export function cacheFolder(): string {
  return join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "dataset-distillation-studio");
}

/** The part of a file, on disk. */
function openPart(path: string): PartFile {
  const file = openSync(path, existsSync(path) ? "r+" : "w+");
  let size = fstatSync(file).size;
  return {
    size: () => size,
    truncate(bytes) {
      ftruncateSync(file, bytes);
      size = Math.min(size, bytes);
    },
    append(bytes) {
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at, bytes.length - at, size + at);
      size += bytes.length;
    },
    read(take) {
      const piece = new Uint8Array(Math.min(2 ** 22, size));
      for (let at = 0; at < size;) {
        const some = readSync(file, piece, 0, piece.length, at);
        if (some <= 0) break;
        take(piece.subarray(0, some));
        at += some;
      }
    },
    close() {
      fsyncSync(file);
      closeSync(file);
    },
  };
}

type Known = Pick<FetchedFile, "size" | "validator">;

/** What is known of a part from before; nothing where its note is missing or odd. */
function readNote(path: string): Known {
  try {
    const { size, validator } = JSON.parse(readFileSync(path, "utf8")) as Partial<Known>;
    return {
      size: typeof size === "number" ? size : null,
      validator: typeof validator === "string" ? validator : null,
    };
  } catch {
    return { size: null, validator: null };
  }
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** Fetches what is missing of the part of one file. @returns the bytes of the whole */
async function fetchPart(
  wanted: WantedFile,
  { part, note }: PartFolder,
  most: number,
  io: FetchIo,
): Promise<number> {
  const known = readNote(note);
  const file = openPart(part);
  let last = io.now();
  try {
    io.stderr(`Fetching ${nameOf(wanted)} from ${new URL(wanted.address).host}\n`);
    await downloadFile(
      { ...wanted, size: wanted.size ?? known.size, validator: known.validator, done: false },
      file,
      {
        fetch: asker(io.interrupted),
        isOnline: () => true,
        room: async () => {
          const { bavail, bsize } = statfsSync(dirname(part));
          return bavail * bsize;
        },
        signal: io.interrupted,
      },
      {
        onBytes: (bytes, total) => {
          if (io.now() - last < between) return;
          last = io.now();
          io.stderr(`  ${megabytes(bytes)}${total === null ? "" : ` of ${megabytes(total)}`}\n`);
        },
        onFound: async (found) => writeFileSync(note, JSON.stringify(found)),
        onNote: (text) => io.stderr(`  ${text}\n`),
      },
      most,
    );
    return file.size();
  } finally {
    file.close();
  }
}

/** Fetches one file to `path`, unless it is there. @returns its bytes */
async function fetchOne(wanted: WantedFile, path: string, most: number, io: FetchIo): Promise<number> {
  if (existsSync(path)) return statSync(path).size;
  const folder = PartFolder.take(path);
  let size: number;
  try {
    size = await fetchPart(wanted, folder, most, io);
  } catch (thrown) {
    folder.leave();
    throw thrown;
  }
  folder.finish();
  return size;
}

/** Where each file is laid down: the folders that all begin with are left out, and no two get the same place. */
function placed(files: readonly WantedFile[]): { file: WantedFile; path: string }[] {
  const split = files.map(({ path }) => path.split("/"));
  const depth = Math.min(...split.map(({ length }) => length - 1));
  let common = 0;
  while (common < depth && split.every((parts) => parts[common] === split[0]![common])) common++;
  const taken = new Set<string>();
  return files.map((file, at) => {
    const own = split[at]!.slice(common).join("/");
    let path = own;
    // Addresses may differ in their host or their query alone.
    for (let number = 2; taken.has(path); number++) path = `${number}/${own}`;
    taken.add(path);
    return { file, path };
  });
}

async function wantedFiles(data: string, { interrupted }: FetchIo): Promise<readonly WantedFile[]> {
  const { addresses, problem } = parseAddresses(data);
  if (problem !== null) throw new BadInput(`--data: ${problem}`);
  const [first] = addresses;
  if (first?.kind === "hub") {
    return firstConfiguration(
      await listHubFiles(first.name, { fetch: asker(interrupted), isOnline: () => true }),
    );
  }
  return addresses.flatMap((each) =>
    each.kind === "file" ? [{ address: each.address, path: each.path, size: null, sha256: null }] : [],
  );
}

/**
 * Fetches what is at one or several addresses, parted by blanks; of a hub's page, its first configuration.
 * @param cache folder under which it is kept.
 * @returns the path of the one file, or of the folder of several.
 * @throws BadInput or StudioError, one sentence; or the reason of the signal once that is aborted.
 */
export async function fetchData(data: string, io: FetchIo, cache = cacheFolder()): Promise<string> {
  const files = placed(await wantedFiles(data, io));
  const key = createHash("sha256").update(files.map(({ file }) => file.address).join("\n"));
  const folder = join(cache, key.digest("hex").slice(0, 16));
  let most = mostDataBytes;
  try {
    for (const { file, path } of files) most -= await fetchOne(file, join(folder, path), most, io);
  } catch (thrown) {
    if (thrown instanceof Error && "syscall" in thrown) {
      throw new BadInput(`What is fetched cannot be kept in ${folder}: ${fileTrouble(thrown)}.`);
    }
    throw thrown;
  }
  return files.length === 1 ? join(folder, files[0]!.path) : folder;
}
