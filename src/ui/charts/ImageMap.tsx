/**
 * Images in a plane, at their places among dots that are the ground: as small pictures where there is room for them, as
 * marks otherwise, with the path of one of them. The pointer chooses the nearest, a press pins it.
 */
import { useMemo, type JSX, type PointerEvent } from "react";
import { ImageCanvas } from "../images/ImageCanvas";
import type { Bitmap } from "../images/paint";
import { usePixelRatio, useSize } from "../useSize";
import { mapFrame } from "./mapFrame";
import type { PlanePoint } from "./PlanePath";
import "./imageMap.css";

export interface MapMark extends PlanePoint {
  readonly id: string;
  readonly color: string;
  readonly tiles: Bitmap;
  /** Place of the image in the tiles. */
  readonly index: number;
}

export interface MapPath {
  readonly points: readonly PlanePoint[];
  /** Index of the last point that is reached. */
  readonly shown: number;
  readonly color: string;
}

interface Props {
  /** What the picture shows, as a sentence. */
  readonly summary: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly ground: readonly PlanePoint[];
  /** Dots of the ground that stand out, and their middle. */
  readonly rings: readonly PlanePoint[];
  readonly middle: PlanePoint | null;
  readonly marks: readonly MapMark[];
  readonly path: MapPath | null;
  /** What the frame is to hold beside what is drawn. */
  readonly around: readonly PlanePoint[];
  readonly chosen: string | null;
  readonly pinned: string | null;
  readonly onChoose: (id: string | null) => void;
  readonly onPin: (id: string) => void;
}

/** Rooms for a picture in CSS pixels, the best first; a larger image is drawn pixel for pixel. */
const sides = [32, 16] as const;
/** Share of the map that pictures may cover together. */
const mostCovered = 0.09;
/** Pixels from an image at which the pointer chooses it. */
const reach = 24;

const dots = (points: readonly PlanePoint[]): string =>
  points.map(({ x, y }) => `M${x.toFixed(1)} ${y.toFixed(1)}h0`).join("");
const line = (points: readonly PlanePoint[]): string =>
  points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");

export function ImageMap(props: Props): JSX.Element {
  const { summary, xTitle, yTitle, ground, rings, middle, marks, path, around } = props;
  const { chosen, pinned, onChoose, onPin } = props;
  const [room, { width }] = useSize<HTMLDivElement>();
  const ratio = usePixelRatio();
  const height = Math.round(Math.min(460, Math.max(280, width * 0.62)));
  const frame = useMemo(
    () => mapFrame([...ground, ...marks, ...around, ...(path?.points ?? [])], width, height),
    [ground, marks, around, path, width, height],
  );
  const { place, left, right, top, bottom, ticks } = frame;
  const size = marks[0]?.tiles.size ?? 1;
  const area = (right - left) * (bottom - top);
  const drawn = (side: number): number => (Math.max(1, Math.floor((side * ratio) / size)) * size) / ratio;
  const fitting = sides.find((side) => marks.length * (drawn(side) + 4) ** 2 <= mostCovered * area);
  const placed = useMemo(() => marks.map((mark) => ({ mark, ...place(mark) })), [marks, place]);
  const walked = path?.points.map(place) ?? [];
  const centre = middle && place(middle);

  const nearest = (event: PointerEvent): string | null => {
    const box = event.currentTarget.getBoundingClientRect();
    const distances = placed.map(({ x, y }) =>
      Math.hypot(event.clientX - box.left - x, event.clientY - box.top - y),
    );
    const least = Math.min(...distances);
    return least <= reach ? (placed[distances.indexOf(least)]?.mark.id ?? null) : null;
  };
  const colors = [...new Set(marks.map(({ color }) => color))];
  return (
    <figure className="map">
      <figcaption className="small muted">↑ {yTitle}</figcaption>
      <div
        ref={room}
        className="map-room"
        role="img"
        aria-label={summary}
        style={{ height }}
        onPointerMove={(event) => onChoose(nearest(event))}
        onPointerLeave={() => onChoose(null)}
        onPointerDown={(event) => {
          const id = nearest(event);
          if (id) onPin(id);
        }}
      >
        {width > 0 && (
          <svg width={width} height={height}>
            {ticks.x.map((tick) => {
              const { x } = place({ x: tick, y: 0 });
              return (
                <g key={`x ${tick}`}>
                  <line x1={x} y1={top} x2={x} y2={bottom} className={tick === 0 ? "map-zero" : undefined} />
                  <text x={x} y={bottom + 16} textAnchor="middle">
                    {String(tick).replace("-", "−")}
                  </text>
                </g>
              );
            })}
            {ticks.y.map((tick) => {
              const { y } = place({ x: 0, y: tick });
              return (
                <g key={`y ${tick}`}>
                  <line x1={left} y1={y} x2={right} y2={y} className={tick === 0 ? "map-zero" : undefined} />
                  <text x={left - 6} y={y + 4} textAnchor="end">
                    {String(tick).replace("-", "−")}
                  </text>
                </g>
              );
            })}
            <path className="map-ground" d={dots(ground.map(place))} />
            {rings.map(place).map(({ x, y }, index) => (
              <circle key={index} className="map-ring" cx={x} cy={y} r={4} />
            ))}
            {centre && <path className="map-middle" d={`M${centre.x - 6} ${centre.y}h12m-6 -6v12`} />}
            {fitting === undefined &&
              colors.map((color) => (
                <path
                  key={color}
                  className="map-marks"
                  d={dots(placed.filter(({ mark }) => mark.color === color))}
                  style={{ stroke: color }}
                />
              ))}
          </svg>
        )}
        {width > 0 &&
          placed
            .filter(({ mark: { id } }) => fitting !== undefined || id === chosen || id === pinned)
            .map(({ mark: { id, color, tiles, index }, x, y }) => (
              <span
                key={id}
                className="map-picture"
                data-state={id === chosen ? "chosen" : id === pinned ? "pinned" : undefined}
                style={{ left: x, top: y, borderColor: color }}
              >
                <ImageCanvas tiles={tiles} index={index} side={fitting ?? sides[0]} label="Image" />
              </span>
            ))}
        {path && walked.length > 1 && (
          <svg className="map-path" width={width} height={height}>
            <polyline points={line(walked)} style={{ stroke: path.color }} opacity="0.35" />
            <polyline className="map-halo" points={line(walked.slice(0, path.shown + 1))} />
            <polyline points={line(walked.slice(0, path.shown + 1))} style={{ stroke: path.color }} />
            <circle cx={walked[0]!.x} cy={walked[0]!.y} r={4} style={{ stroke: path.color }} />
          </svg>
        )}
      </div>
      <p className="map-across small muted">{xTitle} →</p>
    </figure>
  );
}
