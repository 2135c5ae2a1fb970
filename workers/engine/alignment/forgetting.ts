/**
 * Forgetting events (Toneva et al., ICLR 2019): how often an example that was classified correctly at one look is
 * wrong at the next. A look is taken at an example just before each update that its minibatch makes, so there is one
 * in each epoch; it is taken without augmentation, so that the score is the example's and not the augmentation's.
 */

/**
 * Number of events of each example. An example that was never correct has none: callers that rank by difficulty must
 * put it last themselves, as {@link forgettingScores} does.
 * @param correct whether each example was classified correctly, [looks, examples], row-major; zero means wrong.
 */
export function forgettingEvents(correct: ArrayLike<number>, examples: number): Int32Array {
  const events = new Int32Array(examples);
  for (let i = examples; i < correct.length; i++) {
    if (correct[i - examples]! !== 0 && correct[i]! === 0) events[i % examples]! += 1;
  }
  return events;
}

/** What has been seen of each example so far; one entry an example. */
export interface Looks {
  /** 1 where the last look was correct. */
  readonly correct: Uint8Array;
  /** 1 where any look was correct. */
  readonly learned: Uint8Array;
  readonly events: Int32Array;
}

/** Before the first look. */
export function noLooks(examples: number): Looks {
  return {
    correct: new Uint8Array(examples),
    learned: new Uint8Array(examples),
    events: new Int32Array(examples),
  };
}

/** A copy, so that the looks of an epoch can be taken while those before it are kept. */
export function copyLooks({ correct, learned, events }: Looks): Looks {
  return { correct: correct.slice(), learned: learned.slice(), events: events.slice() };
}

/** Takes one look at example `row`; changes `looks`. */
export function look(looks: Looks, row: number, correct: boolean): void {
  if (looks.correct[row]! === 1 && !correct) looks.events[row]! += 1;
  looks.correct[row] = Number(correct);
  if (correct) looks.learned[row] = 1;
}

/**
 * The score by which examples are ranked: the events, and for those never learned more than any count can be,
 * `epochs` + 1 (infinity in the paper).
 */
export function forgettingScores({ learned, events }: Looks, epochs: number): Float32Array {
  return Float32Array.from(events, (count, row) => (learned[row]! === 1 ? count : epochs + 1));
}
