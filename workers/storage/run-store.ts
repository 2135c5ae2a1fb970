/**
 * Runs on disk. Of each run two files are kept at most, written in turn and numbered: the newer one goes over the older,
 * and counts only once it is whole, which its check sum tells. So a crash in the middle of writing leaves the one
 * before. What the library lists stands in the index.
 */
import type { Dataset } from "../engine/data/dataset";
import type { DistilledSet } from "../engine/progressive/distilled";
import type { RunSnapshot } from "../engine/run";
import { StudioError } from "../protocol/errors";
import { undoMilliseconds, type RunView, type StoredRun } from "../protocol/library";
import type { RunResult } from "../protocol/result";
import { keptLimits } from "../protocol/kept-limits";
import type { Files } from "./files";
import { keptFile, readKeptFile } from "./kept-file";
import type { Patch, RunIndex } from "./run-index";

/** All that is kept of a run beside its entry. */
export interface KeptRun {
  readonly view: RunView;
  /** Null before the first images. */
  readonly set: DistilledSet | null;
  readonly result: RunResult;
  /** Where it goes on; null at its end. Its curves are those of the view. */
  readonly snapshot: RunSnapshot | null;
}

interface Numbered extends KeptRun {
  readonly number: number;
}

const slots = ["a.bin", "b.bin"] as const;
const folderOf = (id: string): string => `runs/${id}`;
const stagePath = (id: string, stage: number): string => `${folderOf(id)}/stage-${stage}.bin`;
const dataPath = (hash: string): string => `data/${hash}.bin`;

export class RunStore {
  /** The number of the last file of each run that was written or read here, and its slot. */
  private readonly last = new Map<string, { readonly number: number; readonly slot: number }>();

  constructor(
    private readonly files: Files,
    private readonly index: RunIndex,
  ) {}

  /** Entries that were not deleted. */
  async entries(): Promise<StoredRun[]> {
    return (await this.index.all()).filter(({ deleted }) => deleted === null);
  }

  /** @throws StudioError `no-data` if there is no such run. */
  async entry(id: string): Promise<StoredRun> {
    const entry = await this.index.get(id);
    if (entry && entry.deleted === null) return entry;
    throw new StudioError("no-data", "This run is no longer in the library.", "Reload the page.");
  }

  /** Adds a run to the index; a run of that id is replaced. */
  async add(entry: StoredRun): Promise<void> {
    await this.index.put(entry);
  }

  async patch(id: string, patch: Patch): Promise<void> {
    await this.index.patch(id, patch);
  }

  /**
   * Writes what is kept of a run, and then its entry. Without a snapshot the file before goes, too.
   * @throws StudioError `storage-full`; the file before is still there.
   */
  async save(id: string, kept: KeptRun, patch: Patch): Promise<void> {
    const before = this.last.get(id) ?? { number: 0, slot: 1 };
    const now = { number: before.number + 1, slot: 1 - before.slot };
    const file = await keptFile(lean(kept, now.number));
    await this.files.write(`${folderOf(id)}/${slots[now.slot]}`, file);
    this.last.set(id, now);
    const ended = kept.snapshot === null;
    if (ended) await this.files.remove(`${folderOf(id)}/${slots[before.slot]}`);
    const buffers = kept.snapshot?.trajectories ?? [];
    const entry = { bytes: file.length, buffers, resumable: !ended, changed: Date.now() };
    await this.index.patch(id, { ...patch, ...entry });
  }

  /** Keeps a run as it is at the end of a stage, to branch from; nothing where that takes much room. */
  async saveStage(id: string, kept: KeptRun, stage: number): Promise<void> {
    const file = await keptFile(lean(kept, stage));
    if (file.length > keptLimits.stageEnd) return;
    await this.files.write(stagePath(id, stage), file);
    const entry = await this.entry(id);
    const branchStages = [...new Set([...entry.branchStages, stage])];
    await this.index.patch(id, { branchStages });
  }

