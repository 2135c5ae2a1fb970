/** Accuracies over two settings: a table whose cells are coloured by their value, with the scale's numbers below. */
import type { JSX } from "react";
import { percent } from "../format";
import { viridis, viridisGradient } from "./viridis";
import "./accuracyGrid.css";

export interface GridCell {
  readonly id: string;
  /** Fractions from 0 to 1; null where nothing was measured. */
  readonly accuracy: { readonly mean: number; readonly std: number } | null;
  /** A word in place of an accuracy: "waiting". */
  readonly word: string;
  /** Why there is none, as a sentence; "" if the word says it. */
  readonly reason: string;
  /** Shows what was measured; null where there is nothing to show. */
  readonly onOpen: (() => void) | null;
}

interface Props {
  readonly title: string;
  readonly note: string;
  readonly rowAxis: string;
  readonly columnAxis: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** Row by row. */
  readonly cells: readonly GridCell[];
}

/** Relative luminance of the WCAG. */
function luminance(color: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = color.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Black or white, whichever stands out more: they are even at a luminance of 0.179. */
const inkOn = (color: readonly number[]): string => (luminance(color) > 0.179 ? "#000" : "#fff");

function Cell({ cell, shade, name }: { cell: GridCell; shade: number; name: string }): JSX.Element {
  const { accuracy, word, reason, onOpen } = cell;
  if (!accuracy)
    return (
      <td className="accuracy-cell-empty" title={reason || undefined}>
        <span>{word}</span>
        {reason && <span className="visually-hidden">{`: ${reason}`}</span>}
      </td>
    );
  const color = viridis(shade);
  const style = { background: `rgb(${color.join(" ")})`, color: inkOn(color) };
  const text = (
    <>
      <strong>{percent(accuracy.mean)}</strong> <span>{`± ${percent(accuracy.std)}`}</span>
    </>
  );
  return (
    <td>
      {onOpen ? (
        <button
          type="button"
          style={style}
          aria-label={`${percent(accuracy.mean)} ± ${percent(accuracy.std)} %, open ${name}`}
          onClick={onOpen}
        >
          {text}
        </button>
      ) : (
        <div style={style}>{text}</div>
      )}
    </td>
  );
}

export function AccuracyGrid(props: Props): JSX.Element {
  const { title, note, rowAxis, columnAxis, rows, columns, cells } = props;
  const means = cells.flatMap(({ accuracy }) => accuracy?.mean ?? []);
  const [low, high] = [Math.min(...means), Math.max(...means)];
  const shade = (mean: number): number => (high > low ? (mean - low) / (high - low) : 0.5);
  return (
    <figure className="chart">
      <figcaption>
        <strong>{title}</strong> <span className="muted small">{note}</span>
      </figcaption>
      <div className="accuracy-grid-room" role="group" aria-label={title} tabIndex={0}>
        <table className="accuracy-grid">
          <thead>
            <tr>
              <th scope="col" rowSpan={2}>
                {rowAxis}
              </th>
              <th scope="colgroup" colSpan={columns.length}>
                {columnAxis}
              </th>
            </tr>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, r) => (
              <tr key={row}>
                <th scope="row">{row}</th>
                {cells.slice(r * columns.length, (r + 1) * columns.length).map((cell, c) => (
                  <Cell
                    key={cell.id}
                    cell={cell}
                    shade={shade(cell.accuracy?.mean ?? 0)}
                    name={`${rowAxis} ${row}, ${columnAxis} ${columns[c]}`}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {means.length > 0 && (
        <div className="accuracy-grid-scale small">
          <span>{percent(low)}</span>
          <span className="heat-scale" style={{ background: viridisGradient }} />
          <span>{`${percent(high)} %`}</span>
        </div>
      )}
    </figure>
  );
}
