/** How far the images of each stage lie from their classes and from one another; its rows name the colours of the map. */
import type { JSX } from "react";
import { percent } from "../../ui/format";
import type { MapFigures } from "./mapped";

export interface MapRow {
  readonly id: string;
  readonly title: string;
  readonly color: string;
  readonly figures: MapFigures;
}

const level = (value: number): string => value.toFixed(1);

/** "67.0 ± 9.2"; of a single image there is nothing to deviate. */
function farFrom({ fromClass: far, count }: MapFigures): string {
  if (!far) return "–";
  return count > 1 ? `${level(far.mean)} ± ${level(far.std)}` : level(far.mean);
}

export function StageMapTable({ rows }: { readonly rows: readonly MapRow[] }): JSX.Element {
  return (
    <table className="table stages-table" aria-label="Distances and spread">
      <thead>
        <tr>
          <th scope="col">
            <span className="visually-hidden">Images of</span>
          </th>
          <th scope="col">From the class mean, levels</th>
          <th scope="col">Spread, levels</th>
          <th scope="col">In the plane, %</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ id, title, color, figures }) => (
          <tr key={id}>
            <th scope="row" className="stages-named">
              <span className="stages-dot" style={{ background: color }} aria-hidden="true" />
              {title}
            </th>
            <td className="stages-figure">{farFrom(figures)}</td>
            <td>{figures.spread === null ? "–" : level(figures.spread)}</td>
            <td>{figures.inPlane === null ? "–" : percent(figures.inPlane)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
