/** The names of a grid's rows, each beside its images. */
import type { JSX } from "react";
import type { GridLayout } from "./layout";
import "./RowNames.css";

interface Props {
  readonly names: readonly string[];
  readonly layout: Pick<GridLayout, "pitch" | "cell">;
  /** Room for them, in CSS pixels. */
  readonly width: number;
  /** Upper edge of the first image, in CSS pixels. */
  readonly top: number;
  /** They are said elsewhere already. */
  readonly repeated?: boolean;
}

export function RowNames({ names, layout: { pitch, cell }, width, top, repeated }: Props): JSX.Element {
  return (
    <ol className="row-names" style={{ top, width }} aria-hidden={repeated}>
      {names.map((name, row) => (
        <li key={row} style={{ height: pitch, lineHeight: `${cell}px` }} title={name}>
          {name}
        </li>
      ))}
    </ol>
  );
}
