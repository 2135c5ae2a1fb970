/**
 * Saves a run while it is computed: at its first step, after a stretch of computing, where it rests, at the end of a
 * stage and at its own end. Saving takes a small share of the time, however large the state is.
 */
import type { Run } from "../engine/run";
import { errorData, type StudioErrorData } from "../protocol/errors";
import type { RunEvent, RunState } from "../protocol/events";
import type { RunRecorder } from "./recorder";
import type { RunStore } from "./run-store";

/** Milliseconds of computing between two saves, at least. */
const interval = 4000;
/** Saving takes no more than one part in so many of the time. */
const share = 20;
/** Milliseconds until saving is tried again after it failed. */
const retry = 60_000;

/** What the driver needs to know of keeping. */
export interface Saver {
  /** True between two steps where it is time to save. */
  due(): boolean;
  /** Is due at once, also where it failed a moment ago. */
  hurry(): void;
  /** Saves the run. @returns why it could not; null if it is saved. */
  save(state: RunState): Promise<StudioErrorData | null>;
  /** Writes down that the run failed; what was saved last is what it can go on from. */
  fail(error: StudioErrorData): Promise<void>;
  /** Lets go of the run: another worker may take it up. */
  close(): void;
}

export class RunKeeper implements Saver {
  private next: number;
  private stagesDone: number;
  private savedAt = -1;

  /**
   * @param release gives the run's lock back
   * @param now milliseconds on a clock that only moves forward
   */
  constructor(
    readonly id: string,
    private readonly store: RunStore,
    private readonly recorder: RunRecorder,
    private readonly run: Run,
    private readonly release: () => void,
    private readonly emit: (event: RunEvent) => void,
    private readonly now: () => number,
  ) {
    // Saved with its first step: from then on there is something to go on from.
    this.next = now();
    this.stagesDone = recorder.stagesDone;
  }

  due(): boolean {
    return this.now() >= this.next || this.recorder.stagesDone > this.stagesDone;
  }

  hurry(): void {
    this.next = this.now();
  }

  async save(state: RunState): Promise<StudioErrorData | null> {
    const { run, recorder } = this;
    const ended = state === "finished";
    // At rest, what was saved before it went to rest may be all there is to save.
    if (state === "paused" && this.savedAt === run.unitsDone) return null;
    const begun = this.now();
    try {
      const snapshot = ended ? null : await run.state();
      const whole = await run.distilled();
      const view = recorder.view([...run.curves()]);
      if (!view) return null;
      // A whitening is large and made anew from the data: it is kept with the finished set alone.
      const set = ended || !whole.zca ? whole : { ...whole, zca: "pending" as const };
      const kept = { view, set: set.stages.length > 0 ? set : null, result: run.result(), snapshot };
      const { stagesDone } = recorder;
      await this.store.save(this.id, kept, { ...recorder.summary(), state, error: null });
      if (stagesDone > this.stagesDone && snapshot) await this.store.saveStage(this.id, kept, stagesDone);
      this.savedAt = run.unitsDone;
      this.stagesDone = recorder.stagesDone;
      const took = this.now() - begun;
      this.next = this.now() + Math.max(interval, share * took);
      this.emit({ kind: "saved", problem: null });
      return null;
    } catch (thrown) {
      this.next = this.now() + retry;
      this.stagesDone = recorder.stagesDone;
      const problem = errorData(thrown);
      this.emit({ kind: "saved", problem });
      return problem;
    }
  }

  async fail(error: StudioErrorData): Promise<void> {
    await this.store.patch(this.id, { state: "failed", error }).catch(() => undefined);
  }

  close(): void {
    this.release();
  }
}
