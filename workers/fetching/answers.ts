/** What a server answers to a request for a file, or for the rest of one; and the sentences for what it refuses. */
import { StudioError } from "../protocol/errors";

/** Headers of an answer, as far as the server lets a page of another origin see them. */
export interface Answer {
  /** First byte of the file that comes. */
  readonly from: number;
  /** Bytes of the whole file; null if it is not told, or not surely. */
  readonly total: number | null;
  readonly validator: string | null;
}

const again = "Try again later; what has come so far is kept.";

/** A number of bytes in a header; null where there is none. */
function bytesIn(text: string | null | undefined): number | null {
  return text && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/**
 * Reads the headers of a 200 or a 206.
 * @param asked the first byte that was asked for.
 */
export function readAnswer({ status, headers }: Response, asked: number): Answer {
  // A weak ETag may stay while the bytes change, so it tells nothing here.
  const tag = headers.get("ETag");
  const validator = (tag?.startsWith("W/") ? null : tag) ?? headers.get("Last-Modified");
  const length = bytesIn(headers.get("Content-Length"));
  if (status === 206) {
    const range = /^bytes (\d{1,15})-\d{1,15}\/(\d{1,15}|\*)$/.exec(headers.get("Content-Range") ?? "");
    const from = range ? Number(range[1]) : asked;
    return { from, total: bytesIn(range?.[2]) ?? (length === null ? null : from + length), validator };
  }
  // The length of a packed answer is that of the package.
  const isPacked = !/^(identity)?$/i.test(headers.get("Content-Encoding") ?? "");
  return { from: 0, total: isPacked ? null : length, validator };
}

/** Why a server that answered gives no file. */
export function refusedAnswer(status: number, name: string, host: string): StudioError {
  const refused = (message: string, hint: string): StudioError => new StudioError("no-data", message, hint);
  switch (status) {
    case 401:
    case 403:
      return refused(
        `${host} does not give ${name} to everybody (it answers ${status}).`,
        "Download it where you have access, and drop it on the page.",
      );
    case 404:
    case 410:
      return refused(
        `${host} has no ${name} (it answers ${status}).`,
        "Check the address, for instance by opening it in a tab of its own.",
      );
    case 416:
      return refused(`${name} at ${host} is empty.`, "Check the address.");
    case 429:
      return refused(`${host} takes no more requests for now (it answers 429).`, again);
    default:
      return refused(`${host} cannot give ${name} now (it answers ${status}).`, again);
  }
}

/** No answer at all; a page is not told why. */
export function noAnswer(host: string, isOnline: boolean): StudioError {
  return isOnline
    ? new StudioError(
        "no-data",
        `${host} cannot be reached, or does not let pages of other sites read the file (CORS).`,
        "Check the address and try again; or download the file as usual and drop it on the page.",
      )
    : new StudioError(
        "no-data",
        `There is no network, so ${host} cannot be asked.`,
        "Go on once there is one; what has come so far is kept.",
      );
}

export const brokenOff = (name: string, host: string): StudioError =>
  new StudioError(
    "no-data",
    `The connection to ${host} broke off in the middle of ${name}.`,
    "Resume to fetch the rest; what has come so far is kept.",
  );

export const tooLarge = (name: string, most: number): StudioError =>
  new StudioError(
    "bad-file",
    `${name} makes the data set larger than ${(most / 1e9).toFixed(1)} GB, which is as much as the studio takes.`,
    "Choose fewer files of it.",
  );

export const noRoom = (name: string, bytes: number, left: number): StudioError =>
  new StudioError(
    "storage-full",
    `${name} has ${megabytes(bytes)} to come, and there is room for ${megabytes(left)} here.`,
    "Remove data sets that are kept here, delete runs in the library, or free some disk.",
  );

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/**
 * Looks at the first bytes for what a server sends in the place of a file.
 * @throws StudioError `bad-file` for a page, and for what only points at a file.
 */
export function checkBeginning(bytes: Uint8Array, type: string | null, name: string, host: string): void {
  const start = new TextDecoder().decode(bytes.subarray(0, 256)).trimStart().toLowerCase();
  if (/^<(!doctype html|html|head|\?xml|!--)/.test(start) || /^text\/html\b/i.test(type ?? "")) {
    throw new StudioError(
      "bad-file",
      `${host} sends a web page in the place of ${name}.`,
      "Give the address of the file itself, as its download button has it.",
    );
  }
  if (start.startsWith("version https://git-lfs")) {
    throw new StudioError(
      "bad-file",
      `${host} sends a pointer in the place of ${name}, which it keeps elsewhere (Git LFS).`,
      "Give the address of its download button.",
    );
  }
}
