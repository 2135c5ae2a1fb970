/**
 * ResNets of basic blocks (He et al. 2016) for small images: stem, four stages of which the last three halve the map,
 * average pooling of what is left, one linear layer. Convolutions have no bias. Two families bear the same names:
 *
 * - trajectory matching: planes 64, 128, 256, 512; the pooling takes a 4×4 map, so that images have 25 to 32 pixels, or,
 *   with a stem of stride 2, 49 to 64;
 * - IDC and PDD+IDC: planes 32, 64, 128, 256 up to 32 pixels and 64 to 512 beyond, He's initialisation by fan-out, and a
 *   pooling of whatever map is left.
 *
 * "Average-pooled" variants of the first have stride 1 and a 2×2 average pooling instead of each stride, in the block
 * before its second convolution and in the shortcut before its norm, and no pooling at the end.
 */
import { convolution } from "../tensor/ops/convolution";
import type { Layer } from "../tensor/ops/layer";
import { averagePooling } from "../tensor/ops/linear";
import { residual } from "../tensor/ops/residual";
import { refused, tooSmall, type NetworkOptions } from "./network-options";
import type { NormMaker } from "./norms";
import { activation, fullyConnected, globalAverage, stride2 } from "./plain-layers";

export interface ResNetKind {
  readonly family: "trajectory" | "trajectory-ap" | "idc";
  /** Blocks in each stage: 1 in ResNet-10, 2 in ResNet-18. */
  readonly repeats: number;
}

/** What decides the ops of a block. */
interface Style {
  readonly norm: NormMaker;
  readonly averagePooled: boolean;
  readonly heFanOut: boolean;
}

function unbiased(name: string, inputs: number, outputs: number, kernel: number, he: boolean): Layer {
  const deviation = Math.sqrt(2 / (kernel * kernel * outputs));
  return convolution({
    name,
    inputs,
    outputs,
    kernel,
    biasAbsorbed: false,
    biased: false,
    ...(he && { initial: (random) => deviation * random.normal() }),
  }) as unknown as Layer;
}

interface BlockShape {
  readonly inputs: number;
  readonly outputs: number;
  /** Of the map that comes in. */
  readonly side: number;
  readonly halves: boolean;
}

const average = (): Layer => averagePooling() as unknown as Layer;

/** Side after a stage that halves. */
const halved = (side: number, { averagePooled }: Style): number =>
  averagePooled ? side >> 1 : Math.ceil(side / 2);

function block(name: string, { inputs, outputs, side, halves }: BlockShape, style: Style): Layer[] {
  const { norm, averagePooled, heFanOut } = style;
  const after = halves ? halved(side, style) : side;
  const strided = halves && !averagePooled ? [stride2()] : [];
  const pooled = halves && averagePooled ? [average()] : [];
  const main = [
    unbiased(`${name}.conv1`, inputs, outputs, 3, heFanOut),
    ...strided,
    ...norm.make(`${name}.norm1`, averagePooled ? side : after, outputs),
    activation(),
    ...pooled,
    unbiased(`${name}.conv2`, outputs, outputs, 3, heFanOut),
    ...norm.make(`${name}.norm2`, after, outputs),
  ];
  // A 1×1 convolution of stride 2 sees every second pixel only: those are taken first.
  const shortcut =
    halves || inputs !== outputs
      ? [
          ...strided,
          unbiased(`${name}.shortcut`, inputs, outputs, 1, heFanOut),
          ...pooled,
          ...norm.make(`${name}.shortcut-norm`, after, outputs),
        ]
      : [];
  return [residual(main, shortcut), activation()];
}

/** Side of the map behind the last stage. */
function lastSide(size: number, style: Style): number {
  return halved(halved(halved(size, style), style), style);
}

/**
 * @param label for people, "ResNet-18".
 * @throws StudioError `bad-recipe` if the images do not fit the pooling at the end, or leave nothing.
 */
export function resNetLayers(
  label: string,
  { family, repeats }: ResNetKind,
  options: NetworkOptions,
  norm: NormMaker,
): Layer[] {
  const { size, channels, classes } = options;
  const style = { norm, averagePooled: family === "trajectory-ap", heFanOut: family === "idc" };
  const first = family === "idc" && size <= 32 ? 32 : 64;
  const stemHalves = family === "trajectory" && size > 32;
  let side = stemHalves ? Math.ceil(size / 2) : size;
  const last = lastSide(side, style);
  if (last < 1) throw tooSmall(label, options, 8);
  if (family === "trajectory" && last !== 4) {
    throw refused(
      `${label} pools a map of 4×4 pixels at its end, where images of ${size} pixels leave ${last}×${last}.`,
      "Choose images of 25 to 32 or of 49 to 64 pixels, or the ResNet of the IDC family.",
    );
  }
  let inputs = first;
  const layers = [
    unbiased("conv1", channels, first, 3, style.heFanOut),
    ...(stemHalves ? [stride2()] : []),
    ...norm.make("norm1", side, first),
    activation(),
  ];
  for (let stage = 1; stage <= 4; stage++) {
    const outputs = first * 2 ** (stage - 1);
    for (let repeat = 1; repeat <= repeats; repeat++) {
      const halves = stage > 1 && repeat === 1;
      layers.push(...block(`stage${stage}.${repeat}`, { inputs, outputs, side, halves }, style));
      if (halves) side = halved(side, style);
      inputs = outputs;
    }
  }
  const head = family === "trajectory-ap" ? side * side * inputs : inputs;
  return [
    ...layers,
    ...(family === "trajectory-ap" ? [] : [globalAverage()]),
    fullyConnected("classifier", head, classes),
  ];
}
