/** A part that the next one has overtaken: the rest of it goes on in other threads, and now and then it is looked after. */
import type { Part } from "./part";

export class Overtaken {
  private looking: Promise<void> | null = null;
  private failure: { readonly thrown: unknown } | null = null;
  private complete = false;

  constructor(
    readonly index: number,
    readonly part: Part,
    private readonly work: AsyncGenerator<void, void> = part.work(),
  ) {}

  /** Complete, or failed. */
  get over(): boolean {
    return this.complete || this.failure !== null;
  }

  /** @throws what its work has thrown. */
  check(): void {
    if (this.failure) throw this.failure.thrown;
  }

  /** Goes on with it; resolves, without ever rejecting, when its threads have given a sign of life. */
  look(): Promise<void> {
    if (this.over) return Promise.resolve();
    return (this.looking ??= this.work
      .next()
      .then(({ done }) => void (this.complete = done ?? false))
      .catch((thrown: unknown) => void (this.failure = { thrown }))
      .finally(() => (this.looking = null)));
  }

  /** Ends it; `rouse` makes it give up waiting. */
  async end(rouse: () => void): Promise<void> {
    rouse();
    await this.work.return();
  }
}
