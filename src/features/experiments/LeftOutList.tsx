/** The combinations of a sweep that are left out, those with one reason together. */
import type { JSX } from "react";
import type { LeftOut } from "../../../workers/protocol/experiments/experiment";

export function LeftOutList({ leftOut }: { readonly leftOut: readonly LeftOut[] }): JSX.Element | null {
  if (leftOut.length === 0) return null;
  const reasons = [...new Set(leftOut.map(({ reason }) => reason))];
  return (
    <ul className="left-out small">
      {reasons.map((reason) => (
        <li key={reason}>
          {leftOut
            .filter((each) => each.reason === reason)
            .map(({ title }) => title)
            .join("; ")}
          : <span className="muted">{reason}</span>
        </li>
      ))}
    </ul>
  );
}