  /**
   * A run as it was at the end of a stage.
   * @throws StudioError `no-data` if that was not kept.
   */
  async loadStage(id: string, stage: number): Promise<KeptRun> {
    const file = await this.files.read(stagePath(id, stage));
    const { tree } = file ? await readKeptFile(file) : { tree: null };
    if (tree) return withCurves(tree as Numbered);
    throw new StudioError(
      "no-data",
      `The end of stage ${stage} of this run was not kept.`,
      "Begin the recipe as a run of its own.",
    );
  }

  /**
   * What was saved last.
   * @throws StudioError `no-data` if nothing was saved yet, `bad-file` if no file of the run is whole.
   */
  async load(id: string): Promise<KeptRun> {
    let newest: Numbered | null = null;
    let problem: string | null = null;
    for (const [slot, name] of slots.entries()) {
      const file = await this.files.read(`${folderOf(id)}/${name}`);
      if (!file) continue;
      const reading = await readKeptFile(file);
      if (reading.problem !== null) {
        problem = reading.problem;
        continue;
      }
      const kept = reading.tree as Numbered;
      if (newest && newest.number > kept.number) continue;
      newest = kept;
      this.last.set(id, { number: kept.number, slot });
    }
    if (newest) return withCurves(newest);
    if (problem === null) {
      throw new StudioError(
        "no-data",
        "Nothing of this run was saved before it was interrupted.",
        "Its recipe is there: begin it anew.",
      );
    }
    throw new StudioError(
      "bad-file",
      problem === "newer"
        ? "This run was saved by a newer studio."
        : "What was saved of this run is damaged: its check sum is another.",
      problem === "newer"
        ? "Reload the page to get the newer studio."
        : "Its recipe is there: begin it anew.",
    );
  }

  /** Keys of the trajectories without which some run would have to train its experts again, to go on. */
  async neededTrajectories(): Promise<ReadonlySet<string>> {
    const runs = (await this.index.all()).filter(({ resumable }) => resumable);
    return new Set(runs.flatMap(({ buffers }) => buffers ?? []));
  }

  /** Keeps a data set of files, once for all runs on it. */
  async keepData(hash: string, dataset: Dataset): Promise<void> {
    if (!(await this.keptData()).has(hash)) await this.files.write(dataPath(hash), await keptFile(dataset));
  }

  /** Hashes of the data sets that are kept. */
  async keptData(): Promise<ReadonlySet<string>> {
    return new Set((await this.files.list("data")).map((name) => name.replace(/\.bin$/, "")));
  }

  /** A data set that was kept; null if it was not, or is damaged. */
  async data(hash: string): Promise<Dataset | null> {
    const file = await this.files.read(dataPath(hash));
    return file && ((await readKeptFile(file)).tree as Dataset | null);
  }

  /** Hides a run until it is brought back, or gone. */
  async hide(id: string): Promise<void> {
    await this.index.patch(id, { deleted: Date.now() });
  }

  async bringBack(id: string): Promise<void> {
    await this.index.patch(id, { deleted: null });
  }

  /** Frees what was deleted too long ago to be brought back, and the data sets that no run needs any more. */
  async purge(now = Date.now()): Promise<void> {
    const all = await this.index.all();
    const gone = all.filter(({ deleted }) => deleted !== null && now - deleted >= undoMilliseconds);
    for (const { id } of gone) {
      await this.files.remove(folderOf(id));
      await this.index.delete(id);
      this.last.delete(id);
    }
    if (gone.length === 0) return;
    const needed = new Set(all.filter((entry) => !gone.includes(entry)).map(({ data }) => `${data}.bin`));
    for (const name of await this.files.list("data")) {
      if (!needed.has(name)) await this.files.remove(`data/${name}`);
    }
  }
}

/** For a file: the curves of the snapshot stand in the view already. */
function lean({ snapshot, ...rest }: KeptRun, number: number): Numbered {
  return { ...rest, snapshot: snapshot && { ...snapshot, curves: [] }, number };
}

function withCurves({ number: _, ...kept }: Numbered): KeptRun {
  const { snapshot, view } = kept;
  return { ...kept, snapshot: snapshot && { ...snapshot, curves: view.points } };
}
