/**
 * Jobs side by side in threads. Threads are started when there is something to do and stay until the pool is ended; of
 * one that dies, or hangs, the job is done again by another, and when none is left, here.
 */
import { StudioError, type StudioErrorData } from "../../protocol/errors";
import type { NetworkOptions } from "../nets/network-options";
import { Patience } from "../patience";
import type { EpochReport, JobData, JobResult } from "./job";
import { control, type FromThread, type JobThread, type JobThreads } from "./messages";
import type { JobRunner, JobTask } from "./runner";
import { shareData } from "./shared-data";

/** Seconds without a step after which a thread is taken for dead, at least, and before its first step. */
const leastPatience = 20;
const firstPatience = 120;

/** A task on its way: waiting, with a thread, or over. */
interface Errand {
  readonly task: JobTask;
  /** Of the job as its present thread knows it; 0 before it was sent. */
  id: number;
  thread: Link | null;
  over: boolean;
  /** Nobody waits for it any more. */
  calledOff: boolean;
  /** Reports heard from the present thread, and passed on in all: one that is done again tells only what is new. */
  heard: number;
  told: number;
  failure: unknown;
}

/** One thread seen from here. */
interface Link {
  readonly thread: JobThread;
  readonly words: Int32Array;
  errand: Errand | null;
  /** Its counter when it was looked at last. */
  beats: number;
  readonly patience: Patience;
}

export interface PoolOptions {
  /** The run's own network. */
  readonly network: NetworkOptions;
  /** Asked for the images once, when the first thread is started: they may be whitened before that. */
  readonly data: () => JobData;
  /** For what cannot be done in a thread. */
  readonly local: JobRunner;
}

class Pool implements JobRunner {
  readonly width: number;
  private readonly queue: Errand[] = [];
  private readonly links = new Set<Link>();
  private started = 0;
  private lastId = 0;
  private shared: JobData | null = null;
  private held = false;
  private reserved = false;
  private disposed = false;
  private endWatch: (() => void) | null = null;
  private wake: () => void = () => {};
  private sign: Promise<void>;

  constructor(
    private readonly threads: JobThreads,
    private readonly options: PoolOptions,
  ) {
    this.width = threads.count;
    this.sign = this.nextSign();
  }

  private nextSign(): Promise<void> {
    return new Promise((resolve) => (this.wake = resolve));
  }

  /** Whoever waits for a sign of life looks around. */
  rouse(): void {
    this.wake();
    this.sign = this.nextSign();
  }

  get busy(): boolean {
    return [...this.links].some(({ errand }) => errand !== null);
  }

  async *run(tasks: readonly JobTask[]): AsyncGenerator<void, void> {
    // One job alone is sooner done here, where its batches are computed by several cores.
    if (tasks.length < 2) return yield* this.options.local.run(tasks);
    const errands = tasks.map((task) => this.errand(task));
    this.queue.push(...errands);
    try {
      for (;;) {
        this.assign();
        const failed = errands.find(({ failure }) => failure !== null);
        if (failed) throw failed.failure;
        if (errands.every(({ over }) => over)) return;
        if (this.deserted) yield* this.runHere(errands);
        else {
          await this.sign;
          yield;
        }
      }
    } finally {
      await this.callOff(errands);
    }
  }

  private errand(task: JobTask): Errand {
    return {
      task,
      id: 0,
      thread: null,
      over: false,
      calledOff: false,
      heard: 0,
      told: 0,
      failure: null,
    };
  }

  /** No thread is there, and none can be started any more. */
  private get deserted(): boolean {
    return this.links.size === 0 && this.started >= this.width;
  }

  /** Does in this thread what no other can do. */
  private async *runHere(errands: readonly Errand[]): AsyncGenerator<void, void> {
    for (const errand of errands.filter(({ over }) => !over)) {
      this.leaveQueue(errand);
      errand.heard = 0;
      yield* this.options.local.run([
        {
          make: () => errand.task.make(),
          onEpoch: (report) => this.tell(errand, report),
          onDone: (result) => this.finish(errand, result),
        },
      ]);
    }
  }

  private leaveQueue(errand: Errand): void {
    const place = this.queue.indexOf(errand);
    if (place >= 0) this.queue.splice(place, 1);
  }

  /** Gives waiting tasks to threads, as many as may work now. */
  private assign(): void {
    const most = Math.max(1, this.width - Number(this.reserved));
    while (this.queue.length > 0) {
      const links = [...this.links];
      if (links.filter(({ errand }) => errand).length >= most) return;
      const link = links.find(({ errand }) => !errand) ?? this.startThread();
      if (!link) return;
      const errand = this.queue.shift()!;
      link.errand = errand;
      errand.thread = link;
      errand.id = 0;
      errand.heard = 0;
      void this.send(link, errand);
    }
  }

