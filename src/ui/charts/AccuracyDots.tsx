/** Accuracies of named things under one another: dots with whiskers (mean ± standard deviation) over a common scale. */
import type { JSX } from "react";
import { percent } from "../format";
import { linearTicks } from "./scales";
import "./accuracyDots.css";

/** Fractions from 0 to 1. */
interface Spread {
  readonly mean: number;
  readonly std: number;
}

export interface DotRow {
  readonly name: string;
  /** Null where nothing was measured. */
  readonly accuracy: Spread | null;
  /** Drawn hollow: the company. */
  readonly random: Spread | null;
  /** A word in place of an accuracy: "waiting". */
  readonly word: string;
}

interface Props {
  readonly title: string;
  readonly note: string;
  /** What the names are values of. */
  readonly axis: string;
  readonly rows: readonly DotRow[];
}

export function AccuracyDots({ title, note, axis, rows }: Props): JSX.Element {
  const all = rows.flatMap(({ accuracy, random }) => [accuracy, random].filter((each) => each !== null));
  const low = Math.min(1, ...all.map(({ mean, std }) => mean - std));
  const high = Math.max(0, ...all.map(({ mean, std }) => mean + std));
  const from = all.length ? Math.max(0, Math.floor(low * 10) / 10) : 0;
  const to = all.length ? Math.min(1, Math.ceil(high * 10 + 0.01) / 10) : 1;
  const place = (fraction: number): number =>
    (100 * (Math.min(to, Math.max(from, fraction)) - from)) / (to - from);
  const whisker = ({ mean, std }: Spread, kind: "own" | "random"): JSX.Element => {
    const start = place(mean - std);
    return (
      <span key={kind} className={`dots-${kind}`}>
        <span
          className="dots-whisker"
          style={{ left: `${start}%`, width: `${place(mean + std) - start}%` }}
        />
        <span className="dots-dot" style={{ left: `${place(mean)}%` }} />
      </span>
    );
  };
  const ticks = linearTicks(from, to, 5);
  const summary = rows
    .map(({ name, accuracy, word }) =>
      accuracy ? `${name}: ${percent(accuracy.mean)} ± ${percent(accuracy.std)} %` : `${name}: ${word}`,
    )
    .join("; ");
  return (
    <figure className="chart">
      <figcaption>
        <strong>{title}</strong> <span className="muted small">{note}</span>
      </figcaption>
      <div className="dots small" role="img" aria-label={`Accuracy over ${axis}. ${summary}`}>
        <span className="muted">{axis}</span>
        <span />
        {rows.map(({ name, accuracy, random, word }) => (
          <div key={name} className="dots-row">
            <span>{name}</span>
            <span className="dots-track">
              {ticks.map((tick) => (
                <span key={tick} className="dots-rule" style={{ left: `${place(tick)}%` }} />
              ))}
              {random && whisker(random, "random")}
              {accuracy ? whisker(accuracy, "own") : <span className="dots-word muted">{word}</span>}
            </span>
          </div>
        ))}
        <span />
        <span className="dots-ticks muted">
          {ticks.map((tick) => (
            <span key={tick} style={{ left: `${place(tick)}%` }}>
              {Math.round(100 * tick)}
            </span>
          ))}
        </span>
      </div>
    </figure>
  );
}
