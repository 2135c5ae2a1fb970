/** Which method learns the images: its formula, what it is about in one paragraph, and where it is from. */
import type { JSX } from "react";
import { useStore } from "zustand";
import { methodNames } from "../../../workers/protocol/methods/names";
import { findMethod } from "../../../workers/protocol/methods/registry";
import { recipeFields } from "../../../workers/protocol/recipe/describe";
import { getSetting } from "../../../workers/protocol/recipe/tree";
import { recipeStore } from "../../runs/recipe/recipeStore";
import { Formula } from "../../ui/Formula";
import { RecipeField } from "./RecipeField";

const methodField = recipeFields.get("method")!;

interface Props {
  readonly locked: boolean;
}

export function MethodPicker({ locked }: Props): JSX.Element {
  const name = useStore(recipeStore, ({ draft }) => getSetting(draft, "method"));
  const known = methodNames.find((each) => each === name);
  const method = known && findMethod(known);
  return (
    <section className="method" aria-label="Method">
      <RecipeField field={methodField} locked={locked} />
      {method && (
        <>
          <p className="method-formula">
            <Formula text={method.formula} />
          </p>
          <details className="method-about">
            <summary>What {method.title} does</summary>
            <p className="small">{method.about}</p>
            <p className="small muted">{method.source}</p>
          </details>
        </>
      )}
    </section>
  );
}
