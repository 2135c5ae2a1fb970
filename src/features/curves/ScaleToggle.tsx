/** Logarithmic or linear losses. */
import type { JSX } from "react";
import { useStore } from "zustand";
import { viewStore, type View } from "../../runs/viewStore";

const kinds: readonly View["lossScale"][] = ["log", "linear"];

export function ScaleToggle(): JSX.Element {
  const chosen = useStore(viewStore, (view) => view.lossScale);
  return (
    <fieldset className="toggle">
      <legend className="visually-hidden">Scale of the losses</legend>
      {kinds.map((kind) => (
        <label key={kind} data-chosen={kind === chosen}>
          <input
            className="visually-hidden"
            type="radio"
            name="loss-scale"
            checked={kind === chosen}
            onChange={() => viewStore.setState({ lossScale: kind })}
          />
          {kind}
        </label>
      ))}
    </fieldset>
  );
}
