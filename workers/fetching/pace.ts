/** How fast bytes come, over the last seconds; and when to tell of it: ten times a second at most, and of the last. */

/** Milliseconds between two looks. */
const between = 100;
/** Milliseconds that the speed is taken over. */
const window = 5000;

export class Pace {
  private moves: { readonly at: number; readonly bytes: number }[] = [];
  private last = -Infinity;
  private said: string | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param now milliseconds.
   * @param say called with bytes a second, null at the start, and with the last note.
   */
  constructor(
    private readonly now: () => number,
    private readonly say: (perSecond: number | null, note: string | null) => void,
  ) {}

  /** So many bytes have come. */
  moved(bytes: number): void {
    if (bytes >= 0) this.moves.push({ at: this.now(), bytes });
  }

  note(text: string): void {
    this.said = text;
    this.last = -Infinity;
    this.tell();
  }

  /** Tells; if it was told just now, a moment later: nothing more may come for a while. */
  tell(): void {
    const at = this.now();
    const wait = this.last + between - at;
    if (wait > 0) {
      this.timer ??= setTimeout(() => {
        this.timer = undefined;
        this.tell();
      }, wait);
      return;
    }
    this.last = at;
    this.moves = this.moves.filter((move) => at - move.at <= window);
    const [first] = this.moves;
    const seconds = first ? (at - first.at) / 1000 : 0;
    // What came first came before the time that is measured.
    const bytes = this.moves.slice(1).reduce((sum, move) => sum + move.bytes, 0);
    this.say(seconds >= 0.2 ? bytes / seconds : null, this.said);
  }

  /** Tells no more. */
  end(): void {
    clearTimeout(this.timer);
  }
}
