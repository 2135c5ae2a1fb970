/** The forecast in one line, which breaks between its figures and not within them. */
import { Fragment, type JSX } from "react";
import type { Forecast } from "../../../workers/protocol/forecast";
import { forecastWords } from "./forecastWords";

export function ForecastLine({ forecast }: { readonly forecast: Forecast }): JSX.Element {
  return (
    <>
      {forecastWords(forecast).map((words, index) => (
        <Fragment key={words}>
          {index > 0 && " · "}
          <span className="forecast-figure">{words}</span>
        </Fragment>
      ))}
    </>
  );
}
