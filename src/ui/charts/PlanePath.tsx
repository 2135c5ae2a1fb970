/** A path in a plane from (0, 0) to a target at (1, 0), drawn as far as a step, with circles of the same distance. */
import type { JSX } from "react";
import "./charts.css";

export interface PlanePoint {
  readonly x: number;
  readonly y: number;
}

interface Props {
  readonly points: readonly PlanePoint[];
  /** Index of the last point that is drawn. */
  readonly shown: number;
  readonly color: string;
  /** What the picture shows, as a sentence. */
  readonly summary: string;
  readonly startName: string;
  readonly targetName: string;
}

const width = 520;
const height = 300;
const margin = 44;
/** Distances from the target that are drawn as circles. */
const circles = [0.25, 0.5, 0.75, 1];

/** One scale for both axes, so that distances can be compared by eye. */
function frame(points: readonly PlanePoint[]): (point: PlanePoint) => PlanePoint {
  const xs = [0, 1, ...points.map(({ x }) => x)];
  const ys = [-0.2, 0.2, ...points.map(({ y }) => y)];
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [low, high] = [Math.min(...ys), Math.max(...ys)];
  const scale = Math.min((width - 2 * margin) / (right - left), (height - 2 * margin) / (high - low));
  return ({ x, y }) => ({
    x: width / 2 + (x - (left + right) / 2) * scale,
    y: height / 2 - (y - (low + high) / 2) * scale,
  });
}

export function PlanePath({ points, shown, color, summary, startName, targetName }: Props): JSX.Element {
  const place = frame(points);
  const start = place({ x: 0, y: 0 });
  const target = place({ x: 1, y: 0 });
  const unit = target.x - start.x;
  const placed = points.map(place);
  const done = placed.slice(0, shown + 1);
  const at = done.at(-1) ?? start;
  const line = (list: readonly PlanePoint[]): string =>
    list.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
  return (
    <svg className="plane" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={summary}>
      {circles.map((radius) => (
        <circle key={radius} cx={target.x} cy={target.y} r={radius * unit} fill="none" stroke="var(--line)" />
      ))}
      <line
        x1={start.x}
        y1={start.y}
        x2={target.x}
        y2={target.y}
        stroke="var(--line-strong)"
        strokeDasharray="4 4"
      />
      <polyline points={line(placed)} fill="none" stroke={color} strokeWidth="1" opacity="0.25" />
      <polyline points={line(done)} fill="none" stroke={color} strokeWidth="2.5" />
      {done.map(({ x, y }, index) => (
        <circle key={index} cx={x} cy={y} r="2.5" fill={color} />
      ))}
      <circle cx={start.x} cy={start.y} r="5" fill="var(--panel)" stroke="var(--ink)" strokeWidth="1.5" />
      <path
        d={`M${target.x - 6} ${target.y - 6}l12 12m0 -12l-12 12`}
        stroke="var(--ink)"
        strokeWidth="2"
        fill="none"
      />
      <circle cx={at.x} cy={at.y} r="6" fill={color} stroke="var(--panel)" strokeWidth="1.5" />
      <text x={start.x} y={start.y + 24} textAnchor="middle">
        {startName}
      </text>
      <text x={target.x} y={target.y + 24} textAnchor="middle">
        {targetName}
      </text>
    </svg>
  );
}
