/** Over the settings while a branch is prepared: which stages are kept, and how it begins. */
import type { JSX } from "react";
import { useStore } from "zustand";
import { branchBlocked, branchStore, endBranch } from "../../runs/library/branchStore";
import * as commands from "../../runs/commands";
import { useBlocked } from "../../runs/hooks";
import { startBranch } from "../../runs/library/librarySession";
import { recipeStore } from "../../runs/recipe/recipeStore";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import "./library.css";

export function BranchNotice(): JSX.Element | null {
  const branch = useStore(branchStore);
  const recipe = useStore(recipeStore, (form) => form.recipe);
  const cannotStart = useBlocked(commands.start);
  const { parent, stage } = branch;
  if (!parent) return null;
  const refused = branchBlocked(branch, recipe);
  return (
    <Notice
      look="plain"
      hint={
        refused ??
        (stage < parent.recipe.stages.count
          ? "Change settings of the stages to come; the stages kept stay as they are."
          : "All of its stages are kept, and one more is learned; change the settings of those to come.")
      }
      action={
        <div className="kept-actions">
          <label className="branch-stage">
            Keep stages 1 to{" "}
            <select
              value={stage}
              onChange={(event) => branchStore.setState({ stage: Number(event.target.value) })}
            >
              {parent.branchStages.map((each) => (
                <option key={each} value={each}>
                  {each}
                </option>
              ))}
            </select>
          </label>
          <Button
            look="primary"
            icon="play"
            blocked={cannotStart ?? refused}
            onClick={() => void startBranch()}
          >
            Start the branch
          </Button>
          <Button onClick={endBranch}>Cancel</Button>
        </div>
      }
    >
      {`A branch of “${parent.name}”.`}
    </Notice>
  );
}
