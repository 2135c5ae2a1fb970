/**
 * The parts of a run, worked through in order, and the seconds of computing spent on each. Where threads idle at the end
 * of a part, the next one begins beside the rest of it.
 */
import type { PartProgress } from "../protocol/events";
import { progressOf } from "./forecast";
import type { JobRunner } from "./jobs/runner";
import { Overtaken } from "./overtaken";
import type { Artifacts, Part } from "./part";

/** Where a sequence stands, structured-cloneable. */
export interface SequenceState {
  /** Index of the part under way. */
  readonly part: number;
  readonly partState: unknown;
  /** The part that was overtaken and is not complete, if there is one. */
  readonly overtaken: { readonly part: number; readonly state: unknown } | null;
  /** Seconds spent on each part. */
  readonly seconds: readonly number[];
}

export class PartSequence {
  private readonly spentOn: number[];
  private at = 0;
  private work: AsyncGenerator<void, void> | null = null;
  private behind: Overtaken | null = null;
  /** When the step under way began. */
  private begun = 0;
  /** Seconds of the step under way in which it waited for the part that it has overtaken. */
  private waited = 0;

  /**
   * @param jobs whose threads the parts work in
   * @param now milliseconds on any clock that only moves forward
   */
  constructor(
    readonly parts: readonly Part[],
    private readonly jobs: JobRunner,
    private readonly now: () => number,
  ) {
    this.spentOn = parts.map(() => 0);
  }

  /** Takes up where another sequence of the same parts stood. */
  restore({ part, partState, overtaken, seconds }: SequenceState): void {
    this.at = part;
    seconds.forEach((value, i) => (this.spentOn[i] = value));
    this.current?.restore(partState);
    if (!overtaken) return;
    const before = this.parts[overtaken.part]!;
    before.restore(overtaken.state);
    this.behind = new Overtaken(overtaken.part, before);
  }

  /** Index of the part under way; their number at the end. */
  get index(): number {
    return this.at;
  }

  /** The part under way; null at the end. */
  get current(): Part | null {
    return this.parts[this.at] ?? null;
  }

  /** The part that was overtaken and is not complete, if there is one. */
  get overtaken(): Overtaken | null {
    return this.behind;
  }

  /** Units (iterations, epochs) complete, those of an overtaken part counted as if they all were. */
  get unitsDone(): number {
    const before = this.parts.slice(0, this.at).reduce((sum, part) => sum + part.total, 0);
    return before + (this.current?.done ?? 0);
  }

  /** Seconds of computing on each part, to the end of the last step. */
  get seconds(): readonly number[] {
    return this.spentOn;
  }

  /** Seconds of computing on all parts, to this moment of the step under way. */
  get secondsSoFar(): number {
    return this.spentOn.reduce((sum, value) => sum + value, this.inStep);
  }

  /** Seconds of computing in the step under way, without waiting. */
  private get inStep(): number {
    return (this.now() - this.begun) / 1000 - this.waited;
  }

  /**
   * Computes until the next yield of the part under way; at the end, nothing.
   * @returns true if the next part is to begin: this one is complete, or may be overtaken.
   * @throws whatever this part, or the one that it has overtaken, throws.
   */
  async step(): Promise<boolean> {
    const part = this.current;
    if (!part) return false;
    this.jobs.hold(false);
    this.begun = this.now();
    this.waited = 0;
    const over = (await this.catchUp()) ? await this.goOn(part) : false;
    this.spentOn[this.at]! += this.inStep;
    if (over) this.at++;
    return over;
  }

  private async goOn(part: Part): Promise<boolean> {
    this.work ??= part.work();
    const { done } = await this.work.next();
    if (!done && !part.mayBeOvertaken) return false;
    if (!done) this.behind = new Overtaken(this.at, part, this.work);
    this.work = null;
    return true;
  }

  /** Looks after the part that was overtaken; false while the part under way must wait for it to be complete. */
  private async catchUp(): Promise<boolean> {
    const { behind } = this;
    if (!behind) return true;
    // Only the next part may run beside it, and not in one thread.
    const together = this.jobs.width > 1 && this.at === behind.index + 1;
    this.jobs.reserve(together);
    if (together) void behind.look();
    else await this.waitFor(behind);
    behind.check();
    if (behind.over) {
      this.behind = null;
      this.jobs.reserve(false);
    }
    return together || behind.over;
  }

  /**
   * Has the part under way wait for a sign of life of the one that it has overtaken.
   * @returns false if there is none to wait for.
   * @throws whatever that one throws.
   */
  async awaitOvertaken(): Promise<boolean> {
    const { behind } = this;
    if (!behind) return false;
    this.jobs.reserve(false);
    await this.waitFor(behind);
    behind.check();
    return true;
  }

  /** The time of waiting counts as that of the part that is waited for. */
  private async waitFor(behind: Overtaken): Promise<void> {
    const before = this.now();
    await behind.look();
    const seconds = (this.now() - before) / 1000;
    this.spentOn[behind.index]! += seconds;
    this.waited += seconds;
  }

  /** Progress of every part; `found` is what came of looking for trajectories, by part. */
  progress(found: Artifacts["found"]): PartProgress[] {
    const timed = this.parts.map((part, i) => ({ part, seconds: this.spentOn[i]!, found: found[part.id] }));
    return progressOf(timed, this.at, this.behind?.index);
  }

  /** Ends the work under way, which frees its tensors. */
  async end(): Promise<void> {
    await this.work?.return();
    this.work = null;
    await this.behind?.end(() => this.jobs.rouse());
    this.behind = null;
  }
}
