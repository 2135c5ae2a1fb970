/**
 * Drives a run in a worker: calls its stepper, gives the message queue a turn between steps so that pause, stop and
 * step act within one, and tells the page of every change of state.
 */
import type { StepReach } from "./protocol/api";
import { errorData, type StudioErrorData } from "./protocol/errors";
import type { RunEvent, RunState } from "./protocol/events";
import { withRemedy } from "./protocol/remedies";
import type { Run } from "./engine/run";
import { messageTurn } from "./message-turn";
import type { Saver } from "./storage/keeper";

/** Milliseconds of computing after which waiting messages get a turn. */
const turn = 8;

export class RunDriver {
  private state: RunState = "paused";
  private failure: StudioErrorData | null = null;
  /** While paused: the number of complete units at which to stop again. */
  private stepUntil: number | null = null;
  /** While running: the number of parts at which to pause; null goes on to the end. */
  private pauseAt: number | null = null;
  private wake: (() => void) | null = null;
  /** The storage is full, and the run has been paused for it: if it is resumed all the same, it goes on unsaved. */
  private toldOfFull = false;
  private readonly ended: Promise<void>;

  /** @param saver saves the run as it goes; null where nothing is kept */
  constructor(
    private readonly run: Run,
    private readonly emit: (event: RunEvent) => void,
    private readonly saver: Saver | null = null,
  ) {
    this.setState("running");
    this.ended = this.loop();
  }

  /** How the run stands. */
  get now(): RunState {
    return this.state;
  }

  pause(): void {
    if (this.state === "running") this.setState("paused");
  }

  resume(): void {
    this.goOn(null);
  }

  /**
   * While paused: goes on until one more unit (an iteration, an epoch) is complete; or, as if resumed, to the end of the
   * part under way (a stage, a transition), where it pauses.
   */
  step(reach: StepReach): void {
    if (this.state !== "paused") return;
    if (reach === "part") return this.goOn(this.run.partsBefore + 1);
    this.stepUntil = this.run.unitsDone + 1;
    this.wake?.();
  }

  private goOn(pauseAt: number | null): void {
    if (this.state !== "paused") return;
    this.stepUntil = null;
    this.pauseAt = pauseAt;
    this.setState("running");
    this.wake?.();
  }

  /** Has the run saved at once, where there is room again. */
  save(): void {
    this.saver?.hurry();
    // At rest it saves before it goes to sleep again.
    if (this.state === "paused") this.wake?.();
  }

  /** Ends the run for good; resolves when its tensors are freed. */
  async stop(): Promise<void> {
    if (this.state === "running" || this.state === "paused") this.setState("stopped");
    this.wake?.();
    await this.ended;
  }

  /** Reports an error that no call of the run returned, such as the loss of the device, and ends the run. */
  async fail(thrown: unknown): Promise<void> {
    if (this.state === "running" || this.state === "paused") this.setState("failed", thrown);
    this.wake?.();
    await this.ended;
  }

  private setState(state: RunState, thrown?: unknown): void {
    this.state = state;
    this.failure =
      thrown === undefined ? null : withRemedy(errorData(thrown), this.run.recipe, this.run.doing);
    this.emit({ kind: "state", state, ...(this.failure && { error: this.failure }) });
  }

  private get mayCompute(): boolean {
    if (this.state === "running") return true;
    if (this.state !== "paused" || this.stepUntil === null) return false;
    if (this.run.unitsDone < this.stepUntil) return true;
    this.stepUntil = null;
    return false;
  }

  private get over(): boolean {
    return this.state !== "running" && this.state !== "paused";
  }

  private async keep(state: RunState): Promise<void> {
    const problem = await this.saver?.save(state);
    const isFull = problem?.code === "storage-full";
    if (isFull && !this.toldOfFull) this.pause();
    if (isFull || problem === null) this.toldOfFull = isFull;
  }

  private async loop(): Promise<void> {
    let lastTurn = performance.now();
    try {
      while (!this.over && !this.run.finished) {
        if (!this.mayCompute) {
          this.run.rest();
          // Between two reports an iteration may have gone by: what is shown while it rests is where it rests.
          await this.run.tell();
          await this.keep("paused");
          // Resume, step or stop may have been asked for meanwhile.
          if (!this.over && !this.mayCompute) {
            this.emit({ kind: "rested" });
            await new Promise<void>((resolve) => (this.wake = resolve));
          }
          this.wake = null;
          continue;
        }
        await this.run.step();
        if (this.saver?.due()) await this.keep("running");
        if (this.pauseAt !== null && this.run.partsBefore >= this.pauseAt && !this.run.finished) this.pause();
        if (performance.now() - lastTurn >= turn) {
          await messageTurn();
          lastTurn = performance.now();
        }
      }
      // Saved before anybody is told, and before the run lets go of what it holds.
      if (this.run.finished) await this.saver?.save("finished");
      else if (this.state === "stopped") await this.saver?.save("stopped");
      if (!this.over) this.setState("finished");
    } catch (thrown) {
      if (!this.over) this.setState("failed", thrown);
    } finally {
      if (this.failure) await this.saver?.fail(this.failure);
      await this.run.dispose();
      this.saver?.close();
    }
  }
}
