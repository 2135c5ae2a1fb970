/** The cursor over the whole run: back through the iterations of all stages, and to the present again. */
import { useId, type JSX } from "react";
import { useStore } from "zustand";
import { curveStore } from "../../runs/curveStore";
import { momentStore, placeOf, reachedMoment, showLive, showMoment } from "../../runs/momentStore";
import { isUnderWay } from "../../runs/runModel";
import { runStore } from "../../runs/runStore";
import { Button } from "../../ui/Button";
import { count } from "../../ui/format";

export function Scrubber(): JSX.Element | null {
  const id = useId();
  const recipe = useStore(runStore, (run) => run.recipe);
  const underWay = useStore(runStore, (run) => isUnderWay(run.phase));
  const latest = useStore(curveStore, (curves) => curves.latest);
  const at = useStore(momentStore, (moment) => moment.at);
  if (!recipe || !latest) return null;
  const { iterations } = recipe.matching;
  const reached = reachedMoment(latest, iterations);
  const shown = at ?? reached;
  const { stage, iteration } = placeOf(shown, iterations);
  const place = `stage ${stage}, iteration ${count(iteration)}`;
  const now = underWay ? "live" : "end of the run";
  return (
    <div className="scrubber">
      <label className="visually-hidden" htmlFor={id}>
        Moment
      </label>
      <input
        id={id}
        type="range"
        min={0}
        max={iterations * recipe.stages.count}
        step={1}
        value={shown}
        aria-valuetext={at === null ? `${now}: ${place}` : place}
        onChange={(event) => showMoment(Number(event.target.value))}
      />
      {at !== null && (
        <output htmlFor={id} className="small">
          stage {stage}, it. {count(iteration)}
        </output>
      )}
      <Button
        blocked={
          at === null ? `Images, curves and accuracy are those of the ${underWay ? "present" : "end"}.` : null
        }
        onClick={showLive}
      >
        {underWay ? "Live" : "To the end"}
      </Button>
    </div>
  );
}
