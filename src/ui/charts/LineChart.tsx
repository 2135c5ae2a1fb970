/** A line chart with its title, direct labels at the right, and the cursor that it shares with its neighbours. */
import { lazy, Suspense, useMemo, type JSX, type PointerEvent, type ReactNode } from "react";
import { useSize, useVisible } from "../useSize";
import { ChartLabels, labelHeight, type ChartLabel, type LineChoice } from "./ChartLabels";
import { nearestLine } from "./nearest";
import {
  namedAxisHeight,
  noAxisHeight,
  plotTop,
  spreadLabels,
  xAtPixel,
  xAxisHeight,
  xPixel,
} from "./plotArea";
import type { PlotLine } from "./PlotLines";
import { axisAround, fractionOf, type Axis, type ScaleKind } from "./scales";
import { useTurn } from "./turns";
import "./charts.css";

const LinePlot = lazy(() => import("./LinePlot"));

interface Props {
  readonly title: string;
  /** Unit or definition, after the title. */
  readonly note: ReactNode;
  /** What the chart shows, as a sentence for those who do not see it. */
  readonly summary: string;
  readonly lines: readonly PlotLine[];
  readonly labels: readonly ChartLabel[];
  readonly kind: ScaleKind;
  readonly xAxis: Axis;
  /** Null leaves the x axis to the chart below. */
  readonly xLabel: string | null;
  /** Names of the whole numbers on the x axis, in place of numbers. */
  readonly xNames?: readonly string[];
  readonly rules: readonly number[];
  readonly height: number;
  readonly cursor: number | null;
  readonly onCursor: (x: number | null) => void;
  /** Pressed, or drawn along while pressed. */
  readonly onPick: (x: number) => void;
  /** Where there are many lines: which of them is told apart. */
  readonly choice?: LineChoice;
  /** Said in place of an empty chart. */
  readonly empty: string;
}

/** Pixels above and below a line that count as pointing at it. */
const reach = 12;

export function LineChart(props: Props): JSX.Element {
  const { title, note, summary, labels, xLabel, xNames, height, cursor, onCursor, onPick, choice, empty } =
    props;
  const [frame, { width }] = useSize<HTMLDivElement>();
  const [seen, visible] = useVisible<HTMLElement>();
  const bottom = xNames ? namedAxisHeight : xLabel === null ? noAxisHeight : xAxisHeight;
  const wanted = useMemo(
    () => ({ lines: props.lines, kind: props.kind, xAxis: props.xAxis, rules: props.rules }),
    [props.lines, props.kind, props.xAxis, props.rules],
  );
  const { lines, kind, xAxis, rules } = useTurn(wanted);
  const yAxis = useMemo(() => axisAround(values(lines), kind), [lines, kind]);
  const innerHeight = height - plotTop - bottom;
  const yPixel = (share: number): number => plotTop + (1 - share) * innerHeight;
  const wantedPlaces = yAxis ? labels.map(({ y }) => yPixel(clamp(fractionOf(yAxis, kind, y)))) : [];
  const places = spreadLabels(
    wantedPlaces,
    labelHeight,
    plotTop,
    Math.min(height - bottom + labelHeight / 2, height - labelHeight / 2),
  );
  const onPointer = (event: PointerEvent): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = xAtPixel(event.clientX - box.left, xAxis.domain, width);
    onCursor(x);
    if (choice && yAxis) {
      const toPixel = (y: number): number => yPixel(fractionOf(yAxis, kind, y));
      choice.onPoint(nearestLine(lines, x, event.clientY - box.top, toPixel, reach));
    }
    if (event.buttons === 1) onPick(x);
  };
  return (
    <figure ref={seen} className="chart">
      <figcaption>
        <strong>{title}</strong> <span className="muted small">{note}</span>
      </figcaption>
      <div
        ref={frame}
        className="chart-frame"
        style={{ height }}
        onPointerDown={onPointer}
        onPointerMove={onPointer}
        onPointerLeave={() => {
          onCursor(null);
          choice?.onPoint(null);
        }}
      >
        <div role="img" aria-label={yAxis ? summary : `${title}: ${empty}`}>
          {visible && width > 0 && yAxis && (
            <Suspense fallback={null}>
              <LinePlot
                width={width}
                height={height}
                bottom={bottom}
                lines={lines}
                xAxis={xAxis}
                xLabel={xLabel}
                xNames={xNames ?? null}
                yAxis={yAxis}
                kind={kind}
                rules={rules}
              />
            </Suspense>
          )}
        </div>
        {!yAxis && <p className="chart-empty">{empty}</p>}
        {yAxis && cursor !== null && width > 0 && (
          <span
            className="chart-cursor"
            style={{ left: xPixel(cursor, xAxis.domain, width), top: plotTop, height: innerHeight }}
          />
        )}
        {yAxis && (
          <ChartLabels title={title} labels={labels} wanted={wantedPlaces} places={places} choice={choice} />
        )}
      </div>
    </figure>
  );
}

function* values(lines: readonly PlotLine[]): Generator<number> {
  for (const { points, spread } of lines) {
    for (const { y } of points) yield y;
    for (const [index, reach] of spread?.entries() ?? []) {
      const { y } = points[index]!;
      yield* [y - reach, y + reach];
    }
  }
}

const clamp = (share: number): number => (Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : 0.5);
