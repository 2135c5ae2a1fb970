/** zca.json: images whitened by their own statistics, and brought back. */
import { z } from "zod";
import { unwhiten } from "../data/display";
import type { Moments } from "../data/zca/covariance";
import { RowMap } from "../data/zca/row-map";
import { zcaEpsilon, zcaOf } from "../data/zca/zca";
import { compare, compareNumber, tolerances, type Check } from "./check";
import { malformed, tensorSchema } from "./schema";

export const zcaSchema = z.object({ images: tensorSchema, whitened: tensorSchema, eps: z.number() });
export type ZcaFile = z.infer<typeof zcaSchema>;

/** Runs a generator to its end. */
function finished<T>(work: Generator<unknown, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** Mean and unbiased covariance of rows of floats, in float64; data sets hold bytes, see `byteMoments`. */
export function rowMoments(rows: ArrayLike<number>, dims: number): Moments {
  const count = rows.length / dims;
  const average = (term: (row: number) => number, by: number): number => {
    let sum = 0;
    for (let row = 0; row < count; row++) sum += term(row * dims);
    return sum / by;
  };
  const mean = Float64Array.from({ length: dims }, (_, k) => average((at) => rows[at + k]!, count));
  const covariance = (i: number, j: number): number =>
    average((at) => (rows[at + i]! - mean[i]!) * (rows[at + j]! - mean[j]!), count - 1);
  return { dims, mean, covariance };
}

/** The order of the values of an image changes that of rows and columns of T alone, so that theirs is kept here. */
export function checkZca(file: string, { images, whitened, eps }: ZcaFile): Promise<Check[]> {
  const [count, ...image] = images.shape;
  const dims = image.reduce((a, b) => a * b, 1);
  if (!count || count < 2) throw malformed(file, "images: fewer than two");
  if (whitened.data.length !== images.data.length) throw malformed(file, "not one whitened value for each");
  const zca = finished(zcaOf(rowMoments(images.data, dims)));
  const values = new Float32Array(images.data.length);
  const centred = images.data.map((value, i) => value - zca.mean[i % dims]!);
  const read = (row: number, into: Float32Array): void =>
    into.set(centred.slice(row * dims, (row + 1) * dims));
  finished(new RowMap(zca.transform, dims).apply(count, read, values));
  const back = unwhiten(Float32Array.from(whitened.data), zca);
  return Promise.resolve([
    compareNumber("ε", zcaEpsilon, eps, 0),
    compare("whitened images", values, whitened.data, tolerances.firstOrder),
    compare("images brought back", back, images.data, tolerances.firstOrder),
  ]);
}
