/**
 * One file from its address into a part file: from its beginning, or on from where it stopped. A rest is only added
 * where the server says that the file is still the same (its ETag, or when it was last changed), or where a check sum
 * will tell; else the file is begun anew. No `If-Range` is sent: with it a browser would first ask each server for
 * leave, which most refuse; what the answer says of itself is compared instead, before any of it is kept.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { StudioError } from "../protocol/errors";
import type { FetchedFile } from "../protocol/fetching";
import {
  brokenOff,
  checkBeginning,
  noAnswer,
  noRoom,
  readAnswer,
  refusedAnswer,
  tooLarge,
  type Answer,
} from "./answers";
import type { PartFile } from "./part-file";

/** What the download of a file needs from outside. */
export interface DownloadTools {
  readonly fetch: (address: string, init: RequestInit) => Promise<Response>;
  readonly isOnline: () => boolean;
  /** Bytes that may still be stored; null if nobody knows. */
  readonly room: () => Promise<number | null>;
  /** Aborted, the download stops; what has come stays. */
  readonly signal: AbortSignal;
}

export interface DownloadEvents {
  /** So many bytes of the file are there, of so many in all. */
  readonly onBytes: (bytes: number, total: number | null) => void;
  /** What the server says of the file, told before its first byte is kept. */
  readonly onFound: (found: Pick<FetchedFile, "size" | "validator">) => Promise<void>;
  /** What a person should know. */
  readonly onNote: (note: string) => void;
}

/** Bytes between two looks at whether there is still room where the length is unknown. */
const roomEvery = 2 ** 26;

export const nameOf = ({ path }: Pick<FetchedFile, "path">): string => path.split("/").pop() ?? path;

class Download {
  private readonly name: string;
  private readonly host: string;

  constructor(
    private readonly file: FetchedFile,
    private readonly part: PartFile,
    private readonly tools: DownloadTools,
    private readonly events: DownloadEvents,
    /** Bytes that the file may have. */
    private readonly most: number,
  ) {
    this.name = nameOf(file);
    this.host = new URL(file.address).host;
  }

  /** The bytes that are there are of use: it can be told whether the rest belongs to them. */
  private canGoOn(): boolean {
    return this.file.validator !== null || this.file.sha256 !== null;
  }

  private beginAnew(why: string): void {
    this.part.truncate(0);
    this.events.onNote(`${this.name} is fetched from its beginning: ${why}.`);
  }

  private async ask(from: number): Promise<Response> {
    const { fetch, signal, isOnline } = this.tools;
    try {
      return await fetch(this.file.address, {
        // A range even for the whole: a browser then asks for the file as it is, not packed for the way.
        headers: { Range: `bytes=${from}-` },
        mode: "cors",
        credentials: "omit",
        referrerPolicy: "no-referrer",
        cache: "no-store",
        signal,
      });
    } catch (thrown) {
      signal.throwIfAborted();
      throw thrown instanceof StudioError ? thrown : noAnswer(this.host, isOnline());
    }
  }

  /** An answer whose bytes fit onto those that are there; a part that nothing fits onto is dropped. */
  private async answer(): Promise<{ response: Response; answer: Answer }> {
    const { part, file } = this;
    if (part.size() > 0 && !this.canGoOn()) this.beginAnew("its server does not say whether it has changed");
    const at = part.size();
    const response = await this.ask(at);
    const isAnswer = response.status === 200 || response.status === 206;
    const answer = isAnswer ? readAnswer(response, at) : null;
    const why = at > 0 ? this.misfit(response.status, answer, at) : null;
    if (why === null && answer?.from === at) return { response, answer };
    await response.body?.cancel().catch(() => undefined);
    if (!isAnswer && response.status !== 416) throw refusedAnswer(response.status, this.name, this.host);
    if (at === 0) throw refusedAnswer(response.status, this.name, this.host);
    if (response.status === 416 && at === file.size) {
      return { response, answer: { from: at, total: at, validator: file.validator } };
    }
    this.beginAnew(why ?? "its server does not give a rest alone");
    return this.answer();
  }

