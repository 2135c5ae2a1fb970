/** All checks of the numerical core on the active back end, by group. */
import type { Check } from "../golden/check";
import { augmentationSizes, checkAugmentations } from "./augmentation-checks";
import { checkGradientMatch, gradientCases } from "./gradient-checks";
import { checkKept } from "./kept-checks";
import { boundaryCases } from "./boundary-cases";
import { checkLayer, type LayerCase } from "./layer-checks";
import { layerCases } from "./layer-cases";
import { networkLayerCases } from "./network-layer-cases";
import { checkLeaks } from "./leak-checks";
import { checkNetwork, networkCases } from "./network-checks";
import { wholeNetworkCases } from "./whole-network-cases";
import { checkFlat, flatCases } from "./flat-checks";
import { checkTesla, checkTrajectory, trajectoryCases } from "./trajectory-checks";

async function inTurn<T>(items: readonly T[], check: (item: T) => Promise<Check[]>): Promise<Check[]> {
  const checks: Check[] = [];
  for (const item of items) checks.push(...(await check(item)));
  return checks;
}

async function layers(cases: readonly LayerCase[]): Promise<Check[]> {
  const all = await inTurn(cases, (one) => checkLayer(one, { x: true, p: true }));
  const withParameters = cases.filter(({ layer }) => layer.parameters.length > 0);
  all.push(...(await inTurn(withParameters, (one) => checkLayer(one, { x: true, p: false }))));
  // A norm never comes first, so that its input always moves.
  const first = withParameters.filter(({ name }) => !/norm/.test(name));
  all.push(...(await inTurn(first, (one) => checkLayer(one, { x: false, p: true }))));
  return all;
}

export const proofs: Readonly<Record<string, () => Promise<Check[]>>> = {
  "every layer and its derivatives": () =>
    layers([...layerCases(), ...networkLayerCases(), ...wholeNetworkCases()]),
  "layers around the boundaries of the kernels' blocks": () => layers(boundaryCases()),
  "the ConvNet's gradient and second-order product": () =>
    inTurn(networkCases, ([options, n]) => checkNetwork(options, n)),
  "products of steps that keep their forward pass": () =>
    inTurn(networkCases, ([options, n]) => checkKept(options, n)),
  "trajectory matching against the unrolled student": () => inTurn(trajectoryCases, checkTrajectory),
  "TESLA against the student with its weights held fixed": () => inTurn(trajectoryCases, checkTesla),
  "steps towards flat minima": () => inTurn(flatCases, ([options, flat]) => checkFlat(options, flat)),
  "gradient matching, class by class and all together": () => inTurn(gradientCases, checkGradientMatch),
  "augmentations and their adjoints": () => inTurn(augmentationSizes, checkAugmentations),
  "nothing is left in memory": () => Promise.resolve(checkLeaks()),
};
