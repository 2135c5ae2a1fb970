/** What is said of trajectories that were kept from an earlier run. */
import { date } from "./dates";
import type { FoundTrajectories } from "./events";

/** The rest of a sentence after "Experts: "; null if there is nothing to say. */
export function foundInWords({ reused, total, since, why }: FoundTrajectories): string | null {
  const anew = why ? `trained anew: ${why}` : "trained anew";
  if (reused === 0 || since === null) return why && anew;
  const from = `reused from ${date(since)}`;
  if (reused === total) return total === 1 ? from : `all ${total} ${from}`;
  return `${reused} of ${total} ${from}; the others ${anew}`;
}
