/**
 * The lines of a chart, drawn into the axes of recharts. They come by a context of their own and not as its data, so
 * that a line which grows redraws itself and nothing else: neither axes nor grid, which cost many times as much.
 */
import { createContext, memo, useContext, type JSX } from "react";
import { Curve, useXAxisScale, useYAxisScale } from "recharts";
import type { Point } from "./downsample";

export interface PlotLine {
  readonly id: string;
  readonly color: string;
  /** NaN in y interrupts the line. */
  readonly points: readonly Point[];
  readonly faint?: boolean;
  /** For few points, each a dot with a whisker: how far that reaches above and below, in units of y. */
  readonly spread?: readonly number[];
}

export const PlotLinesContext = createContext<readonly PlotLine[]>([]);

type Scale = NonNullable<ReturnType<typeof useXAxisScale>>;

interface LineProps extends Omit<PlotLine, "id"> {
  readonly xOf: Scale;
  readonly yOf: Scale;
}

const PlottedLine = memo(function PlottedLine(props: LineProps): JSX.Element {
  const { color, points, faint, spread, xOf, yOf } = props;
  const pixel = (place: number | undefined): number | null =>
    place !== undefined && Number.isFinite(place) ? place : null;
  return (
    <>
      <Curve
        type="linear"
        points={points.map(({ x, y }) => ({ x: pixel(xOf(x)), y: pixel(yOf(y)) }))}
        connectNulls={false}
        fill="none"
        stroke={color}
        strokeWidth={faint ? 1 : 1.75}
        strokeOpacity={faint ? 0.25 : 1}
      />
      {spread?.map((reach, index) => {
        const { x, y } = points[index]!;
        const cx = xOf(x);
        return (
          <g key={index} fill={color} stroke={color}>
            <circle cx={cx} cy={yOf(y)} r={3} />
            <line x1={cx} x2={cx} y1={yOf(y - reach)} y2={yOf(y + reach)} />
          </g>
        );
      })}
    </>
  );
});

/** To be put into a chart of recharts with two axes. */
export function PlotLines(): JSX.Element | null {
  const lines = useContext(PlotLinesContext);
  const xOf = useXAxisScale();
  const yOf = useYAxisScale();
  if (!xOf || !yOf) return null;
  return (
    <g>
      {lines.map(({ id, ...line }) => (
        <PlottedLine key={id} {...line} xOf={xOf} yOf={yOf} />
      ))}
    </g>
  );
}
