/**
 * Data sets by address: noted down, fetched file after file, paused and resumed, also after a reload, and kept until
 * they are removed. Who fetches a set holds its lock, so that two tabs do not write into each other's files.
 */
import { mostDataBytes, type GivenFile } from "../protocol/data";
import { errorData, StudioError } from "../protocol/errors";
import {
  isWhole,
  type FetchedFile,
  type FetchedSet,
  type FetchProgress,
  type ListedSet,
  type WantedFile,
} from "../protocol/fetching";
import { downloadFile, nameOf, type DownloadTools } from "./download-file";
import { Pace } from "./pace";
import type { Parts } from "./private-parts";
import type { SetIndex } from "./set-index";

/** What the sets need of the browser. */
export interface SetTools extends Omit<DownloadTools, "signal"> {
  /** Milliseconds. */
  readonly now: () => number;
  /** Takes the lock of a set. @returns what gives it back; @throws StudioError `in-use` if another tab has it */
  readonly hold: (id: string) => Promise<() => void>;
  readonly heldIds: () => Promise<ReadonlySet<string>>;
}

const nothing = (): void => undefined;

/** The sum, or null if a part of it is unknown. */
const sumOf = (values: readonly (number | null)[]): number | null =>
  values.reduce<number | null>((sum, value) => (sum === null || value === null ? null : sum + value), 0);

export class FetchedSets {
  private readonly running = new Map<
    string,
    { readonly control: AbortController; readonly ended: Promise<void> }
  >();

  constructor(
    private readonly index: SetIndex,
    private readonly parts: Parts,
    private readonly tools: SetTools,
  ) {}

  /** What is kept, the newest first; files that no entry knows of are freed. */
  async list(): Promise<ListedSet[]> {
    const held = await this.tools.heldIds();
    const sets = await this.index.all();
    for (const id of await this.parts.ids()) {
      if (!held.has(id) && !(await this.index.get(id))) await this.parts.remove(id);
    }
    const listed = sets.map(async (set): Promise<ListedSet> => {
      const sizes = await Promise.all(set.files.map((_, place) => this.parts.size(set.id, place)));
      return {
        ...set,
        bytes: sizes.reduce((sum, size) => sum + size, 0),
        total: sumOf(set.files.map(({ size, done }, place) => (done ? sizes[place]! : size))),
        held: held.has(set.id),
      };
    });
    return (await Promise.all(listed)).toSorted((a, b) => b.created - a.created);
  }

  /** Notes a set down. @returns its id. */
  async add(title: string, wanted: readonly WantedFile[], created: number): Promise<string> {
    const id = crypto.randomUUID();
    const files = wanted.map((file): FetchedFile => ({ ...file, validator: null, done: false }));
    await this.index.put({ id, title, created, files, problem: null });
    return id;
  }

  private async entry(id: string): Promise<FetchedSet> {
    const set = await this.index.get(id);
    if (set) return set;
    throw new StudioError("no-data", "This data set is no longer kept here.", "Fetch it anew.");
  }

  private async changeFile(id: string, place: number, change: Partial<FetchedFile>): Promise<void> {
    const set = await this.entry(id);
    await this.index.put({
      ...set,
      files: set.files.map((file, at) => (at === place ? { ...file, ...change } : file)),
    });
  }

  /**
   * Fetches what is missing of a set.
   * @returns whether it is whole; if not, it was paused.
   * @throws StudioError why it stopped, which is also noted down.
   */
  async run(id: string, tell: (progress: FetchProgress) => void): Promise<boolean> {
    const control = new AbortController();
    const running = this.runHeld(id, control.signal, tell);
    const ended = running.then(nothing, nothing);
    // Before anything is waited for, so that a pause right behind is not lost.
    this.running.set(id, { control, ended });
    try {
      return await running;
    } finally {
      this.running.delete(id);
    }
  }

  private async runHeld(
    id: string,
    signal: AbortSignal,
    tell: (progress: FetchProgress) => void,
  ): Promise<boolean> {
    const release = await this.tools.hold(id);
    try {
      await this.index.put({ ...(await this.entry(id)), problem: null });
      await this.fetchAll(id, signal, tell);
      return true;
    } catch (thrown) {
      if (signal.aborted) return false;
      const set = await this.index.get(id);
      if (set) await this.index.put({ ...set, problem: errorData(thrown) });
      throw thrown;
    } finally {
      release();
    }
  }

  private async fetchAll(
    id: string,
    signal: AbortSignal,
    tell: (progress: FetchProgress) => void,
  ): Promise<void> {
    const { files } = await this.entry(id);
    const sizes = await Promise.all(files.map((_, place) => this.parts.size(id, place)));
    const totals = files.map(({ size, done }, place) => (done ? sizes[place]! : size));
    const pace = new Pace(this.tools.now, (perSecond, note) =>
      tell({ bytes: sizes.reduce((sum, size) => sum + size, 0), total: sumOf(totals), perSecond, note }),
    );
    try {
      for (const [place, file] of files.entries()) {
        if (file.done) continue;
        signal.throwIfAborted();
        const others = sizes.reduce((sum, size, at) => (at === place ? sum : sum + size), 0);
        const part = await this.parts.open(id, place);
        try {
          const events = {
            onBytes: (bytes: number, total: number | null) => {
              pace.moved(bytes - sizes[place]!);
              sizes[place] = bytes;
              totals[place] = total;
              pace.tell();
            },
            onFound: async (found: Pick<FetchedFile, "size" | "validator">) => {
              pace.moved(0);
              sizes[place] = part.size();
              totals[place] = found.size;
              await this.changeFile(id, place, found);
            },
            onNote: (note: string) => pace.note(note),
          };
          await downloadFile(file, part, { ...this.tools, signal }, events, mostDataBytes - others);
          sizes[place] = part.size();
          totals[place] = part.size();
        } finally {
          part.close();
        }
        await this.changeFile(id, place, { done: true, size: sizes[place]! });
        pace.tell();
      }
    } finally {
      pace.end();
    }
  }

  /** Pauses a set that is fetched here; resolves when nothing more is written. */
  async pause(id: string): Promise<void> {
    const running = this.running.get(id);
    running?.control.abort();
    await running?.ended;
  }

  /** Frees a set. @throws StudioError `in-use` if another tab fetches it. */
  async remove(id: string): Promise<void> {
    await this.pause(id);
    const release = await this.tools.hold(id);
    try {
      await this.index.delete(id);
      await this.parts.remove(id);
    } finally {
      release();
    }
  }

  /**
   * The files of a whole set, as if they had been chosen.
   * @throws StudioError `no-data` if the set is not whole, or the browser has freed it.
   */
  async files(id: string): Promise<GivenFile[]> {
    const set = await this.entry(id);
    if (!isWhole(set)) {
      throw new StudioError("no-data", `${set.title} has not come as a whole yet.`, "Resume it.");
    }
    const given: GivenFile[] = [];
    let lost: string | null = null;
    for (const [place, wanted] of set.files.entries()) {
      const file = await this.parts.file(id, place);
      if (file?.size === wanted.size) given.push({ path: wanted.path, file });
      else {
        lost ??= nameOf(wanted);
        await this.changeFile(id, place, { done: false });
      }
    }
    if (lost === null) return given;
    throw new StudioError(
      "no-data",
      `${lost} is not kept here any more as it was.`,
      "Resume the data set to fetch it again.",
    );
  }
}
