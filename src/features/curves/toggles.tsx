/** How the losses are drawn: logarithmic or linear, over iterations or seconds, as measured or smoothed. */
import type { JSX } from "react";
import { useStore } from "zustand";
import { viewStore } from "../../runs/viewStore";
import { RadioToggle } from "../../ui/fields/RadioToggle";

export function ScaleToggle(): JSX.Element {
  const chosen = useStore(viewStore, (view) => view.lossScale);
  return (
    <RadioToggle
      className="toggle"
      legend="Scale of the losses"
      choices={[
        { value: "log", title: "log" },
        { value: "linear", title: "linear" },
      ]}
      chosen={chosen}
      onChoose={(lossScale) => viewStore.setState({ lossScale })}
    />
  );
}

const unknownSeconds = "Seconds are not known of a run that an older studio began.";

/** @param timed false where the seconds of the iterations are not known. */
export function OverToggle({ timed }: { readonly timed: boolean }): JSX.Element {
  const chosen = useStore(viewStore, (view) => (timed ? view.curvesOver : "iterations"));
  return (
    <RadioToggle
      className="toggle"
      legend="What the curves are drawn over"
      choices={[
        { value: "iterations", title: "iterations" },
        { value: "seconds", title: "seconds", blocked: timed ? undefined : unknownSeconds },
      ]}
      chosen={chosen}
      onChoose={(curvesOver) => viewStore.setState({ curvesOver })}
    />
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
