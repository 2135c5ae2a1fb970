/** Pieces that several networks are made of. */
import { convolution } from "../tensor/ops/convolution";
import { dense } from "../tensor/ops/dense";
import type { Layer } from "../tensor/ops/layer";
import { zeroPadding } from "../tensor/ops/linear";
import { maxPooling } from "../tensor/ops/max-pooling";
import { relu } from "../tensor/ops/relu";
import { cropping, everySecond, globalAveragePooling } from "../tensor/ops/resampling";
import type { NetworkOptions } from "./network-options";
import type { NormMaker } from "./norms";

/** A convolution with bias, stride 1 and same size. */
export function sameConvolution(
  name: string,
  inputs: number,
  outputs: number,
  kernel: number,
  bias: NormMaker["bias"],
): Layer {
  const [biasAbsorbed, biasAdded] = [bias !== "free", bias === "followed"];
  return convolution({ name, inputs, outputs, kernel, biasAbsorbed, biasAdded }) as unknown as Layer;
}

/** The border of zeros by which 28 pixels become 32, if they are that many. */
export const paddingOf = ({ size }: NetworkOptions): Layer[] =>
  size === 28 ? [zeroPadding(2) as unknown as Layer] : [];

export const activation = (): Layer => relu() as unknown as Layer;
export const maximum = (): Layer => maxPooling() as unknown as Layer;
export const crop = (margin: number): Layer => cropping(margin) as unknown as Layer;
export const stride2 = (): Layer => everySecond() as unknown as Layer;
export const globalAverage = (): Layer => globalAveragePooling() as unknown as Layer;

/** @param channels of the map that it flattens; where absent, those of the last convolution. */
export const fullyConnected = (name: string, inputs: number, outputs: number, channels?: number): Layer =>
  dense(name, inputs, outputs, channels) as unknown as Layer;