  /** Why the answer's bytes do not belong behind those that are there; null if they do. */
  private misfit(status: number, answer: Answer | null, at: number): string | null {
    const { validator, size } = this.file;
    if (status === 416) return "less of it is there than was fetched before";
    if (status !== 206 || !answer) return null;
    const isOther =
      (validator !== null && answer.validator !== null && validator !== answer.validator) ||
      (size !== null && answer.total !== null && size !== answer.total);
    if (isOther) return "it has changed in between";
    if (answer.from !== at) return "its server does not give a rest alone";
    const isSure = answer.validator !== null || this.file.sha256 !== null;
    return isSure ? null : "its server does not say whether it has changed";
  }

  private async checkRoom(bytes: number): Promise<void> {
    const room = await this.tools.room();
    if (room !== null && bytes > room) throw noRoom(this.name, bytes, room);
  }

  /** Appends what comes until the server ends it. */
  private async receive(response: Response, total: number | null): Promise<void> {
    const { part, events, tools } = this;
    const reader = response.body!.getReader();
    let known = total;
    let checked = part.size();
    try {
      for (;;) {
        const piece = await reader.read().catch(() => {
          tools.signal.throwIfAborted();
          throw brokenOff(this.name, this.host);
        });
        tools.signal.throwIfAborted();
        if (piece.done) break;
        const after = part.size() + piece.value.length;
        if (part.size() === 0) {
          checkBeginning(piece.value, response.headers.get("Content-Type"), this.name, this.host);
        }
        if (known !== null && after > known) {
          if (response.status === 206) throw this.otherLength();
          // The length was that of a package, and the browser does not tell of it.
          known = null;
        }
        if (after > this.most) {
          part.truncate(0);
          throw tooLarge(this.name, this.most);
        }
        if (known === null && after - checked > roomEvery) {
          checked = after;
          await this.checkRoom(piece.value.length);
        }
        part.append(piece.value);
        events.onBytes(after, known);
      }
    } finally {
      await reader.cancel().catch(() => undefined);
    }
    if (known !== null && part.size() < known) throw brokenOff(this.name, this.host);
  }

  private otherLength(): StudioError {
    this.part.truncate(0);
    return new StudioError(
      "bad-file",
      `${this.name} is longer than its server says.`,
      "Try again, or download the file as usual and drop it on the page.",
    );
  }

  async run(): Promise<void> {
    const { file, part, events } = this;
    if (file.size !== null && file.size > this.most) throw tooLarge(this.name, this.most);
    if (part.size() > 0 && part.size() === file.size && this.canGoOn()) return this.verify();
    const { response, answer } = await this.answer();
    const from = part.size();
    const { total, validator } = answer;
    if (total !== null && total > this.most) {
      await response.body?.cancel().catch(() => undefined);
      throw tooLarge(this.name, this.most);
    }
    if (file.sha256 !== null && file.size !== null && total !== null && total !== file.size) {
      await response.body?.cancel().catch(() => undefined);
      throw new StudioError(
        "bad-file",
        `${this.name} has ${total} bytes at ${this.host}, and ${file.size} were told.`,
        "Ask for the list of files again: the data set may have changed.",
      );
    }
    if (total !== null) await this.checkRoom(total - from);
    await events.onFound({ size: total ?? file.size, validator });
    if (response.body && response.ok) await this.receive(response, total);
    this.verify();
  }

  /** @throws StudioError `bad-file` if the bytes are not those whose check sum was told; they are dropped. */
  private verify(): void {
    const { file, part } = this;
    if (part.size() === 0) throw refusedAnswer(416, this.name, this.host);
    if (file.sha256 === null) return;
    const hash = sha256.create();
    part.read((piece) => hash.update(piece));
    if (bytesToHex(hash.digest()) === file.sha256) return;
    part.truncate(0);
    throw new StudioError(
      "bad-file",
      `${this.name} is not the file that was meant: its SHA-256 is another.`,
      "Check the address and the SHA-256; what was fetched is deleted.",
    );
  }
}

/**
 * Fetches what is missing of a file, and checks its length and, where one was told, its SHA-256.
 * @param most bytes that the file may have.
 * @throws StudioError one sentence; or the signal's reason once that is aborted. What has come stays in the part file
 * unless it is known to be wrong.
 */
export async function downloadFile(
  file: FetchedFile,
  part: PartFile,
  tools: DownloadTools,
  events: DownloadEvents,
  most: number,
): Promise<void> {
  await new Download(file, part, tools, events, most).run();
}