  private async send(link: Link, errand: Errand): Promise<void> {
    try {
      const job = await errand.task.make();
      if (link.errand !== errand) return; // the thread has died meanwhile, and another has the task
      if (errand.calledOff) return this.release(link, errand);
      errand.id = ++this.lastId;
      link.thread.post({ kind: "job", id: errand.id, job });
    } catch (thrown) {
      errand.failure = thrown;
      this.release(link, errand);
    }
  }

  /** The thread has nothing more to do with the task. */
  private release(link: Link, errand: Errand): void {
    if (link.errand === errand) link.errand = null;
    errand.over = true;
    errand.thread = null;
    this.rouse();
  }

  /** null if there are as many as there may be, or it cannot be had. */
  private startThread(): Link | null {
    if (this.started >= this.width || this.disposed) return null;
    this.started++;
    this.shared ??= shareData(this.options.data());
    const words = new Int32Array(new SharedArrayBuffer(4 * control.words));
    Atomics.store(words, control.hold, Number(this.held));
    const { backend } = this.threads;
    const thread = this.threads.start(
      (message) => this.hear(link, message),
      () => this.bury(link),
    );
    const patience = new Patience(leastPatience, firstPatience);
    const link: Link = { thread, words, errand: null, beats: 0, patience };
    this.endWatch ??= this.threads.everySecond(() => this.lookAround());
    this.links.add(link);
    const { network } = this.options;
    thread.post({ kind: "setup", setup: { backend, network, data: this.shared, control: words } });
    return link;
  }

  private hear(link: Link, message: FromThread): void {
    if (!this.links.has(link)) return;
    if (message.kind === "unusable") {
      link.thread.terminate();
      return this.bury(link);
    }
    const { errand } = link;
    if (message.kind !== "tick" && errand?.id === message.id) {
      try {
        if (message.kind === "epoch") this.tell(errand, message.report);
        if (message.kind === "done") this.finish(errand, message.result);
        if (message.kind === "failed") errand.failure = restored(message.error);
      } catch (thrown) {
        // What came of it is refused.
        errand.failure = thrown;
      }
      if (message.kind !== "epoch") {
        this.release(link, errand);
        this.assign();
      }
    }
    this.rouse();
  }

  /** A thread that works but comes no step further is ended. */
  private lookAround(): void {
    if (this.held) return;
    for (const link of this.links) {
      const beats = Atomics.load(link.words, control.beats);
      const isWorking = link.errand !== null && link.errand.id > 0;
      const hangs = isWorking && beats === link.beats && link.patience.missed();
      if (beats !== link.beats) link.patience.heard();
      link.beats = beats;
      if (!hangs) continue;
      link.thread.terminate();
      this.bury(link);
    }
  }

  private tell(errand: Errand, report: EpochReport): void {
    if (errand.calledOff || ++errand.heard <= errand.told) return;
    errand.told = errand.heard;
    errand.task.onEpoch(report);
  }

  private finish(errand: Errand, result: JobResult): void {
    errand.over = true;
    if (!errand.calledOff) errand.task.onDone(result);
  }

  /** A thread is gone: its task goes to the next one. */
  private bury(link: Link): void {
    if (!this.links.delete(link)) return;
    const { errand } = link;
    link.errand = null;
    if (errand) {
      errand.thread = null;
      if (errand.calledOff) errand.over = true;
      else if (!errand.over) this.queue.unshift(errand);
    }
    this.assign();
    this.rouse();
  }

  /** Ends tasks wherever they are, and waits until their threads have let go of them. */
  private async callOff(errands: readonly Errand[]): Promise<void> {
    for (const errand of errands) {
      this.leaveQueue(errand);
      errand.calledOff = true;
      if (!errand.thread) errand.over = true;
      else if (!errand.over) this.interrupt(errand.thread, errand.id);
    }
    while (!this.disposed && errands.some(({ over }) => !over)) await this.sign;
  }

  private interrupt({ words }: Link, id: number): void {
    Atomics.store(words, control.calledOff, id);
    Atomics.notify(words, control.hold);
  }

  hold(on: boolean): void {
    if (on === this.held) return;
    this.held = on;
    for (const { words } of this.links) {
      Atomics.store(words, control.hold, Number(on));
      Atomics.notify(words, control.hold);
    }
  }

  reserve(on: boolean): void {
    if (on === this.reserved) return;
    this.reserved = on;
    this.assign();
  }

  dispose(): void {
    this.disposed = true;
    this.endWatch?.();
    for (const { thread } of this.links) thread.terminate();
    this.links.clear();
    this.rouse();
  }
}

const restored = ({ code, message, hint, remedy }: StudioErrorData): StudioError =>
  new StudioError(code, message, hint, remedy);

/** A runner over threads; the caller ends it. With fewer than two threads there is nothing to be gained: take `local`. */
export function pooledRunner(threads: JobThreads, options: PoolOptions): JobRunner {
  return new Pool(threads, options);
}
