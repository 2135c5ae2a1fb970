/**
 * Images in rows (classes) and groups of columns (stages). The pointer and the arrow keys choose an image, Enter or
 * a click pins it; what is chosen is told upwards, and shown there.
 */
import { useLayoutEffect, useRef, useState, type JSX, type KeyboardEvent, type PointerEvent } from "react";
import { usePixelRatio, useSize } from "../useSize";
import { cellAt, gridMargins, layoutGrid, type GridLayout } from "./layout";
import { paintGrid, type Tiles } from "./paint";
import { RowNames } from "./RowNames";
import "./ImageGrid.css";

export interface ImageGroup {
  readonly id: string;
  readonly title: string;
  /** Second line of the title; says what the images are of now. */
  readonly note?: string;
  readonly color?: string;
  readonly columns: number;
  /** Null draws empty places. */
  readonly tiles: Tiles | null;
}

export interface Cell {
  readonly group: string;
  readonly row: number;
  readonly column: number;
}

interface Props {
  readonly label: string;
  readonly rowNames: readonly string[];
  readonly groups: readonly ImageGroup[];
  /** Side of an image in its own pixels. */
  readonly size: number;
  /** Chosen by pointer or arrows. */
  readonly chosen: Cell | null;
  readonly pinned: Cell | null;
  readonly onChoose: (cell: Cell | null) => void;
  readonly onPin: (cell: Cell | null) => void;
}

function sameCell(a: Cell | null, b: Cell | null): boolean {
  return a !== null && b !== null && a.group === b.group && a.row === b.row && a.column === b.column;
}

export function ImageGrid(props: Props): JSX.Element {
  const { label, rowNames, groups, size, chosen, pinned, onChoose, onPin } = props;
  const [room, space] = useSize<HTMLDivElement>();
  const [focused, setFocused] = useState(false);
  const ratio = usePixelRatio();
  const rows = rowNames.length;
  const { labelWidth, headerHeight } = gridMargins(rowNames, space.type);
  const layout = layoutGrid(
    { ...space, ratio, labelWidth, headerHeight },
    groups.map((group) => group.columns),
    rows,
    size,
  );
  const flat = groups.flatMap((group) =>
    Array.from({ length: group.columns }, (_, column) => ({ group: group.id, column })),
  );

  const onKeyDown = (event: KeyboardEvent): void => {
    const at = chosen ?? pinned;
    const place = at ? flat.findIndex((cell) => cell.group === at.group && cell.column === at.column) : 0;
    const row = at?.row ?? 0;
    const go = (nextPlace: number, nextRow: number): void => {
      event.preventDefault();
      const cell = flat[Math.min(flat.length - 1, Math.max(0, nextPlace))];
      if (cell) onChoose({ ...cell, row: Math.min(rows - 1, Math.max(0, nextRow)) });
    };
    if (event.key === "ArrowRight") go(place + 1, row);
    else if (event.key === "ArrowLeft") go(place - 1, row);
    else if (event.key === "ArrowDown") go(place, row + 1);
    else if (event.key === "ArrowUp") go(place, row - 1);
    else if (event.key === "Home") go(0, row);
    else if (event.key === "End") go(flat.length - 1, row);
    else if (event.key === "Escape") onPin(null);
    else if (event.key === "Enter") {
      event.preventDefault();
      onPin(sameCell(at, pinned) ? null : at);
    }
  };

  return (
    <div ref={room} className="image-grid-room">
      <div
        className="image-grid"
        role="application"
        aria-label={`${label}. Arrow keys choose an image, Enter pins it.`}
        tabIndex={0}
        style={{ width: layout.width }}
        onKeyDown={onKeyDown}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        onPointerLeave={() => onChoose(null)}
      >
        {layout.bands.map((top, band) => (
          <RowNames
            key={top}
            names={rowNames}
            layout={layout}
            width={labelWidth}
            top={top + headerHeight}
            repeated={band > 0}
          />
        ))}
        {space.width > 0 &&
          groups.map((group, index) => (
            <Group
              key={group.id}
              group={group}
              rows={rows}
              headerHeight={headerHeight}
              place={layout.places[index] ?? { left: 0, top: 0 }}
              layout={layout}
              ratio={ratio}
              chosen={chosen?.group === group.id && (focused || !sameCell(chosen, pinned)) ? chosen : null}
              pinned={pinned?.group === group.id ? pinned : null}
              onChoose={onChoose}
              onPin={(cell) => onPin(sameCell(cell, pinned) ? null : cell)}
            />
          ))}
        <div style={{ height: layout.height }} />
      </div>
    </div>
  );
}

interface GroupProps extends Pick<Props, "chosen" | "pinned" | "onChoose" | "onPin"> {
  readonly group: ImageGroup;
  readonly rows: number;
  readonly headerHeight: number;
  readonly place: { readonly left: number; readonly top: number };
  readonly layout: GridLayout;
  readonly ratio: number;
}

function Group(props: GroupProps): JSX.Element {
  const { group, rows, headerHeight, place, layout, ratio, chosen, pinned, onChoose, onPin } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const { tiles, columns, color } = group;
  const { scale, cell, pitch } = layout;
  useLayoutEffect(() => {
    if (canvas.current && tiles) paintGrid(canvas.current, tiles, rows, columns, layout, ratio);
    // Layout and tiles are new objects at each rendering; what they hold decides.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [tiles?.pixels, rows, columns, scale, ratio]);

  const cellOf = (event: PointerEvent): Cell | null => {
    const box = event.currentTarget.getBoundingClientRect();
    const column = cellAt(layout, event.clientX - box.left, columns);
    const row = cellAt(layout, event.clientY - box.top, rows);
    return column === null || row === null ? null : { group: group.id, row, column };
  };
  const frame = (at: Cell, kind: string): JSX.Element => (
    <span
      className={`image-grid-frame image-grid-${kind}`}
      style={{ left: at.column * pitch, top: at.row * pitch, width: cell, height: cell }}
    />
  );
  const width = columns * pitch - (pitch - cell);
  return (
    <div className="image-grid-group" style={{ ...place, width }} data-group={group.id}>
      <p className="image-grid-title" style={{ borderColor: color, minWidth: width }}>
        <span>{group.title}</span>
        <span className="muted">{group.note}</span>
      </p>
      <div
        className={`image-grid-places ${tiles ? "" : "image-grid-empty"}`}
        style={{
          top: headerHeight,
          width,
          height: rows * pitch - (pitch - cell),
          backgroundSize: `${pitch}px ${pitch}px`,
          ["--cell" as string]: `${cell}px`,
        }}
        onPointerMove={(event) => onChoose(cellOf(event))}
        onPointerDown={(event) => {
          const at = cellOf(event);
          if (at) onPin(at);
        }}
      >
        {tiles && <canvas ref={canvas} aria-hidden="true" />}
        {pinned && frame(pinned, "pinned")}
        {chosen && frame(chosen, "chosen")}
      </div>
    </div>
  );
}
