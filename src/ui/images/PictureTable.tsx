/** Images in rows and groups of columns to be looked at from afar: of any size, with nothing to choose. */
import { useLayoutEffect, useRef, type JSX } from "react";
import { paintImage, type Tiles } from "./paint";
import "./PictureTable.css";

export interface PictureGroup {
  readonly id: string;
  readonly title: string;
  readonly color?: string;
  /** Images shown of each row; the tiles may hold more. */
  readonly columns: number;
  /** Null draws empty places. */
  readonly tiles: Tiles | null;
}

interface Props {
  readonly label: string;
  /** Rows that are shown: their names, and their places in the tiles. */
  readonly rows: readonly { readonly name: string; readonly row: number }[];
  readonly groups: readonly PictureGroup[];
  /** Side of an image in CSS pixels. */
  readonly side: number;
}

function Picture({
  tiles,
  index,
  side,
}: {
  readonly tiles: Tiles;
  readonly index: number;
  readonly side: number;
}): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { pixels } = tiles;
  useLayoutEffect(() => {
    if (!canvas.current) return;
    paintImage(canvas.current, tiles, index, 1, 1);
    canvas.current.style.width = `${side}px`;
    canvas.current.style.height = `${side}px`;
    // Tiles are a new object at each rendering; their pixels say whether they are others.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [pixels, index, side]);
  return <canvas ref={canvas} />;
}

export function PictureTable({ label, rows, groups, side }: Props): JSX.Element {
  return (
    <table className="pictures" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">
            <span className="visually-hidden">Class</span>
          </th>
          {groups.map(({ id, title, color, columns }) => (
            <th key={id} scope="colgroup" colSpan={columns} style={{ borderColor: color }}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, row }) => (
          <tr key={row}>
            <th scope="row">{name}</th>
            {groups.flatMap(({ id, columns, tiles }) =>
              Array.from({ length: columns }, (_, column) => (
                <td
                  key={`${id} ${column}`}
                  className={column === 0 ? "pictures-first" : undefined}
                  style={{ width: side, height: side }}
                >
                  {tiles && <Picture tiles={tiles} index={row * tiles.columns + column} side={side} />}
                </td>
              )),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
