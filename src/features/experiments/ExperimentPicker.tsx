/** The papers' ablations on the recipe in the form: what each asks, and how many runs it takes. */
import { useState, type JSX } from "react";
import { useStore } from "zustand";
import { experiments, refusal } from "../../../workers/protocol/experiments/experiments";
import { recipeStore } from "../../runs/recipe/recipeStore";
import { StartRuns } from "./StartRuns";

export function ExperimentPicker(): JSX.Element {
  const recipe = useStore(recipeStore, (form) => form.recipe);
  const [name, setName] = useState(experiments[0]!.name);
  const chosen = experiments.find((each) => each.name === name)!;
  const refused = recipe ? refusal(chosen, recipe) : "The settings hold a mistake.";
  return (
    <div className="experiments">
      <p className="small muted">
        Each runs variants of the recipe in the settings, one after the other, with the same seed, and lays
        their accuracies side by side.
      </p>
      <fieldset className="experiment-list">
        <legend className="visually-hidden">Experiment</legend>
        {experiments.map((each) => (
          <label key={each.name} data-chosen={each.name === name}>
            <input
              type="radio"
              name="experiment"
              checked={each.name === name}
              onChange={() => setName(each.name)}
            />
            <strong>{each.title}</strong>
            <span className="small muted">{each.question}</span>
          </label>
        ))}
      </fieldset>
      {refused && <p className="small experiment-refused">{refused}</p>}
      <StartRuns experiment={chosen} refused={refused} />
    </div>
  );
}
