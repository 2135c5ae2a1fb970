/** herding.json: the picks of each class and their order. */
import { z } from "zod";
import { herding } from "../coresets/herding";
import { compare, type Check } from "./check";
import { malformed, tensorSchema } from "./schema";

export const herdingSchema = z.object({
  features: tensorSchema,
  labels: z.array(z.int().min(0)),
  ipc: z.int().min(1),
  selected: z.array(z.array(z.int().min(0))).min(1),
});
export type HerdingFile = z.infer<typeof herdingSchema>;

export function checkHerding(
  file: string,
  { features, labels, ipc, selected }: HerdingFile,
): Promise<Check[]> {
  const [count, dimension] = features.shape;
  if (features.shape.length !== 2 || labels.length !== count) {
    throw malformed(file, "there is not one label for each row of features");
  }
  if (labels.some((label) => label >= selected.length)) {
    throw malformed(file, "selected: not one list of picks for each class");
  }
  const checks = selected.map((picks, label): Check => {
    const members = labels.flatMap((one, row) => (one === label ? [row] : []));
    const values = Float32Array.from(
      members.flatMap((row) => features.data.slice(row * dimension!, (row + 1) * dimension!)),
    );
    const run = herding({ values, count: members.length, dimension: dimension! }, ipc);
    let step = run.next();
    while (!step.done) step = run.next();
    const ours = Array.from(step.value, (pick) => members[pick]!);
    return compare(`picks of class ${label}`, ours, picks, 0);
  });
  return Promise.resolve(checks);
}
