/** What the recipe in the form will take, before anybody starts it: time, memory, storage, and what does not fit. */
import type { JSX } from "react";
import { useStore } from "zustand";
import type { Misfit } from "../../../workers/protocol/forecast";
import { start } from "../../runs/commands";
import { forecastStore } from "../../runs/run/forecastStore";
import { useBlocked } from "../../runs/hooks";
import { changeSetting } from "../../runs/recipe/recipeStore";
import { isUnderWay } from "../../runs/run/runModel";
import { runStore } from "../../runs/run/runStore";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import { ForecastDetails } from "./ForecastDetails";
import { ForecastLine } from "./ForecastLine";
import "./forecast.css";

function MisfitNotice({
  misfit,
  locked,
}: {
  readonly misfit: Misfit;
  readonly locked: boolean;
}): JSX.Element {
  const { message, remedy } = misfit;
  const apply = (): void => remedy?.changes.forEach(({ path, value }) => changeSetting(path, value));
  return (
    <Notice
      look="warning"
      hint={remedy?.sentence ?? "No single setting would make it fit: choose a smaller recipe."}
      action={remedy && !locked && <Button onClick={apply}>Use that</Button>}
    >
      {message}
    </Notice>
  );
}

export function ForecastBox(): JSX.Element {
  const { state, forecast, error, ofRun } = useStore(forecastStore);
  const underWay = useStore(runStore, ({ phase }) => isUnderWay(phase));
  const blocked = useBlocked(start);
  // While a run is under way, its own stays in place.
  const known = (state === "known" || (underWay && ofRun !== null)) && forecast !== null;
  const line = ((): JSX.Element | string => {
    if (known) return <ForecastLine forecast={forecast} />;
    if (state === "failed") return `No forecast: ${error?.message}`;
    if (state === "measuring") return "Measuring what the run will take";
    return underWay ? "Started before there was a forecast." : `No forecast yet. ${blocked ?? ""}`;
  })();
  return (
    <section
      className="forecast"
      aria-label="Forecast"
      data-state={known ? "known" : state}
      data-seconds={known ? forecast.seconds : undefined}
    >
      <p className={known ? "forecast-line" : "forecast-line muted"}>{line}</p>
      {known &&
        forecast.misfits.map((misfit) => (
          <MisfitNotice key={misfit.message} misfit={misfit} locked={underWay} />
        ))}
      <details className="forecast-about">
        <summary>What the forecast is made of</summary>
        {known ? <ForecastDetails forecast={forecast} /> : <p className="small muted">Nothing yet.</p>}
      </details>
    </section>
  );
}
