/**
 * Lines on two axes, by recharts: without animation, dots or listeners of its own (its live charts leak with
 * animation, and slow down beyond some hundred points). Loaded when the first chart is seen.
 */
import { memo, type JSX } from "react";
import { CartesianGrid, Line, LineChart, ReferenceLine, XAxis, YAxis } from "recharts";
import { figure } from "../format";
import type { Point } from "./downsample";
import { plotLeft, plotRight, plotTop } from "./plotArea";
import type { Axis, ScaleKind } from "./scales";

export interface PlotLine {
  readonly id: string;
  readonly color: string;
  /** NaN in y interrupts the line. */
  readonly points: readonly Point[];
  readonly faint?: boolean;
}

export interface PlotProps {
  readonly width: number;
  readonly height: number;
  readonly bottom: number;
  readonly lines: readonly PlotLine[];
  readonly xAxis: Axis;
  readonly xLabel: string | null;
  /** Names of the whole numbers on the x axis, from 0 on; null: numbers are shown. */
  readonly xNames: readonly string[] | null;
  readonly yAxis: Axis;
  readonly kind: ScaleKind;
  /** Places of thin vertical rules. */
  readonly rules: readonly number[];
}

type Row = Record<string, number | null> & { x: number };

/** One row for each x that any line has. */
function rowsOf(lines: readonly PlotLine[], kind: ScaleKind): Row[] {
  const rows = new Map<number, Row>();
  for (const { id, points } of lines) {
    for (const { x, y } of points) {
      const row: Row = rows.get(x) ?? { x };
      row[id] = Number.isFinite(y) && (kind === "linear" || y > 0) ? y : null;
      rows.set(x, row);
    }
  }
  return [...rows.values()].sort((a, b) => a.x - b.x);
}

function LinePlot({
  width,
  height,
  bottom,
  lines,
  xAxis,
  xLabel,
  xNames,
  yAxis,
  kind,
  rules,
}: PlotProps): JSX.Element {
  const text = { fill: "var(--muted)", fontSize: 12 };
  return (
    <LineChart
      width={width}
      height={height}
      data={rowsOf(lines, kind)}
      margin={{ top: plotTop, right: plotRight, bottom: 0, left: 0 }}
      accessibilityLayer={false}
      throttledEvents={[]}
    >
      <CartesianGrid vertical={false} stroke="var(--line)" syncWithTicks />
      <XAxis
        dataKey="x"
        type="number"
        domain={[...xAxis.domain]}
        ticks={[...xAxis.ticks]}
        height={bottom}
        tick={xLabel === null && !xNames ? false : text}
        tickLine={false}
        axisLine={{ stroke: "var(--line-strong)" }}
        interval={0}
        {...(xNames && { tickFormatter: (x: number) => xNames[x] ?? "", angle: -40, textAnchor: "end" })}
        {...(xLabel !== null && { label: { value: xLabel, position: "insideBottom", offset: 4, ...text } })}
      />
      <YAxis
        type="number"
        width={plotLeft}
        scale={kind}
        domain={[...yAxis.domain]}
        ticks={[...yAxis.ticks]}
        tick={text}
        tickFormatter={figure}
        tickLine={false}
        axisLine={false}
        allowDataOverflow
        interval={0}
      />
      {rules.map((x) => (
        <ReferenceLine key={x} x={x} stroke="var(--line-strong)" strokeDasharray="2 3" />
      ))}
      {lines.map(({ id, color, faint }) => (
        <Line
          key={id}
          dataKey={id}
          stroke={color}
          strokeWidth={faint ? 1 : 1.75}
          strokeOpacity={faint ? 0.25 : 1}
          dot={false}
          activeDot={false}
          isAnimationActive={false}
          connectNulls={false}
          type="linear"
        />
      ))}
    </LineChart>
  );
}

export default memo(LinePlot);
