/**
 * What the stored images of an IDC stage start from, in raw pixels from 0 to 1: for a factor f above 1 the released
 * code's "mix", where every cell of an image is a real one of its class, made small by taking its nearest pixels;
 * otherwise what other methods start from.
 */
import type { PreparedDataset } from "../../data/prepare";
import { initialBlock } from "../../progressive/initial-images";
import type { Recipe } from "../../../protocol/recipe/recipe";
import type { PartContext } from "../../part";
import { Random } from "../../tensor/random";

/** Where the cells along one side begin, and how long they are: ⌊H/f⌋, and one more for the first H mod f. */
export function cellSpans(size: number, factor: number): { readonly from: number; readonly side: number }[] {
  const side = Math.floor(size / factor);
  const longer = size % factor;
  return Array.from({ length: factor }, (_, i) => ({
    from: i * side + Math.min(i, longer),
    side: side + (i < longer ? 1 : 0),
  }));
}

/** Real images of a class for each of its cells: cell k of image n is the one number k · ipc + n. */
function drawClass(data: PreparedDataset, recipe: Recipe, stage: number, label: number): Int32Array {
  const members = data.byClass[label]!;
  const count = recipe.stages.ipc * recipe.bilevel.factor ** 2;
  const order = Random.stream(recipe.seed, `initial images/class ${label}`).permutation(members.length);
  return Int32Array.from(
    { length: count },
    (_, k) => members[order[((stage - 1) * count + k) % members.length]!]!,
  );
}

/** Writes image `row` of the training images into a cell of `out`, which begins at value `base`. */
function fillCell(
  { train, size, channels }: PreparedDataset,
  row: number,
  out: Float32Array,
  base: number,
  rows: { readonly from: number; readonly side: number },
  columns: { readonly from: number; readonly side: number },
): void {
  const pixels = size * size * channels;
  for (let i = 0; i < rows.side; i++) {
    const y = Math.floor((i * size) / rows.side);
    for (let j = 0; j < columns.side; j++) {
      const x = Math.floor((j * size) / columns.side);
      const to = base + ((rows.from + i) * size + columns.from + j) * channels;
      const from = row * pixels + (y * size + x) * channels;
      for (let c = 0; c < channels; c++) out[to + c] = train.pixels[from + c]! / 255;
    }
  }
}

type StartContext = Pick<PartContext, "data" | "recipe" | "made">;

/** Raw stored images of a stage, (classes · ipc) × H × W × C, class by class; no real image is used in two stages. */
export function formationStart(context: StartContext, stage: number): Float32Array {
  const { data, recipe } = context;
  const { mean, std, size, channels, classNames } = data;
  const { factor } = recipe.bilevel;
  const { ipc } = recipe.stages;
  if (factor === 1 || recipe.matching.initialImages !== "real") {
    const normalised = initialBlock(context, stage);
    return normalised.map((value, i) => value * std[i % channels]! + mean[i % channels]!);
  }
  const pixels = size * size * channels;
  const out = new Float32Array(classNames.length * ipc * pixels);
  const spans = cellSpans(size, factor);
  for (const label of classNames.keys()) {
    drawClass(data, recipe, stage, label).forEach((row, k) => {
      const [cell, slot] = [Math.floor(k / ipc), k % ipc];
      const [rows, columns] = [spans[Math.floor(cell / factor)]!, spans[cell % factor]!];
      fillCell(data, row, out, (label * ipc + slot) * pixels, rows, columns);
    });
  }
  return out;
}
