/** How the losses are drawn: logarithmic or linear, as measured or smoothed. */
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

/** Running means instead of each iteration's own loss; what stands under the cursor stays as measured. */
export function SmoothToggle(): JSX.Element {
  const smooth = useStore(viewStore, (view) => view.smooth);
  return (
    <div className="toggle">
      <label data-chosen={smooth} title="Draw running means; values under the cursor stay as measured">
        <input
          className="visually-hidden"
          type="checkbox"
          checked={smooth}
          onChange={(event) => viewStore.setState({ smooth: event.target.checked })}
        />
        smooth
      </label>
    </div>
  );
}
