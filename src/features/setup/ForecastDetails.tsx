/** The forecast taken apart: time by kind of part, bytes by what holds them, and how they were found out. */
import type { JSX } from "react";
import type { Forecast } from "../../../workers/protocol/forecast";
import type { PartKind } from "../../../workers/protocol/events";
import { bytes, counted } from "../../ui/format";
import { roughly } from "./forecastWords";

const kindNames: Readonly<Record<PartKind, string>> = {
  preparation: "Preparation",
  experts: "Experts",
  stage: "Stages",
  transition: "Transitions",
  evaluation: "Evaluation",
  baseline: "All the data",
};

/** Seconds of each kind of part that there is, in the order of the run. */
function byKind({ parts }: Forecast): [PartKind, number][] {
  const sums = new Map<PartKind, number>();
  for (const { kind, seconds } of parts) sums.set(kind, (sums.get(kind) ?? 0) + seconds);
  return [...sums];
}

function Rows({
  title,
  rows,
}: {
  readonly title: string;
  readonly rows: readonly (readonly [string, string])[];
}): JSX.Element {
  return (
    <table className="table forecast-table">
      <caption>{title}</caption>
      <tbody>
        {rows.map(([name, value]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Without what is nothing. */
const sizes = (rows: readonly (readonly [string, number])[]): readonly (readonly [string, string])[] =>
  rows.filter(([, size]) => size > 0).map(([name, size]) => [name, bytes(size)] as const);

export function ForecastDetails({ forecast }: { readonly forecast: Forecast }): JSX.Element {
  const { memory, storage, warmUp } = forecast;
  return (
    <>
      <Rows
        title="Time"
        rows={byKind(forecast).map(([kind, seconds]) => [
          kindNames[kind],
          seconds < 0.5 ? "under 1 s" : roughly(seconds),
        ])}
      />
      <Rows
        title="Memory, at most"
        rows={sizes([
          ["Tensors", memory.tensors],
          ["Other threads", memory.threads],
          ["Weights of experts", memory.trajectories],
          ["Real images", memory.images],
        ])}
      />
      <Rows
        title="Kept in this browser"
        rows={sizes([
          ["Checkpoints, images, curves", storage.run],
          ["Weights of experts", storage.trajectories],
          ["Real images", storage.data],
        ])}
      />
      <p className="small muted">
        From a warm-up of {warmUp.seconds.toFixed(1)} s on {warmUp.backend}
        {warmUp.threads > 1 ? `, ${warmUp.threads} threads` : ""}: a little of each kind of part was computed
        {warmUp.scaled ? ", at a smaller size than the recipe's," : ""} and scaled up. It is right to within a
        half as long as nothing else is computed beside it.
        {forecast.reused > 0 &&
          ` ${counted(forecast.reused, "trajectory", "trajectories")} of experts will be taken from an earlier run.`}
      </p>
    </>
  );
}
