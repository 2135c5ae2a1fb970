/** The real images that one update is matched to: some of each class, drawn anew for every update. */
import type { Random } from "../tensor/random";

/** `count` rows of a class in a random order, none twice; all of them if there are no more. */
export function drawRows(members: Int32Array, count: number, random: Random): Int32Array {
  const rows = members.slice();
  const drawn = Math.min(count, rows.length);
  for (let i = 0; i < drawn; i++) {
    const j = random.integer(i, rows.length - 1);
    [rows[i], rows[j]] = [rows[j]!, rows[i]!];
  }
  return rows.slice(0, drawn);
}
