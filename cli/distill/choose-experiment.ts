/** The experiment or the sweep that the arguments ask for. */
import type { Experiment } from "../../workers/protocol/experiments/experiment";
import { experiments, findExperiment, refusal } from "../../workers/protocol/experiments/experiments";
import { readSweep, sweepExperiment } from "../../workers/protocol/experiments/sweep";
import type { Recipe } from "../../workers/protocol/recipe/recipe";
import type { Arguments } from "./arguments";
import { BadInput } from "./bad-input";

/**
 * Null where one run is asked for.
 * @throws BadInput if there is no such experiment, the recipe is no base for it, or the sweep is none.
 */
export function chooseExperiment(
  { ablation, sweep }: Pick<Arguments, "ablation" | "sweep">,
  recipe: Recipe,
): Experiment | null {
  if (sweep.length > 0) {
    const { axes, problem } = readSweep(recipe, sweep);
    if (axes) return sweepExperiment(axes);
    throw new BadInput(`--sweep cannot be run on this recipe. ${problem}`);
  }
  if (ablation === null) return null;
  const experiment = findExperiment(ablation);
  if (!experiment) {
    const names = experiments.map((known) => known.name).join(", ");
    throw new BadInput(`There is no ablation "${ablation}"; there are ${names}.`);
  }
  const reason = refusal(experiment, recipe);
  if (reason) throw new BadInput(`The ablation ${ablation} cannot be run on this recipe. ${reason}`);
  return experiment;
}
