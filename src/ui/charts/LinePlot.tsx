/**
 * Lines on two axes, by recharts: without animation, dots or listeners of its own (its live charts leak with
 * animation, and slow down beyond some hundred points). Loaded when the first chart is seen.
 */
import { memo, type JSX } from "react";
import { CartesianGrid, LineChart, ReferenceLine, XAxis, YAxis } from "recharts";
import { figure } from "../format";
import { plotLeft, plotRight, plotTop } from "./plotArea";
import { PlotLines, PlotLinesContext, type PlotLine } from "./PlotLines";
import type { Axis, ScaleKind } from "./scales";

interface FrameProps {
  readonly width: number;
  readonly height: number;
  readonly bottom: number;
  readonly xAxis: Axis;
  readonly xLabel: string | null;
  /** Names of the whole numbers on the x axis, from 0 on; null: numbers are shown. */
  readonly xNames: readonly string[] | null;
  readonly yAxis: Axis;
  readonly kind: ScaleKind;
  /** Places of thin vertical rules. */
  readonly rules: readonly number[];
}

const text = { fill: "var(--muted)", fontSize: 12 };

/** Axes, grid and rules; drawn anew only where one of them is another. */
const Frame = memo(
  function Frame({
    width,
    height,
    bottom,
    xAxis,
    xLabel,
    xNames,
    yAxis,
    kind,
    rules,
  }: FrameProps): JSX.Element {
    return (
      <LineChart
        width={width}
        height={height}
        // The ends of the x axis: without any data there would be none.
        data={xAxis.domain.map((x) => ({ x }))}
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
          allowDataOverflow
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
        <PlotLines />
      </LineChart>
    );
  },
  (before, now) => JSON.stringify(before) === JSON.stringify(now),
);

export interface PlotProps extends FrameProps {
  readonly lines: readonly PlotLine[];
}

function LinePlot({ lines, ...frame }: PlotProps): JSX.Element {
  return (
    <PlotLinesContext value={lines}>
      <Frame {...frame} />
    </PlotLinesContext>
  );
}

export default memo(LinePlot);
