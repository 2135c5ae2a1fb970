/**
 * How networks are trained on synthetic images, in evaluations, transitions and for candidates alike (the papers' code:
 * SGD with momentum 0.9 and weight decay 5e-4), and at which rate in every pass. With E the recipe's epochs:
 *
 *     half     E + 1 passes, a tenth of the rate from pass ⌊E/2⌋ + 2 on (DC and all that came from its code)
 *     thirds   E passes, a fifth of the rate from pass ⌊2E/3⌋ on, and a fifth of that from ⌊5E/6⌋ on (IDC)
 */
import { trajectoryMethods } from "../../protocol/methods/names";
import type { Recipe } from "../../protocol/recipe/recipe";
import { droppedRate, firstDroppedPass, syntheticTraining, type SgdOptions } from "./sgd";

/** The recipe's options of training on synthetic images. */
export function syntheticOptions(recipe: Recipe): SgdOptions {
  const { groups, cutmix } = recipe.augmentation;
  const { batchSize } = recipe.evaluation;
  return { ...syntheticTraining, batchSize, groups, cutmix, composed: recipe.method === "idc" };
}

/** Learning rate of each of `passes` passes. */
export function passRates(recipe: Recipe, rate: number, passes: number): number[] {
  const rateOf = {
    half: (pass: number) => droppedRate(rate, pass, passes - 1),
    thirds: (pass: number) => {
      const drops = [Math.floor((2 * passes) / 3), Math.floor((5 * passes) / 6)];
      return rate * 0.2 ** drops.filter((drop) => pass >= drop).length;
    },
  }[recipe.evaluation.drops];
  return Array.from({ length: passes }, (_, pass) => rateOf(pass));
}

/**
 * Whether momentum begins anew at the drop of the rate: DC, DSA, DM and MTT make a new optimiser there, so a recipe of one
 * stage does; PDD keeps its optimiser, and IDC too.
 */
export function momentumBeginsAnew({ stages, evaluation }: Recipe): boolean {
  return stages.count === 1 && evaluation.drops === "half";
}

/** The pass of `passes` before which momentum is forgotten, see {@link momentumBeginsAnew}; null: none. */
export function momentumReset(recipe: Recipe, passes: number): number | null {
  return momentumBeginsAnew(recipe) ? firstDroppedPass(passes - 1) : null;
}

/** Passes that the recipe's epochs of evaluation are. */
export function evaluationPasses({ evaluation }: Recipe): number {
  return evaluation.drops === "half" ? evaluation.epochs + 1 : evaluation.epochs;
}

/** The field's usual rate where none is learned (DC, DSA, DM). */
const usualRate = 0.01;

/** Learning rate on real images that stand in for synthetic ones: the method's own, or the usual one if it learns its rate. */
export function baselineRate({ method, evaluation }: Recipe): number {
  return trajectoryMethods.includes(method) ? usualRate : evaluation.learningRate;
}

/** Rate of the networks that are trained on all the real data. */
export const fullDataRate = usualRate;
