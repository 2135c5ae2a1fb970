/** The worker's entry that measures images beside the run, so that neither the page nor the run waits for it. */
import * as Comlink from "comlink";
import {
  axisEnds,
  boundedReal,
  imagePlane,
  placeImages,
  type ImagePlane,
} from "./engine/data/plane/image-plane";
import { stageFigures } from "./engine/data/stage-figures";
import { withPlainErrors } from "./plain-errors";
import type { FiguresApi } from "./protocol/figures-api";
import type { ClassBlock, ImageMap } from "./protocol/image-map";

/** What the real images asked for last come to, which stay the same over a run. */
type Ground = Pick<ImageMap, "real" | "ends"> & { readonly plane: ImagePlane };

let held: { readonly real: ClassBlock; readonly ground: Ground | null } | null = null;

const isSame = (a: ClassBlock, b: ClassBlock): boolean =>
  a.size === b.size &&
  a.columns === b.columns &&
  a.pixels.length === b.pixels.length &&
  a.pixels.every((byte, at) => byte === b.pixels[at]);

function groundOf(all: ClassBlock): Ground | null {
  if (held && isSame(held.real, all)) return held.ground;
  const real = boundedReal(all);
  const plane = imagePlane(real);
  const ground = plane && {
    plane,
    real: { ...placeImages(plane, real, true), columns: real.columns },
    ends: axisEnds(plane),
  };
  held = { real: all, ground };
  return ground;
}

const api: FiguresApi = {
  async measure(blocks) {
    return blocks.map(stageFigures);
  },
  async map(all, sets, path) {
    const ground = groundOf(all);
    if (!ground) return null;
    const { plane, real, ends } = ground;
    const { shares, count } = plane;
    return {
      shares,
      count,
      real,
      sets: sets.map((set) => placeImages(plane, set)),
      path: placeImages(plane, { ...path, columns: 1 }).places,
      ends,
    };
  },
};

Comlink.expose(withPlainErrors(api));
