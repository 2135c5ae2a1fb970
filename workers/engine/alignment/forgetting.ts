/**
 * Forgetting events (Toneva et al., ICLR 2019): how often an example that was classified correctly at one look is
 * wrong at the next. Looks are consecutive evaluations of that example, for instance one an epoch.
 */

/**
 * Number of events of each example. An example that was never correct has none: callers that rank by difficulty must
 * put it last themselves.
 * @param correct whether each example was classified correctly, [looks, examples], row-major; zero means wrong.
 */
export function forgettingEvents(correct: ArrayLike<number>, examples: number): Int32Array {
  const events = new Int32Array(examples);
  for (let i = examples; i < correct.length; i++) {
    if (correct[i - examples]! !== 0 && correct[i]! === 0) events[i % examples]! += 1;
  }
  return events;
}
