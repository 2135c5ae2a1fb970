/** The strip of the run's parts: each as long as its share, filled as far as it is done, told on hover and focus. */
import type { JSX } from "react";
import { Tooltip } from "./Tooltip";
import "./Timeline.css";

export interface TimelineSegment {
  readonly id: string;
  /** Short text inside, where there is room. */
  readonly label: string;
  /** The whole sentence for the tooltip and the screen reader. */
  readonly detail: string;
  /** Share of the strip, 0 to 1. */
  readonly share: number;
  /** How full it is, 0 to 1. */
  readonly fraction: number;
  readonly running: boolean;
  readonly color: string;
}

interface Props {
  readonly segments: readonly TimelineSegment[];
}

export function Timeline({ segments }: Props): JSX.Element {
  return (
    <ol className="timeline-strip" aria-label="Parts of the run">
      {segments.map(({ id, label, detail, share, fraction, running, color }) => (
        <li
          key={id}
          className="timeline-segment"
          data-running={running}
          style={{ flexGrow: Math.max(share, 0.005), ["--stage" as string]: color }}
        >
          <Tooltip text={detail} className="timeline-anchor">
            <div
              className="timeline-track"
              role="progressbar"
              tabIndex={0}
              aria-label={detail}
              aria-valuemin={0}
              aria-valuemax={100}
              aria-valuenow={Math.round(fraction * 100)}
            >
              <span className="timeline-fill" style={{ transform: `scaleX(${fraction.toFixed(4)})` }} />
              <span className="timeline-label">{label}</span>
            </div>
          </Tooltip>
        </li>
      ))}
    </ol>
  );
}
