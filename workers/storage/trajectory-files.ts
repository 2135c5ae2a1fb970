/**
 * Trajectories on disk. A folder for each, named by its key: a file that says what it is, one for the weights before the
 * first epoch and after each, and one that says when it was used last. A file is written by one worker at a time and
 * never over a whole one, so that runs in two tabs can make the same trajectory: what they write is the same, bit by
 * bit. Beyond the room for all of them those that were not used for longest go, but none that a run still needs.
 */
import type { OtherTrajectory, TrajectoryAbout, TrajectoryStore } from "../engine/experts/trajectory-store";
import type { BuffersUse } from "../protocol/library";
import { storageFull, type Files } from "./files";
import { fingerprint, keptFile, readKeptFile } from "./kept-file";

const root = "buffers";
const aboutName = "about.bin";
const usedName = "used.bin";
const lockOf = (key: string): string => `trajectory ${key}`;
const nameOf = (place: number): string => `${place}.bin`;

interface Kept extends TrajectoryAbout {
  /** What computed it, by name: back end, versions. */
  readonly engine: Readonly<Record<string, string>>;
  readonly begun: number;
}

export interface TrajectoryFilesOptions {
  /** What computes, by name: on another the same training may give other bits. */
  readonly engine: Readonly<Record<string, string>>;
  /** Bytes that all trajectories may take; null: as many as there is room for. */
  readonly room: () => Promise<number | null>;
  /** Keys of those that runs still need. */
  readonly needed: () => Promise<ReadonlySet<string>>;
  /** Does `work` while no other worker does some under that name. */
  readonly alone: <T>(name: string, work: () => Promise<T>) => Promise<T>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export class TrajectoryFiles implements TrajectoryStore {
  /** What was read or written here: it never changes. */
  private readonly abouts = new Map<string, Kept>();
  /** Those of the run that this was opened for, which may not yet be in the library. */
  private readonly own = new Set<string>();

  constructor(
    private readonly files: Files,
    private readonly options: TrajectoryFilesOptions,
  ) {}

  fingerprint(tree: unknown): Promise<string> {
    return fingerprint([this.options.engine, tree]);
  }

  private async tree(path: string): Promise<unknown> {
    const file = await this.files.read(`${root}/${path}`);
    return file && (await readKeptFile(file)).tree;
  }

  private async about(key: string): Promise<Kept | null> {
    const known = this.abouts.get(key) ?? ((await this.tree(`${key}/${aboutName}`)) as Kept | null);
    if (known) this.abouts.set(key, known);
    return known;
  }

  /** Its snapshots that are there, by their places. */
  private async places(key: string): Promise<ReadonlySet<number>> {
    const names = await this.files.list(`${root}/${key}`);
    return new Set(names.flatMap((name) => /^(\d+)\.bin$/.exec(name)?.slice(1).map(Number) ?? []));
  }

  async find(key: string): ReturnType<TrajectoryStore["find"]> {
    this.own.add(key);
    const places = await this.places(key);
    const about = places.size > 0 ? await this.about(key) : null;
    if (!about) return null;
    const used = await keptFile({ used: this.options.now() });
    // Another tab may be writing the same.
    await this.files.write(`${root}/${key}/${usedName}`, used).catch(() => undefined);
    return { begun: about.begun, places };
  }

  async read(key: string, place: number): Promise<Float32Array | null> {
    const path = `${key}/${nameOf(place)}`;
    // What is no whole file may be one that another tab is writing.
    const tree = (await this.tree(path)) ?? (await this.options.alone(lockOf(key), () => this.tree(path)));
    return tree as Float32Array | null;
  }

  async write(key: string, place: number, weights: Float32Array, about: TrajectoryAbout): Promise<void> {
    this.own.add(key);
    await this.options.alone(lockOf(key), async () => {
      await this.begin(key, about);
      const path = `${key}/${nameOf(place)}`;
      if (await this.tree(path)) return;
      await this.files.write(`${root}/${path}`, await keptFile(weights));
    });
  }

  /** Writes down what a trajectory is, once there is room for all of it. */
  private async begin(key: string, about: TrajectoryAbout): Promise<void> {
    const folder = await this.files.list(`${root}/${key}`);
    if (folder.includes(aboutName) && (await this.about(key))) return;
    await this.makeRoom(about.snapshots * about.bytes);
    const { engine, now } = this.options;
    const kept: Kept = { ...about, engine, begun: now() };
    await this.files.write(`${root}/${key}/${aboutName}`, await keptFile(kept));
    this.abouts.set(key, kept);
  }

  /** @throws StudioError `storage-full` if what runs still need leaves no room for so many bytes. */
  private async makeRoom(bytes: number): Promise<void> {
    const room = await this.options.room();
    if (room === null) return;
    const keys = await this.files.list(root);
    let left = room - bytes;
    for (const key of keys) left -= await this.wholeBytes(key);
    if (left >= 0) return;
    const needed = await this.needed();
    const free: { readonly key: string; readonly used: number }[] = [];
    for (const key of keys) if (!needed.has(key)) free.push({ key, used: await this.usedAt(key) });
    for (const { key } of free.toSorted((a, b) => a.used - b.used)) {
      if (left >= 0) return;
      left += await this.wholeBytes(key);
      await this.remove(key);
    }
    if (left < 0) throw storageFull();
  }

  private async wholeBytes(key: string): Promise<number> {
    const about = await this.about(key);
    return about ? about.snapshots * about.bytes : 0;
  }

  private async usedAt(key: string): Promise<number> {
    const mark = (await this.tree(`${key}/${usedName}`)) as { used: number } | null;
    return mark?.used ?? (await this.about(key))?.begun ?? 0;
  }

  private async needed(): Promise<ReadonlySet<string>> {
    return new Set([...this.own, ...(await this.options.needed())]);
  }

  private async remove(key: string): Promise<void> {
    this.abouts.delete(key);
    await this.files.remove(`${root}/${key}`);
  }

  async others(stage: number): Promise<readonly OtherTrajectory[]> {
    const found: OtherTrajectory[] = [];
    for (const key of await this.files.list(root)) {
      const about = await this.about(key);
      if (about?.stage !== stage || (await this.places(key)).size < about.snapshots) continue;
      found.push({ ...about, sameEngine: isSame(about.engine, this.options.engine) });
    }
    return found;
  }

  /** How much they take. */
  async use(): Promise<BuffersUse> {
    const needed = await this.needed();
    const use = { count: 0, bytes: 0, free: 0, freeBytes: 0 };
    for (const key of await this.files.list(root)) {
      const bytes = (await this.places(key)).size * ((await this.about(key))?.bytes ?? 0);
      use.count++;
      use.bytes += bytes;
      if (needed.has(key)) continue;
      use.free++;
      use.freeBytes += bytes;
    }
    return use;
  }

  /** Removes all that no run needs. */
  async clear(): Promise<void> {
    const needed = await this.needed();
    for (const key of await this.files.list(root)) if (!needed.has(key)) await this.remove(key);
  }
}

const isSame = (a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean =>
  Object.keys({ ...a, ...b }).every((name) => a[name] === b[name]);
