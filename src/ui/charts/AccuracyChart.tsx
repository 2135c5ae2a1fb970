/** Accuracies as dots with whiskers (mean ± standard deviation) over the stages, between named reference lines. */
import type { JSX } from "react";
import { percent } from "../format";
import { useSize } from "../useSize";
import { plotLeft, plotRight, plotTop, spreadLabels } from "./plotArea";
import { linearTicks } from "./scales";
import "./charts.css";

export interface AccuracyDot {
  readonly id: string;
  /** 1-based place on the x axis. */
  readonly place: number;
  /** Fractions from 0 to 1. */
  readonly mean: number;
  readonly std: number;
  readonly color: string;
  /** Hollow dots are the company, filled ones the thing itself. */
  readonly hollow: boolean;
  /** Later than the moment shown. */
  readonly faint: boolean;
}

export interface AccuracyReference {
  readonly id: string;
  readonly label: string;
  readonly mean: number;
  readonly std: number;
}

interface Props {
  readonly summary: string;
  readonly dots: readonly AccuracyDot[];
  readonly references: readonly AccuracyReference[];
  /** Names of the places on the x axis. */
  readonly places: readonly string[];
  readonly xLabel: string;
  /** Direct labels at the right of dots, by place on the y axis. */
  readonly labels: readonly { readonly id: string; readonly text: string; readonly mean: number }[];
  readonly chance: number | null;
  readonly empty: string;
}

const height = 176;
const bottom = 40;

export function AccuracyChart(props: Props): JSX.Element {
  const { summary, dots, references, places, xLabel, labels, chance, empty } = props;
  const [frame, { width }] = useSize<HTMLDivElement>();
  const all = [...dots, ...references];
  const low = Math.min(chance ?? 1, ...all.map(({ mean, std }) => mean - std));
  const high = Math.max(...all.map(({ mean, std }) => mean + std));
  const from = Math.max(0, Math.floor(low * 10) / 10);
  const to = Math.min(1, Math.ceil(high * 10 + 0.01) / 10);
  const inner = height - plotTop - bottom;
  const y = (fraction: number): number => plotTop + (1 - (fraction - from) / (to - from || 1)) * inner;
  const right = width - plotRight;
  const step = (right - plotLeft) / Math.max(1, places.length);
  const x = (place: number): number => plotLeft + (place - 0.5) * step;
  const texts = [...labels, ...references.map(({ id, label, mean }) => ({ id, text: label, mean }))];
  const spots = spreadLabels(
    texts.map(({ mean }) => y(mean)),
    15,
    plotTop,
    height - bottom + 8,
  );
  return (
    <div ref={frame} className="chart-frame" style={{ height }}>
      {all.length === 0 && <p className="chart-empty">{empty}</p>}
      {all.length > 0 && width > 0 && (
        <svg className="accuracy" width={width} height={height} role="img" aria-label={summary}>
          {linearTicks(from, to, 4).map((tick) => (
            <g key={tick}>
              <line x1={plotLeft} x2={right} y1={y(tick)} y2={y(tick)} stroke="var(--line)" />
              <text x={plotLeft - 8} y={y(tick) + 4} textAnchor="end">
                {Math.round(tick * 100)}
              </text>
            </g>
          ))}
          <line
            x1={plotLeft}
            x2={right}
            y1={height - bottom}
            y2={height - bottom}
            stroke="var(--line-strong)"
          />
          {places.map((name, index) => (
            <text key={name} x={x(index + 1)} y={height - bottom + 16} textAnchor="middle">
              {name}
            </text>
          ))}
          <text x={(plotLeft + right) / 2} y={height - 6} textAnchor="middle">
            {xLabel}
          </text>
          {references.map(({ id, mean, std }) => (
            <g key={id}>
              <rect
                x={plotLeft}
                width={Math.max(0, right - plotLeft)}
                y={y(Math.min(to, mean + std))}
                height={Math.max(0, y(Math.max(from, mean - std)) - y(Math.min(to, mean + std)))}
                fill="var(--muted)"
                opacity="0.16"
              />
              <line
                x1={plotLeft}
                x2={right}
                y1={y(mean)}
                y2={y(mean)}
                stroke="var(--muted)"
                strokeDasharray="5 4"
              />
            </g>
          ))}
          {dots.map(({ id, place, mean, std, color, hollow, faint }) => {
            const cx = x(place) + (hollow ? -7 : 7);
            return (
              <g key={id} stroke={color} strokeWidth="1.75" opacity={faint ? 0.25 : 1}>
                <line x1={cx} x2={cx} y1={y(mean - std)} y2={y(mean + std)} />
                <line x1={cx - 4} x2={cx + 4} y1={y(mean - std)} y2={y(mean - std)} />
                <line x1={cx - 4} x2={cx + 4} y1={y(mean + std)} y2={y(mean + std)} />
                <circle cx={cx} cy={y(mean)} r="4.5" fill={hollow ? "var(--panel)" : color}>
                  <title>{`${percent(mean)} ± ${percent(std)} %`}</title>
                </circle>
              </g>
            );
          })}
          {texts.map(({ id, text }, index) => (
            <text key={id} x={right + 8} y={(spots[index] ?? 0) + 4}>
              {text}
            </text>
          ))}
        </svg>
      )}
    </div>
  );
}
