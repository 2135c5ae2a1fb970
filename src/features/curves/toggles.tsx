/** How the losses are drawn: logarithmic or linear, over iterations or seconds, as measured or smoothed. */
import type { JSX } from "react";
import { useStore } from "zustand";
import { viewStore, type View } from "../../runs/viewStore";

const kinds: readonly View["lossScale"][] = ["log", "linear"];
const overs: readonly View["curvesOver"][] = ["iterations", "seconds"];

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

const unknownSeconds = "Seconds are not known of a run that an older studio began.";

/** @param timed false where the seconds of the iterations are not known. */
export function OverToggle({ timed }: { readonly timed: boolean }): JSX.Element {
  const chosen = useStore(viewStore, (view) => (timed ? view.curvesOver : "iterations"));
  return (
    <fieldset className="toggle" title={timed ? undefined : unknownSeconds}>
      <legend className="visually-hidden">What the curves are drawn over</legend>
      {overs.map((over) => (
        <label key={over} data-chosen={over === chosen}>
          <input
            className="visually-hidden"
            type="radio"
            name="curves-over"
            checked={over === chosen}
            disabled={!timed && over === "seconds"}
            aria-description={!timed && over === "seconds" ? unknownSeconds : undefined}
            onChange={() => viewStore.setState({ curvesOver: over })}
          />
          {over}
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
