/**
 * Telling a thread that hangs from one that is slow, without a clock: whoever waits looks again and again for signs of
 * progress, and counts the looks that found none. How many are borne depends on the thread's own longest silence so
 * far, so that neither a slow machine nor a large network is taken for a death.
 */

/** A silence may be so many times as long as the longest one that ended. */
const times = 10;

export class Patience {
  private silent = 0;
  private longest = 0;
  private hasHeard = false;

  /**
   * @param least looks without progress that are always borne.
   * @param first those before the first progress of all: there may be a lot to load.
   */
  constructor(
    private readonly least: number,
    private readonly first = least,
  ) {}

  /** There was progress. */
  heard(): void {
    this.longest = Math.max(this.longest, this.silent);
    this.silent = 0;
    this.hasHeard = true;
  }

  /** Another look found no progress; true once that is too much. */
  missed(): boolean {
    this.silent++;
    return this.silent > (this.hasHeard ? Math.max(this.least, times * this.longest) : this.first);
  }
}
