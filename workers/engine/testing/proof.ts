/** All checks of the numerical core on the active back end, by group. */
import type { Check } from "../golden/check";
import { augmentationSizes, checkAugmentations } from "./augmentation-checks";
import { checkLayer } from "./layer-checks";
import { layerCases } from "./layer-cases";
import { checkLeaks } from "./leak-checks";
import { checkNetwork, networkCases } from "./network-checks";
import { checkTrajectory, trajectoryCases } from "./trajectory-checks";

async function inTurn<T>(items: readonly T[], check: (item: T) => Promise<Check[]>): Promise<Check[]> {
  const checks: Check[] = [];
  for (const item of items) checks.push(...(await check(item)));
  return checks;
}

async function layers(): Promise<Check[]> {
  const cases = layerCases();
  const all = await inTurn(cases, (one) => checkLayer(one, { x: true, p: true }));
  const withParameters = cases.filter(({ layer }) => layer.parameters.length > 0);
  all.push(...(await inTurn(withParameters, (one) => checkLayer(one, { x: true, p: false }))));
  // A norm never comes first, so that its input always moves.
  const first = withParameters.filter(({ name }) => !/norm/.test(name));
  all.push(...(await inTurn(first, (one) => checkLayer(one, { x: false, p: true }))));
  return all;
}

export const proofs: Readonly<Record<string, () => Promise<Check[]>>> = {
  "every layer and its derivatives": layers,
  "the ConvNet's gradient and second-order product": () =>
    inTurn(networkCases, ([options, n]) => checkNetwork(options, n)),
  "trajectory matching against the unrolled student": () => inTurn(trajectoryCases, checkTrajectory),
  "augmentations and their adjoints": () => inTurn(augmentationSizes, checkAugmentations),
  "nothing is left in memory": () => Promise.resolve(checkLeaks()),
};
