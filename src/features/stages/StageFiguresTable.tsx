/** How saturated and detailed the images of each stage are, beside the real ones: mean ± std, with a bar. */
import type { JSX } from "react";
import type { Spread, StageFigures } from "../../../workers/protocol/stage-figures";
import { Formula } from "../../ui/Formula";
import { count, percent } from "../../ui/format";

export interface MeasuredRow {
  readonly id: string;
  readonly title: string;
  readonly color: string;
  /** Null until it is measured. */
  readonly figures: StageFigures | null;
}

function Cell({
  spread,
  color,
}: {
  readonly spread: Spread | undefined;
  readonly color: string;
}): JSX.Element {
  if (!spread) return <td className="muted">–</td>;
  return (
    <td>
      <span className="stages-figure">{`${percent(spread.mean)} ± ${percent(spread.std)}`}</span>
      <span className="stages-bar" aria-hidden="true">
        <span style={{ width: `${100 * spread.mean}%`, background: color }} />
      </span>
    </td>
  );
}

export function StageFiguresTable({ rows }: { readonly rows: readonly MeasuredRow[] }): JSX.Element {
  return (
    <>
      <table className="table stages-table" aria-label="Saturation and detail">
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">Images of</span>
            </th>
            <th scope="col">Saturation, %</th>
            <th scope="col">Detail, %</th>
            <th scope="col">Images</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, title, color, figures }) => (
            <tr key={id}>
              <th scope="row">{title}</th>
              <Cell spread={figures?.saturation} color={color} />
              <Cell spread={figures?.detail} color={color} />
              <td>{figures ? count(figures.count) : "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="small muted">
        Mean ± standard deviation over images, as they are shown. Saturation: mean over pixels of (max − min)
        / max of red, green, blue. Detail: the share of the luminance’s energy at more than ⅛ cycle per pixel,{" "}
        <Formula text="Σ_{|f| > 1/8} |Ŷ|² / Σ_{f ≠ 0} |Ŷ|²" />.
      </p>
    </>
  );
}
