/** Which trajectory each iteration of a stage matches: all of them in a random order, drawn anew when all were used. */
import { Random } from "../../tensor/random";

/** Index of the trajectory of an iteration (1-based), of `count`. */
export function trajectoryOf(seed: number, stage: number, iteration: number, count: number): number {
  const cycle = Math.floor((iteration - 1) / count);
  const order = Random.stream(seed, `stage ${stage}/cycle ${cycle}`).permutation(count);
  return order[(iteration - 1) % count]!;
}
