/** The benchmark's figures: the judged ones, a table for each back end, and all of it as JSON. */
import { useState, type JSX } from "react";
import type {
  BenchReport,
  ByConfiguration,
  CaseReport,
  MeasuredBackend,
} from "../../../workers/protocol/bench";
import { Button } from "../../ui/Button";
import { download } from "../../ui/download";
import { counted, duration, figure } from "../../ui/format";

/** With places to break a line at. */
const breakable = (key: string): string => key.replaceAll("/", "/\u200b");

function CaseRow({ one }: { readonly one: CaseReport }): JSX.Element {
  const { kind, configuration, seconds, gflopPerSecond, shareOfPeak, observed } = one;
  return (
    <tr>
      <th scope="row">
        {kind} <span className="small muted">{breakable(configuration)}</span>
      </th>
      <td title={`${figure(1000 * seconds.min)} to ${figure(1000 * seconds.max)} ms`}>
        {figure(1000 * seconds.median)}
      </td>
      <td>{figure(gflopPerSecond)}</td>
      <td>{Math.round(100 * shareOfPeak)} %</td>
      <td>{observed.dispatches ?? observed.kernels}</td>
    </tr>
  );
}

function BackendTable({ backend, adapter, threads, peak, cases, leftOut }: MeasuredBackend): JSX.Element {
  return (
    <figure className="bench-figure" tabIndex={0}>
      <figcaption>
        <strong>{backend}</strong> ({adapter}
        {threads === null ? "" : `, ${counted(threads, "thread")}`}): peak {figure(peak.gflopPerSecond)}{" "}
        GFLOP/s{threads === null ? "" : " a thread"}, the product of {peak.side} × {peak.side} matrices
      </figcaption>
      <table className="table bench-table">
        <thead>
          <tr>
            <th scope="col">case</th>
            <th scope="col">ms</th>
            <th scope="col">GFLOP/s</th>
            <th scope="col">of peak</th>
            <th scope="col">{backend === "webgpu" ? "dispatches" : "kernels"}</th>
          </tr>
        </thead>
        <tbody>
          {cases.map((one) => (
            <CaseRow key={one.key} one={one} />
          ))}
        </tbody>
      </table>
      {leftOut.length > 0 && (
        <p className="small muted">Left out, too long on this back end: {breakable(leftOut.join(", "))}.</p>
      )}
    </figure>
  );
}

function Judged({ report }: { readonly report: BenchReport }): JSX.Element {
  const groups: readonly (readonly [string, ByConfiguration])[] = [
    ["second-order step / plain step", report.secondOrderOverPlain],
    ["the same, forward pass recomputed", report.secondOrderRecomputedOverPlain],
    ["two experts, one thread / all", report.poolSpeedup],
    ["peak memory, N = 50 / N = 5", report.memoryN50OverN5],
    ["launches of a second-order step", report.dispatchesPerSecondOrderStep],
  ];
  const rows = groups.flatMap(([title, figures]) =>
    Object.entries(figures).map(([key, value]) => ({ title, key, value })),
  );
  return (
    <table className="table bench-table">
      <caption className="visually-hidden">Figures by which the engine is judged</caption>
      <tbody>
        {rows.map(({ title, key, value }) => (
          <tr key={`${title} ${key}`}>
            <th scope="row">
              {title} <span className="small muted">{breakable(key)}</span>
            </th>
            <td>{figure(value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function BenchmarkReport({ report }: { readonly report: BenchReport }): JSX.Element {
  const [copied, setCopied] = useState(false);
  const json = JSON.stringify(report, null, 2);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(json);
    setCopied(true);
  };
  const save = (): void =>
    download({ name: "benchmark.json", type: "application/json", bytes: new TextEncoder().encode(json) });
  return (
    <div className="bench-report">
      <p role="status">Measured in {duration(report.seconds)}; times are medians.</p>
      {report.disturbed.length > 0 && (
        <p className="bench-disturbed">
          The times of {counted(report.disturbed.length, "case")} varied too much to mean anything; measure
          again when the machine is quiet.
        </p>
      )}
      <Judged report={report} />
      {report.backends.map((one) => (
        <BackendTable key={one.backend} {...one} />
      ))}
      <div className="bench-options">
        <Button icon="save" onClick={save}>
          Figures (JSON)
        </Button>
        <Button onClick={() => void copy()}>{copied ? "Copied" : "Copy the figures"}</Button>
      </div>
    </div>
  );
}
