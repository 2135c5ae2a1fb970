/** What the map of the stages shows, out of what was placed: points, and figures of a stage. */
import type { PlacedImages } from "../../../workers/protocol/image-map";
import type { Spread } from "../../../workers/protocol/stage-figures";
import type { PlanePoint } from "../../ui/charts/PlanePath";

export interface MapFigures {
  /** Distance from the class mean, in levels; null where no class has a mean. */
  readonly fromClass: Spread | null;
  /** Standard deviation of the images from their own mean, in levels; null of fewer than two. */
  readonly spread: number | null;
  /** Share of the squared distances from the mean of the real images that lies in the plane, 0 to 1. */
  readonly inPlane: number | null;
  readonly count: number;
}

/** Places of the images at some indices, those that are there. */
export function pointsAt(places: Float64Array, indices: readonly number[]): readonly PlanePoint[] {
  return indices
    .map((index) => ({ x: places[2 * index] ?? NaN, y: places[2 * index + 1] ?? NaN }))
    .filter(({ x }) => Number.isFinite(x));
}

/** Indices of the images of a class, or of all classes, in a block with so many of each. */
export function indicesOf(images: PlacedImages, columns: number, label: number | null): readonly number[] {
  const all = Array.from(images.fromMean.keys());
  return label === null ? all : all.slice(label * columns, (label + 1) * columns);
}

function spreadOf(values: readonly number[]): Spread | null {
  if (!values.length) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, std: Math.sqrt(variance) };
}

/** @param label the class that is looked at; null: all. */
export function mapFigures(images: PlacedImages, columns: number, label: number | null): MapFigures {
  const indices = indicesOf(images, columns, label);
  let [seen, all] = [0, 0];
  for (const { x, y } of pointsAt(images.places, indices)) seen += x * x + y * y;
  const there = indices.filter((index) => Number.isFinite(images.fromMean[index]));
  for (const index of there) all += images.fromMean[index]! ** 2;
  const spread = label === null ? images.spread : (images.spreads[label] ?? NaN);
  return {
    fromClass: spreadOf(there.map((index) => images.fromClass[index]!).filter(Number.isFinite)),
    spread: Number.isFinite(spread) ? spread : null,
    inPlane: all > 0 ? seen / all : null,
    count: there.length,
  };
}
