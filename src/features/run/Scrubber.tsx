/** The cursor over the whole run: back through the iterations of all stages, and to the present again. */
import { useId, type JSX } from "react";
import { useStore } from "zustand";
import { curveStore } from "../../runs/run/curveStore";
import { momentStore, reachedMoment, showLive, showMoment } from "../../runs/run/momentStore";
import { isGoingOn } from "../../runs/run/runModel";
import { runStore } from "../../runs/run/runStore";
import { placeOf, spansOf, totalOf } from "../../runs/run/spans";
import { Button } from "../../ui/Button";
import { count } from "../../ui/format";

export function Scrubber(): JSX.Element | null {
  const id = useId();
  const recipe = useStore(runStore, (run) => run.recipe);
  const parts = useStore(runStore, (run) => run.parts);
  const goesOn = useStore(runStore, (run) => isGoingOn(run.phase));
  const latest = useStore(curveStore, (curves) => curves.latest);
  const at = useStore(momentStore, (moment) => moment.at);
  if (!recipe || !latest) return null;
  const spans = spansOf(recipe, parts);
  const reached = reachedMoment(latest, spans);
  const shown = at ?? reached;
  const { stage, iteration } = placeOf(shown, spans);
  const place = `stage ${stage}, iteration ${count(iteration)}`;
  const now = goesOn ? "live" : "end of the run";
  return (
    <div className="scrubber">
      <label className="visually-hidden" htmlFor={id}>
        Moment
      </label>
      <input
        id={id}
        type="range"
        min={0}
        max={totalOf(spans)}
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
          at === null ? `Images, curves and accuracy are those of the ${goesOn ? "present" : "end"}.` : null
        }
        onClick={showLive}
      >
        {goesOn ? "Live" : "To the end"}
      </Button>
    </div>
  );
}
