/** A heat map of rows over x on a canvas, logarithmic in colour, with its scale and a readout under the cursor. */
import { useEffect, useMemo, useRef, type JSX, type PointerEvent } from "react";
import { figure } from "../format";
import { usePixelRatio, useSize, useVisible } from "../useSize";
import { rasterize, type HeatBlock, type HeatRaster } from "./heat";
import { plotLeft, plotRight, xAtPixel, xPixel } from "./plotArea";
import { useTurn } from "./turns";
import { viridis, viridisGradient } from "./viridis";
import "./charts.css";

interface Props {
  readonly title: string;
  readonly note: string;
  readonly summary: string;
  /** A new list when they have grown. */
  readonly blocks: readonly HeatBlock[];
  readonly rows: readonly { readonly key: number; readonly name: string }[];
  readonly domain: readonly [number, number];
  readonly rules: readonly number[];
  readonly cursor: number | null;
  readonly onCursor: (x: number | null) => void;
  /** Pressed, or drawn along while pressed. */
  readonly onPick: (x: number) => void;
  readonly onRow: (name: string | null) => void;
  readonly highlighted: string | null;
  readonly empty: string;
}

const rowHeight = 16;

function paint(canvas: HTMLCanvasElement, raster: HeatRaster): void {
  const { logs, columns, rows, range } = raster;
  const image = new ImageData(columns, rows);
  const span = range[1] - range[0] || 1;
  for (let at = 0; at < logs.length; at++) {
    const log = logs[at] ?? Number.NaN;
    if (Number.isNaN(log)) continue;
    const [red, green, blue] = viridis((log - range[0]) / span);
    image.data.set([red, green, blue, 255], at * 4);
  }
  canvas.width = columns;
  canvas.height = rows;
  canvas.getContext("2d")?.putImageData(image, 0, 0);
}

export function HeatMap(props: Props): JSX.Element {
  const { title, note, summary, rows, rules, cursor, onCursor, onPick, onRow, highlighted, empty } = props;
  const [frame, { width }] = useSize<HTMLDivElement>();
  const [seen, visible] = useVisible<HTMLElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const ratio = usePixelRatio();
  const inner = Math.max(0, width - plotLeft - plotRight);
  const columns = Math.max(1, Math.round(inner * Math.min(ratio, 2)));
  const wanted = useMemo(
    () => ({ blocks: props.blocks, domain: props.domain }),
    [props.blocks, props.domain],
  );
  const { blocks, domain } = useTurn(wanted);
  const keys = rows.map((row) => row.key).join(" ");
  const [from, to] = domain;
  const raster = useMemo(() => {
    if (!visible || inner === 0 || keys === "") return null;
    return rasterize(blocks, keys.split(" ").map(Number), [from, to], columns);
  }, [blocks, keys, from, to, columns, visible, inner]);
  useEffect(() => {
    if (canvas.current && raster) paint(canvas.current, raster);
  }, [raster]);

  const rowOf = (event: PointerEvent): string | null => {
    const box = event.currentTarget.getBoundingClientRect();
    return rows[Math.floor((event.clientY - box.top) / rowHeight)]?.name ?? null;
  };
  const onPointer = (event: PointerEvent): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = xAtPixel(event.clientX - box.left, domain, width);
    onCursor(x);
    onRow(rowOf(event));
    if (event.buttons === 1) onPick(x);
  };
  const row = rows.findIndex(({ name }) => name === highlighted);
  const at =
    cursor === null
      ? null
      : Math.min(columns - 1, Math.floor(((cursor - domain[0]) / (domain[1] - domain[0])) * columns));
  const log =
    raster && at !== null && row >= 0 ? (raster.logs[row * columns + at] ?? Number.NaN) : Number.NaN;
  return (
    <figure ref={seen} className="chart">
      <figcaption>
        <strong>{title}</strong> <span className="muted small">{note}</span>
      </figcaption>
      {rows.length === 0 && <p className="chart-empty chart-empty-static">{empty}</p>}
      <div
        ref={frame}
        className="heat"
        style={{ height: rows.length * rowHeight }}
        onPointerDown={onPointer}
        onPointerMove={onPointer}
        onPointerLeave={() => {
          onCursor(null);
          onRow(null);
        }}
      >
        <div className="heat-body" style={{ left: plotLeft, width: inner }}>
          <canvas ref={canvas} role="img" aria-label={summary} />
        </div>
        {rules.map((x) => (
          <span key={x} className="heat-rule" style={{ left: xPixel(x, domain, width) }} />
        ))}
        {cursor !== null && (
          <span className="chart-cursor" style={{ left: xPixel(cursor, domain, width), top: 0, bottom: 0 }} />
        )}
        <ul className="heat-names">
          {rows.map(({ name }) => (
            <li key={name} data-highlighted={name === highlighted}>
              {name}
            </li>
          ))}
        </ul>
      </div>
      {raster && (
        <div className="heat-legend small" style={{ marginLeft: plotLeft, width: inner }}>
          <span>{figure(10 ** raster.range[0])}</span>
          <span className="heat-scale" style={{ background: viridisGradient }} />
          <span>{figure(10 ** raster.range[1])}</span>
        </div>
      )}
      {rows.length > 0 && (
        <p className="heat-readout small muted" style={{ marginLeft: plotLeft }}>
          {Number.isNaN(log) || cursor === null ? "log colour scale" : `${highlighted}: ${figure(10 ** log)}`}
        </p>
      )}
    </figure>
  );
}
