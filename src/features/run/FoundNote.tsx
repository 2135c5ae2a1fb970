/** One line under the timeline: whether the experts were kept from an earlier run, or why they are trained anew. */
import type { JSX } from "react";
import type { PartProgress } from "../../../workers/protocol/events";
import { foundInWords } from "../../../workers/protocol/found-trajectories";

export function FoundNote({ parts }: { readonly parts: readonly PartProgress[] }): JSX.Element | null {
  const experts = parts.find(({ kind }) => kind === "experts");
  const words = experts?.found ? foundInWords(experts.found) : null;
  return words ? <p className="found-note small muted">Experts: {words}.</p> : null;
}
