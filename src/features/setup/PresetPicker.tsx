/** Recipes with a name, each with its sentence and its cost. */
import { useId, type JSX } from "react";
import { useStore } from "zustand";
import { findPreset, presets } from "../../../workers/protocol/recipe/presets";
import { changedPaths } from "../../runs/recipe/address";
import { choosePreset, recipeStore } from "../../runs/recipe/recipeStore";
import { counted } from "../../ui/format";

const groups = [
  { cost: "laptop", label: "Minutes on a laptop" },
  { cost: "gpu", label: "As published: a GPU and hours" },
] as const;

interface Props {
  readonly locked: boolean;
}

export function PresetPicker({ locked }: Props): JSX.Element {
  const id = useId();
  const name = useStore(recipeStore, (form) => form.preset);
  const changes = useStore(recipeStore, ({ preset, draft }) => changedPaths(preset, draft).length);
  const preset = findPreset(name);
  return (
    <div className="preset">
      <label htmlFor={id}>Recipe</label>
      <select
        id={id}
        className="field-select"
        value={name}
        disabled={locked}
        onChange={(event) => choosePreset(event.target.value)}
      >
        {groups.map(({ cost, label }) => (
          <optgroup key={cost} label={label}>
            {presets
              .filter((each) => each.cost === cost)
              .map((each) => (
                <option key={each.name} value={each.name}>
                  {each.title}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
      <p className="small muted">{preset?.about}</p>
      {preset?.cost === "gpu" && (
        <p className="small preset-cost">Needs a GPU and hours; not for a laptop.</p>
      )}
      {changes > 0 && !locked && (
        <p className="small">
          {counted(changes, "setting")} changed.{" "}
          <button type="button" className="link" onClick={() => choosePreset(name)}>
            Reset all
          </button>
        </p>
      )}
    </div>
  );
}
