/** The benchmark of `npm run bench` in this browser: what to measure, how far it is, what it found. */
import { useId, useState, type JSX } from "react";
import { useStore } from "zustand";
import type { BackendChoice } from "../../../workers/protocol/api";
import type { BenchList } from "../../../workers/protocol/bench";
import { benchStore, cancelBenchmark, chooseBenchList, startBenchmark } from "../../runs/benchStore";
import { engineStore } from "../../runs/run/engineStore";
import { isUnderWay } from "../../runs/run/runModel";
import { runStore } from "../../runs/run/runStore";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import { BenchmarkReport } from "./BenchmarkReport";

const lists: Readonly<Record<BenchList, string>> = {
  quick: "Quick, about a minute",
  full: "Full, about ten minutes",
  check: "Check only, seconds; times mean nothing",
};

const backends: readonly BackendChoice[] = ["webgpu", "wasm", "cpu", "auto"];

function Progress(): JSX.Element {
  const step = useStore(benchStore, (bench) => bench.step);
  const label = useId();
  return (
    <div className="bench-progress">
      <progress aria-labelledby={label} {...(step && { max: step.total, value: step.done })} />
      <p id={label} className="small muted">
        {step ? `${step.backend}: ${step.text}` : "the back end is being tested"}
      </p>
    </div>
  );
}

export function Benchmark(): JSX.Element {
  const { state, list, report, error } = useStore(benchStore);
  const { device, threads, status } = useStore(engineStore);
  const phase = useStore(runStore, (run) => run.phase);
  const [chosen, setChosen] = useState<BackendChoice | null>(null);
  const running = state === "running";
  const backend = chosen ?? device?.backend ?? "auto";
  const blocked = isUnderWay(phase)
    ? "A run is under way, and the two would disturb each other: stop it first."
    : status === "starting"
      ? "The engine is being tested."
      : null;
  return (
    <section className="bench" aria-label="Benchmark">
      <h3>Benchmark</h3>
      <p className="small muted">
        Times the engine’s own computations, all cases in turn, as <code>npm run bench</code> does. Leave the
        machine alone meanwhile, with this tab in front.
      </p>
      <div className="bench-options">
        <label className="bench-option">
          Cases
          <select
            className="field-select"
            value={list}
            disabled={running}
            onChange={(event) => chooseBenchList(event.target.value as BenchList)}
          >
            {Object.entries(lists).map(([name, title]) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <label className="bench-option">
          Back end
          <select
            className="field-select"
            value={backend}
            disabled={running}
            onChange={(event) => setChosen(event.target.value as BackendChoice)}
          >
            {backends.map((name) => (
              <option key={name} value={name}>
                {name === "auto" ? "all there are" : name}
              </option>
            ))}
          </select>
        </label>
        {running ? (
          <Button icon="stop" onClick={cancelBenchmark}>
            Cancel the benchmark
          </Button>
        ) : (
          <Button
            icon="play"
            blocked={blocked}
            onClick={() => void startBenchmark({ list, backend, threads })}
          >
            Start the benchmark
          </Button>
        )}
      </div>
      {running && <Progress />}
      {state === "cancelled" && <p role="status">Cancelled; nothing was kept of it.</p>}
      {error && (
        <Notice look="error" hint={error.hint}>
          {error.message}
        </Notice>
      )}
      {report && <BenchmarkReport report={report} />}
    </section>
  );
}
